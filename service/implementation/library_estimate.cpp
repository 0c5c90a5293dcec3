#include "service/implementation/library_estimate.hpp"

#include "budget/estimate.hpp"
#include "library/placeholders.hpp"
#include "service/background/audience.hpp"
#include "service/implementation/campaign_price.hpp"
#include "storage/budget.hpp"
#include "storage/records.hpp"
#include "storage/segments.hpp"
#include "storage/vouchers.hpp"

namespace sojourn::service {

namespace {

using library::estimate_form;

/// nullopt: nobody can tell.
result<std::optional<std::int64_t>> count_people(actors::services& services,
                                                 const library::scenario& scenario,
                                                 const campaign::definition_ptr& definition,
                                                 const json& parameters,
                                                 const std::stop_token& stop) {
  if (scenario.form == estimate_form::none)
    return std::optional<std::int64_t>{};
  const auto at = services.clock.now();
  if (scenario.form == estimate_form::audience) {
    auto whom = audience::make(services, actors::make_running({}, definition), at);
    if (!whom)
      return fail(whom.error());
    const auto counted = whom->each_member({}, true, stop);
    if (!counted)
      return fail(counted.error());
    return std::optional{counted->members};
  }
  auto& reader = services.store.reader();
  const auto asked = services.segments.registry(reader)->resolve(
      library::filled(scenario.people, parameters), definition->timezone, "/estimate/people");
  if (!asked)
    return fail(asked.error());
  const auto counted = reader.segments().count_customers({*asked}, at, stop).at(0);
  if (counted.failure)
    return fail(*counted.failure);
  return std::optional{counted.members};
}

/// How many messages one person gets at most: the dearest way where each costs one.
std::int64_t sends_at_most(const campaign::definition& definition) {
  budget::plan each_costs_one;
  each_costs_one.tokens["send"] = 1;
  return budget::estimate_of(definition, each_costs_one).tokens;
}

/// The codes of each pool that the campaign takes, held against one for each person.
json show_pools(actors::services& services, const campaign::definition& definition,
                std::optional<std::int64_t> people) {
  std::map<std::string, json> pools;
  for (const auto& [id, step] : definition.steps) {
    const auto* voucher = std::get_if<campaign::voucher_step>(&step.kind);
    if (voucher == nullptr || pools.contains(voucher->pool))
      continue;
    const auto pool = services.store.reader().vouchers().pool(voucher->pool);
    const auto free = pool ? pool->at("free").get<std::int64_t>() : 0;
    json one{{"pool", voucher->pool}, {"exists", pool.has_value()}, {"free", free}};
    if (people)
      one["suffices"] = free >= *people;
    pools.emplace(voucher->pool, std::move(one));
  }
  auto shown = json::array();
  for (auto& [name, one] : pools)
    shown.push_back(std::move(one));
  return shown;
}

json show_cost(actors::services& services, const campaign::definition& definition,
               std::optional<std::int64_t> people) {
  const auto plan = services.budget.now();
  const auto estimate =
      plan != nullptr ? budget::estimate_of(definition, *plan) : budget::estimate{};
  // Where nobody can tell how many come, one of them must be affordable.
  const auto most = cost_of(estimate, people.value_or(1));
  json shown{{"per_person", cost_of(estimate, 1)}, {"suffices", true}};
  if (people)
    shown["most"] = most;
  if (plan == nullptr)
    return shown;
  const auto lacks =
      what_lacks(most, services.store.reader().budget().standing(services.clock.now()));
  shown["suffices"] = lacks.empty();
  if (!lacks.empty())
    shown["lacks"] = lacks;
  return shown;
}

} // namespace

result<json> estimate_scenario(actors::services& services, const library::scenario& scenario,
                               const campaign::definition_ptr& definition, const json& parameters,
                               const std::stop_token& stop) {
  const auto people = count_people(services, scenario, definition, parameters, stop);
  if (!people)
    return fail(people.error());
  json shown_people{{"form", library::to_text(scenario.form)},
                    {"count", *people ? json(**people) : json()},
                    {"customers", services.store.reader().records().count("customer")}};
  auto shown = price_of_draft(services, *definition, *people);
  shown["people"] = std::move(shown_people);
  return shown;
}

json price_of_draft(actors::services& services, const campaign::definition& definition,
                    std::optional<std::int64_t> people) {
  return {{"sends_at_most", sends_at_most(definition)},
          {"pools", show_pools(services, definition, people)},
          {"cost", show_cost(services, definition, people)}};
}

} // namespace sojourn::service
