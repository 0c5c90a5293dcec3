#include "reports/suggestions.hpp"

#include "calendar/day_number.hpp"

#include <algorithm>
#include <tuple>

namespace sojourn::reports {

namespace {

/// How the past of a group compares with that of all.
enum class standing { good, unknown, poor };

/// Whether a / b is less than c / d, of counts that are not negative.
bool is_less(const rate& one, const rate& other) {
  return one.count * other.of < other.count * one.of;
}

rate of_all(const std::vector<suggestion>& suggestions) {
  rate all;
  for (const auto& one : suggestions) {
    if (one.has_past())
      all = {all.count + one.past.buyers, all.of + one.past.sent};
  }
  return all;
}

standing standing_of(const suggestion& one, const rate& all) {
  if (!one.has_past())
    return standing::unknown;
  return is_less(one.past.conversion(), all) ? standing::poor : standing::good;
}

bool comes_before(const suggestion& one, const suggestion& other, const rate& all) {
  const auto first = standing_of(one, all);
  const auto second = standing_of(other, all);
  if (first != second)
    return first < second;
  if (first == standing::unknown && one.action.peers != other.action.peers)
    return one.action.peers > other.action.peers;
  if (first != standing::unknown) {
    const auto conversion = one.past.conversion();
    const auto others = other.past.conversion();
    if (is_less(others, conversion) || is_less(conversion, others))
      return is_less(others, conversion);
  }
  return std::tuple{-one.size, std::string_view{one.action.id}} <
         std::tuple{-other.size, std::string_view{other.action.id}};
}

} // namespace

void arrange(std::vector<suggestion>& suggestions) {
  std::erase_if(suggestions, [](const suggestion& one) { return one.size == 0; });
  const auto all = of_all(suggestions);
  std::ranges::sort(suggestions, [&](const suggestion& one, const suggestion& other) {
    return comes_before(one, other, all);
  });
}

json reasons_of(const suggestion& of) {
  json reasons = json::array();
  if (of.past.sent > 0)
    reasons.push_back({{"code", "own_past"},
                       {"facts",
                        {{"campaigns", of.campaigns},
                         {"sent", of.past.sent},
                         {"buyers", of.past.buyers},
                         {"orders", of.past.bought.orders},
                         {"amount", as_json(of.past.bought.amount)},
                         {"read_rate", as_json(of.past.read_rate())},
                         {"conversion", as_json(of.past.conversion())},
                         {"is_enough", of.has_past()}}}});
  else
    reasons.push_back({{"code", "no_own_past"}, {"facts", {{"campaigns", of.campaigns}}}});
  reasons.push_back({{"code", "peers"},
                     {"facts",
                      {{"share", ratio(of.action.peers, rate_places)},
                       {"effect", of.action.effect},
                       {"is_template", of.peers_of_template}}}});
  return reasons;
}

json prefilled(const suggested_action& action, const json& schema, const draft_start& start) {
  const auto& taken = schema.at("properties");
  auto parameters = action.parameters;
  const auto fill = [&](const char* name, json value) {
    if (taken.contains(name))
      parameters.emplace(name, std::move(value));
  };
  fill("group", action.segment);
  fill("group_parameters", action.segment_parameters);
  fill("timezone", start.zone);
  // A list of instants takes one, too.
  if (const auto at = taken.find("at"); at != taken.end()) {
    auto text = calendar::to_local_text(start.at, start.zone).value_or(to_text(start.at));
    fill("at", at->value("type", json()) == json("array") ? json::array({text}) : json(text));
  }
  return parameters;
}

std::string draft_id(const suggested_action& action, instant now, const std::string& zone) {
  return action.id + "-" + calendar::day_text(calendar::day_number(now, zone));
}

} // namespace sojourn::reports
