#include "boosters/template.hpp"

#include "boosters/documents.hpp"
#include "boosters/local_time.hpp"
#include "calendar/calendar.hpp"

#include <algorithm>
#include <set>

namespace sojourn::boosters {

extern const std::string_view marketplace_text; // templates/marketplace.json

namespace {

constexpr std::string_view title_mark = "{{event.title}}";

/// A local time: a place of a template on a booster's calendar.
result<std::string> time_at(const json& place, std::string_view date) {
  auto day = moved_by(date, place.at("day").get<std::int64_t>());
  if (!day)
    return day;
  return *day + "T" + place.at("time").get<std::string>();
}

json place_of(instant at, const booster& of) {
  const auto local = local_text(at, of.zone);
  return {{"day", days_from(of.date, local).value_or(0)},
          {"time", local.substr(day_characters + 1, 5)}};
}

void fill_in(json& texts, const std::string& title) {
  if (texts.is_object() || texts.is_array()) {
    for (auto& one : texts)
      fill_in(one, title);
  } else if (texts.is_string()) {
    auto text = texts.get<std::string>();
    for (auto at = text.find(title_mark); at != std::string::npos;
         at = text.find(title_mark, at + title.size()))
      text.replace(at, title_mark.size(), title);
    texts = std::move(text);
  }
}

/// The message with the event's title in each language.
json message_of(const json& card, const booster& of) {
  auto message = card.at("message");
  if (const auto languages = message.find("languages");
      languages != message.end() && languages->is_object()) {
    for (auto one = languages->begin(); one != languages->end(); ++one)
      fill_in(one.value(), title_in(of.title, one.key()));
  }
  return message;
}

json words_of(const json& phase, const json& group) {
  json made = json::object();
  for (const auto* language : {"vi", "en"})
    made[language] = title_in(phase, language) + ": " + title_in(group, language);
  return made;
}

drafted_card draft(const json& from, const booster& of, const phase& in, const group& whom) {
  drafted_card made{.id = in.id + "-" + whom.id, .phase = in.id, .group = whom.id};
  auto at = time_at(from, of.date).value_or(local_text(in.from, of.zone));
  const auto instant_of = calendar::parse_local(at, of.zone);
  if (!instant_of || !in.holds(*instant_of)) {
    at = local_text(in.from, of.zone);
    made.was_moved = true;
  }
  made.source = {{"phase", in.id},
                 {"group", whom.id},
                 {"at", at},
                 {"title", from.value("title", words_of(in.title, whom.title))},
                 {"message", message_of(from, of)}};
  if (from.value("voucher", false) && !of.voucher_pool.empty())
    made.source["voucher_pool"] = of.voucher_pool;
  const auto shown = std::min(from.value("products", std::size_t{0}), of.approved_skus.size());
  if (shown > 0)
    made.source["products"] = std::vector<std::string>(
        of.approved_skus.begin(), of.approved_skus.begin() + static_cast<std::ptrdiff_t>(shown));
  return made;
}

/// The template's card for a group of a phase; nullptr: it has none.
const json* card_for(const json& phase, const std::string& group) {
  if (const auto cards = phase.find("cards"); cards != phase.end() && cards->contains(group))
    return &cards->at(group);
  const auto own = phase.find("card");
  return own == phase.end() ? nullptr : &*own;
}

void check_phase(const json& phase, const std::string& place, const std::set<std::string>& groups,
                 mistake_list& mistakes) {
  const auto order = [](const json& at) {
    return std::pair{at.at("day").get<int>(), at.at("time").get<std::string>()};
  };
  if (order(phase.at("from")) >= order(phase.at("to")))
    mistakes.add(place + "/to", "the phase ends before it begins");
  const auto known = phase.at("groups").get<std::vector<std::string>>();
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (!groups.contains(known[i]))
      mistakes.add(pointer_to(place + "/groups", i), "there is no group " + in_quotes(known[i]));
  }
  const auto cards = phase.value("cards", json::object());
  for (const auto& [group, card] : cards.items()) {
    if (std::find(known.begin(), known.end(), group) == known.end())
      mistakes.add(pointer_to(place + "/cards", group),
                   "the phase has no group " + in_quotes(group));
  }
}

} // namespace

const json& marketplace_template() {
  static const auto document = json::parse(marketplace_text);
  return document;
}

