#include "channels/described/answers.hpp"

#include "calendar/calendar.hpp"
#include "channels/utf8.hpp"

#include <algorithm>
#include <chrono>

namespace sojourn::channels {

namespace {

using namespace std::chrono_literals;

constexpr milliseconds longest_length = 24h;
constexpr milliseconds usual_closing = 5min;
constexpr std::size_t longest_word_bytes = 500;

answer_class answer_class_of(const std::string& word) {
  return word == "accepted"      ? answer_class::accepted
         : word == "permanent"   ? answer_class::permanent
         : word == "transient"   ? answer_class::transient
         : word == "unreachable" ? answer_class::unreachable
         : word == "closed"      ? answer_class::closed
                                 : answer_class::unknown;
}

std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> items;
  for (std::size_t begin = 0, comma = 0; comma != std::string::npos; begin = comma + 1) {
    comma = list.find(',', begin);
    items.push_back(list.substr(begin, comma - begin));
  }
  return items;
}

bool fits_status(const answer_rule& rule, int status) {
  const auto text = std::to_string(status);
  return rule.statuses.empty() ||
         std::any_of(rule.statuses.begin(), rule.statuses.end(), [&](const std::string& wanted) {
           return wanted == text || (wanted.ends_with("xx") && wanted[0] == text[0]);
         });
}

/// A condition that fails over the body does not hold: nothing was said that fits it.
bool fits(const answer_rule& rule, const json& data, instant at) {
  return fits_status(rule, data.at("status").get<int>()) &&
         (!rule.when || rule.when->test(data, {.now = at}).value_or(false));
}

json body_of(const http_response& answer) {
  if (answer.truncated)
    return nullptr;
  if (auto parsed = parse_json(answer.body))
    return std::move(*parsed);
  return valid_utf8(answer.body);
}

void apply(const answer_rule& rule, attempt_result& judged, instant at) {
  switch (rule.is) {
  case answer_class::accepted:
    judged.how = outcome::accepted;
    judged.retry_after.reset();
    return;
  case answer_class::permanent:
    judged.how = outcome::rejected;
    judged.retry_after.reset();
    return;
  case answer_class::unknown:
    judged.how = outcome::unknown;
    return;
  case answer_class::unreachable:
    judged.how = outcome::unreachable;
    judged.retry_after.reset();
    return;
  case answer_class::transient:
    judged.how = outcome::transient;
    break;
  case answer_class::closed:
    judged.how = outcome::transient;
    judged.closed_until =
        at + rule.retry_after.value_or(judged.retry_after.value_or(usual_closing));
    break;
  }
  if (rule.retry_after)
    judged.retry_after = rule.retry_after;
}

} // namespace

std::optional<rules::rule> read_rule_at(const json& of, const std::string& pointer,
                                        const char* name, mistake_list& mistakes) {
  const auto found = of.find(name);
  if (found == of.end())
    return std::nullopt;
  auto read = rules::rule::parse(*found, pointer_to(pointer, name));
  if (read)
    return std::move(*read);
  for (auto& detail : read.error().details)
    mistakes.add(detail.pointer, std::move(detail.message));
  return std::nullopt;
}

milliseconds read_length_at(const json& of, const std::string& pointer, const char* name,
                            milliseconds otherwise, mistake_list& mistakes) {
  const auto found = of.find(name);
  if (found == of.end())
    return otherwise;
  const auto length = calendar::parse_duration(found->get<std::string>());
  if (!length)
    mistakes.add(pointer_to(pointer, name), length.error().message);
  else if (length->years != 0 || length->months != 0 || length->days != 0 || length->exact < 0ms ||
           length->exact > longest_length)
    mistakes.add(pointer_to(pointer, name), "is a duration of up to \"PT24H\"");
  else
    return length->exact;
  return otherwise;
}

answer_reader read_answer_reader(const json& source, const std::string& pointer,
                                 mistake_list& mistakes) {
  answer_reader read;
  const auto list = source.find("answers");
  for (std::size_t i = 0; list != source.end() && i < list->size(); ++i) {
    const auto& given = (*list)[i];
    const auto place = pointer_to(pointer_to(pointer, "answers"), i);
    answer_rule rule;
    if (given.contains("status"))
      rule.statuses = split(given.at("status").get<std::string>());
    rule.when = read_rule_at(given, place, "when", mistakes);
    rule.is = answer_class_of(given.at("is").get<std::string>());
    if (given.contains("retry_after"))
      rule.retry_after = read_length_at(given, place, "retry_after", 0ms, mistakes);
    if (!given.contains("status") && !given.contains("when") && i + 1 < list->size())
      mistakes.add(place, "fits every answer, so those after it never do");
    read.answers.push_back(std::move(rule));
  }
  read.provider_id = read_rule_at(source, pointer, "provider_id", mistakes);
  read.code = read_rule_at(source, pointer, "code", mistakes);
  read.detail = read_rule_at(source, pointer, "detail", mistakes);
  return read;
}

std::string text_of(const std::optional<rules::rule>& asked, const json& data, instant at) {
  if (!asked)
    return "";
  const auto value = asked->evaluate(data, {.now = at});
  if (!value || value->is_null() || value->is_structured())
    return "";
  auto text = value->is_string() ? value->get<std::string>() : dump(*value);
  while (text.size() > longest_word_bytes || !is_utf8(text))
    text.resize(std::min(text.size() - 1, longest_word_bytes));
  return text;
}

attempt_result judge_answer(const answer_reader& how, attempt_result judged,
                            const http_response& answer, instant at) {
  if (answer.status == 0)
    return judged; // nothing came back: the transfer knows what that means
  const json data{{"status", answer.status}, {"body", body_of(answer)}};
  const bool is_cut = !answer.complete || answer.truncated;
  const auto fitting = std::find_if(how.answers.begin(), how.answers.end(),
                                    [&](const answer_rule& rule) { return fits(rule, data, at); });
  const bool looks_into_body =
      std::any_of(how.answers.begin(), how.answers.end(),
                  [](const answer_rule& rule) { return rule.when.has_value(); });
  if (judged.how == outcome::accepted && is_cut && looks_into_body) {
    judged.how = outcome::unknown;
    judged.code = "incomplete_response";
    judged.detail += ", but its body, which says what became of the message, broke off";
    return judged;
  }
  if (fitting != how.answers.end())
    apply(*fitting, judged, at);
  else if (how.else_unknown)
    judged.how = outcome::unknown;
  judged.provider_id = text_of(how.provider_id, data, at);
  if (const auto code = text_of(how.code, data, at); !code.empty())
    judged.code = code;
  if (const auto detail = text_of(how.detail, data, at); !detail.empty())
    judged.detail += ": " + detail;
  return judged;
}

} // namespace sojourn::channels
