// What a campaign will cost at most, and whether the budget suffices.
#include "service/implementation/campaign_price.hpp"

#include "service/background/audience.hpp"

namespace sojourn::service {

json cost_of(const budget::estimate& of, std::int64_t entries) {
  json credits = json::object();
  for (const auto& [account, amount] : of.credits)
    credits[account] = amount * entries;
  return {{"tokens", of.tokens * entries}, {"credits", std::move(credits)}};
}

std::string what_lacks(const json& most, const json& standing) {
  std::string said;
  const auto compare = [&](const json& needed, const json* left, const std::string& what) {
    if (left != nullptr && needed.get<std::int64_t>() > left->get<std::int64_t>())
      said += (said.empty() ? "" : "; ") + needed.dump() + " " + what + " are needed at most, " +
              left->dump() + " are left";
  };
  compare(most.at("tokens"), find_path(standing, "tokens.left"), "tokens");
  for (const auto& [account, needed] : most.at("credits").items()) {
    const auto& there = standing.at("credits").at(account);
    if (there.at("prepaid").get<bool>())
      compare(needed, &there.at("left"), "credits of \"" + account + "\"");
  }
  return said;
}

namespace {

bool is_countable(const campaign::trigger& trigger) {
  return std::holds_alternative<campaign::manual_trigger>(trigger) ||
         std::holds_alternative<campaign::schedule_trigger>(trigger);
}

} // namespace

result<json> price_campaign(actors::services& services, const actors::running_version& version,
                            const std::stop_token& stop) {
  const auto& definition = *version.definition;
  const auto plan = services.budget.now();
  const auto estimate =
      plan != nullptr ? budget::estimate_of(definition, *plan) : budget::estimate{};
  std::int64_t entries = 0;
  if (!estimate.tolls.empty()) {
    const auto known = services.catalogue.find(definition.id);
    if (!known)
      return fail(known.error());
    auto whom = audience::make(services, known->newest, services.clock.now());
    if (!whom)
      return fail(whom.error());
    const auto counted = whom->each_member({}, true, stop);
    if (!counted)
      return fail(counted.error());
    entries = counted->members;
  }
  json steps = json::array();
  for (const auto& toll : estimate.tolls) {
    auto shown = budget::as_json(toll.costs);
    shown["step"] = toll.step;
    shown["action"] = toll.action;
    shown["most"] = {{"actions", entries},
                     {"tokens", entries * toll.costs.tokens},
                     {"credits", entries * toll.costs.credits}};
    steps.push_back(std::move(shown));
  }
  const auto standing = services.store.reader().budget().standing(services.clock.now());
  // Of events and records nobody knows whom they bring: one entry must be affordable.
  const bool countable = is_countable(definition.trigger);
  auto most = cost_of(estimate, entries);
  const auto lacks = what_lacks(countable ? most : cost_of(estimate, 1), standing);
  json told{{"campaign", definition.id},
            {"version", version.version},
            {"trigger", campaign::type_name(definition.trigger)},
            {"entries", entries},
            {"countable", countable},
            {"per_entry", cost_of(estimate, 1)},
            {"most", std::move(most)},
            {"steps", std::move(steps)},
            {"loops", estimate.loops},
            {"suffices", lacks.empty()},
            {"left", {{"credits", json::object()}}}};
  if (const auto* left = find_path(standing, "tokens.left"))
    told["left"]["tokens"] = *left;
  for (const auto& [account, amount] : estimate.credits)
    told["left"]["credits"][account] = standing.at("credits").at(account).at("left");
  if (!lacks.empty())
    told["lacks"] = lacks;
  return told;
}

result<std::vector<content::finding>> budget_findings(actors::services& services,
                                                      const actors::running_version& version,
                                                      const std::stop_token& stop) {
  const auto priced = price_campaign(services, version, stop);
  if (!priced && priced.error().code == error_code::question_ended)
    return fail(priced.error());
  // An audience that cannot be counted is no reason to warn of what it costs.
  if (!priced || priced->at("suffices").get<bool>())
    return std::vector<content::finding>{};
  return std::vector<content::finding>{
      {"budget_short", content::severity::warning, "/steps",
       "the budget may run out: " + priced->at("lacks").get<std::string>() +
           "; the campaign then pauses until there is more"}};
}

json show(const storage::budget_pause& paused) {
  return {{"campaign", paused.campaign},
          {"since", to_text(paused.since)},
          {"action", paused.action},
          {"why", paused.why},
          {"looked_at_again", to_text(paused.look_at)}};
}

} // namespace sojourn::service
