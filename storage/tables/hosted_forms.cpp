#include "storage/tables/hosted_forms.hpp"

#include "base/number_text.hpp"
#include "storage/tables/json_column.hpp"

#include <algorithm>
#include <limits>

namespace sojourn::storage {

namespace {

std::int64_t first_integer(statement::rows&& rows) { return rows.next() ? rows.integer(0) : 0; }

/// A value of an answer as it is asked for: a text itself, a number as JavaScript writes it.
bool is_value(const json* value, const std::string& wanted) {
  if (value == nullptr)
    return false;
  if (value->is_string())
    return value->get_ref<const std::string&>() == wanted;
  if (value->is_number())
    return number_text(*value) == wanted;
  if (value->is_boolean())
    return wanted == (value->get<bool>() ? "true" : "false");
  return value->is_array() &&
         std::ranges::any_of(*value, [&](const json& one) { return is_value(&one, wanted); });
}

json show_answer(const statement::rows& from, const std::string& form) {
  json shown{{"number", from.integer(0)},  {"form", form},
             {"version", from.integer(1)}, {"subject", from.text(2)},
             {"language", from.text(5)},   {"proven", from.integer(6) != 0},
             {"at", to_text(from.at(7))},  {"answers", json_column(from, 8, "an answer")}};
  if (!from.is_null(3))
    shown["instance"] = to_text(from.instance(3));
  if (auto campaign = from.text(4); !campaign.empty())
    shown["campaign"] = std::move(campaign);
  return shown;
}

bool is_wanted(const json& shown, instant at, const answer_query& what) {
  if ((what.from && at < *what.from) || (what.to && at >= *what.to))
    return false;
  if (!what.language.empty() && shown.at("language") != what.language)
    return false;
  if (what.instance && shown.value("instance", "") != to_text(*what.instance))
    return false;
  const auto& answers = shown.at("answers");
  return std::ranges::all_of(what.values, [&](const auto& one) {
    return is_value(find_path(answers, one.first), one.second);
  });
}

} // namespace

std::optional<std::int64_t> form_answer_table::find(const std::string& form,
                                                    const std::string& key) {
  auto rows = find_.query(form, key);
  return rows.next() ? std::optional{rows.integer(0)} : std::nullopt;
}

std::int64_t form_answer_table::count_of(const std::string& form) {
  return first_integer(count_of_.query(form));
}

std::map<std::string, std::int64_t> form_answer_table::counts() {
  std::map<std::string, std::int64_t> found;
  auto rows = counts_.query();
  while (rows.next())
    found.emplace(rows.text(0), rows.integer(1));
  return found;
}

std::int64_t form_answer_table::count_by_subject(const std::string& form,
                                                 const std::string& subject) {
  return first_integer(by_subject_.query(form, subject));
}

std::int64_t form_answer_table::count_by_link(const std::string& form, const std::string& link) {
  return first_integer(by_link_.query(form, link));
}

std::int64_t form_answer_table::insert(const hosted_answer& answer, const row& of, instant now) {
  const auto number = numbers_.next(numbered::form_answer);
  insert_.run(number, answer.form, answer.version, answer.key, of.subject, answer.link,
              answer.instance, of.campaign, answer.language, of.proven, now, dump(answer.answers));
  count_one_.run(answer.form);
  return number;
}

answers_found form_answer_table::list(const answer_query& what) {
  answers_found found;
  const auto before = what.before == 0 ? std::numeric_limits<std::int64_t>::max() : what.before;
  auto rows = what.subject.empty()
                  ? list_.query(what.form, before, what.visits)
                  : list_about_.query(what.form, before, what.visits, what.subject);
  std::size_t visited = 0;
  while (rows.next()) {
    const auto number = rows.integer(0);
    const auto at = rows.at(7);
    if (what.from && at < *what.from)
      return found; // older ones follow
    ++visited;
    auto shown = show_answer(rows, what.form);
    if (is_wanted(shown, at, what))
      found.items.push_back(std::move(shown));
    if (found.items.size() == what.limit || visited == what.visits) {
      found.next = number;
      return found;
    }
  }
  return found;
}

std::optional<form_draft> form_draft_table::find(const std::string& key) {
  auto rows = find_.query(key);
  if (!rows.next())
    return std::nullopt;
  return form_draft{.key = key,
                    .form = rows.text(0),
                    .subject = rows.text(1),
                    .inputs = json_column(rows, 2, "a draft"),
                    .at = rows.at(3)};
}

std::int64_t form_draft_table::count_public() { return first_integer(public_.query()); }

std::optional<consent_request> consent_request_table::find(std::int64_t number) {
  auto rows = find_.query(number);
  if (!rows.next())
    return std::nullopt;
  const auto purpose = rows.integer(3);
  if (purpose < 0 || purpose >= static_cast<std::int64_t>(messages::all_purposes.size()))
    throw corrupt_row{"the request " + std::to_string(number) + " for a consent cannot be read"};
  return consent_request{.number = number,
                         .customer = rows.text(0),
                         .email = rows.text(1),
                         .channel = rows.text(2),
                         .purpose = static_cast<messages::purpose>(purpose),
                         .source = rows.text(4),
                         .asked_at = rows.at(5),
                         .confirmed_at = rows.optional_instant(6)};
}

std::optional<std::int64_t> consent_request_table::open(const consent_request& like) {
  auto rows = open_.query(like.customer, like.email, like.channel, like.purpose);
  return rows.next() ? std::optional{rows.integer(0)} : std::nullopt;
}

std::int64_t consent_request_table::insert(const consent_request& what) {
  const auto number = numbers_.next(numbered::consent_request);
  insert_.run(number, what.customer, what.email, what.channel, what.purpose, what.source,
              what.asked_at);
  return number;
}

bool consent_request_table::may_ask(const std::string& email, instant now) {
  {
    auto rows = mailed_.query(email);
    if (rows.next() && rows.at(0) > now - between_requests)
      return false;
  }
  put_mail_.run(email, now);
  return true;
}

} // namespace sojourn::storage