result<void> check_template(const json& source) {
  mistake_list mistakes;
  check_shape(source, "template", mistakes);
  if (mistakes.empty()) {
    check_words(source.at("title"), "/title", mistakes);
    check_groups(source.at("groups"), mistakes);
    check_ids(source.at("phases"), "/phases", "phase", mistakes);
    std::set<std::string> groups;
    for (const auto& group : source.at("groups"))
      groups.insert(group.at("id").get<std::string>());
    for (std::size_t i = 0; i < source.at("phases").size(); ++i)
      check_phase(source.at("phases")[i], pointer_to("/phases", i), groups, mistakes);
  }
  if (mistakes.empty())
    return {};
  return fail(error_code::invalid_request, "the template has errors", mistakes.sorted());
}

result<json> with_template(json asked, const json& from, std::string_view name) {
  if (!asked.contains("groups"))
    asked["groups"] = from.at("groups");
  if (asked.contains("phases"))
    return asked;
  const auto date = asked.find("date");
  if (date == asked.end() || !date->is_string() || !moved_by(date->get<std::string>(), 0))
    return fail(error_code::invalid_request, "the booster has errors",
                {{"/date", "expected the event's day, such as \"2026-09-09\""}});
  asked["template"] = name;
  auto& phases = asked["phases"] = json::array();
  for (auto phase : from.at("phases")) {
    for (const auto* bound : {"from", "to"}) {
      auto at = time_at(phase.at(bound), date->get<std::string>());
      if (!at)
        return fail(error_code::invalid_request, "the booster has errors",
                    {{"/date", "with it the phase " + in_quotes(phase.at("id").get<std::string>()) +
                                   " of the template would not lie in the years 0000 to 9999; "
                                   "write another day"}});
      phase[bound] = std::move(*at);
    }
    phase.erase("card");
    phase.erase("cards");
    phases.push_back(std::move(phase));
  }
  return asked;
}

bool gives_codes(const json& from) {
  const auto& phases = from.at("phases");
  return std::any_of(phases.begin(), phases.end(), [](const json& phase) {
    const auto cards = phase.value("cards", json::object());
    return phase.value("card", json::object()).value("voucher", false) ||
           std::any_of(cards.begin(), cards.end(),
                       [](const json& card) { return card.value("voucher", false); });
  });
}

std::vector<drafted_card> cards_from(const json& from, const booster& of) {
  std::vector<drafted_card> made;
  for (const auto& phase : of.phases) {
    const auto& known = from.at("phases");
    const auto like = std::find_if(known.begin(), known.end(),
                                   [&](const json& one) { return one.at("id") == json(phase.id); });
    if (like == known.end())
      continue;
    for (const auto& group : phase.groups) {
      if (const auto* card = card_for(*like, group))
        made.push_back(draft(*card, of, phase, *of.find_group(group)));
    }
  }
  return made;
}

json trial_of(const json& from, const std::vector<std::string>& via) {
  return {{"title", from.at("title")},
          {"timezone", "UTC"},
          {"date", "2026-06-15"}, // a day with no change of the clock around it
          {"via", via},
          {"groups", from.at("groups")}};
}

booster with_stand_ins(booster of) {
  constexpr std::size_t most_products = 4; // of one card
  for (auto i = of.approved_skus.size(); i < most_products; ++i)
    of.approved_skus.push_back("product-" + std::to_string(i + 1));
  if (of.voucher_pool.empty())
    of.voucher_pool = "codes";
  return of;
}

std::string place_of_card(const json& from, std::string_view phase, std::string_view group) {
  const auto& phases = from.at("phases");
  for (std::size_t i = 0; i < phases.size(); ++i) {
    if (phases[i].at("id").get_ref<const std::string&>() != phase)
      continue;
    const auto place = pointer_to("/phases", i);
    return phases[i].value("cards", json::object()).contains(group)
               ? pointer_to(place + "/cards", group)
               : place + "/card";
  }
  return {};
}

json template_from(const booster& of, std::span<const card> cards, const json& title) {
  json made{{"title", title}, {"groups", of.source.at("groups")}, {"phases", json::array()}};
  for (std::size_t i = 0; i < of.phases.size(); ++i) {
    const auto& phase = of.phases[i];
    auto shown = of.source.at("phases")[i];
    shown["from"] = place_of(phase.from, of);
    shown["to"] = place_of(phase.to, of);
    for (const auto& one : cards) {
      if (one.phase != phase.id || shown.value("cards", json::object()).contains(one.group))
        continue;
      auto card = place_of(one.at, of);
      card.update({{"title", one.title}, {"message", one.message}});
      if (!one.voucher_pool.empty())
        card["voucher"] = true;
      if (!one.products.empty())
        card["products"] = one.products.size();
      shown["cards"][one.group] = std::move(card);
    }
    made["phases"].push_back(std::move(shown));
  }
  return made;
}

} // namespace sojourn::boosters
