// How many people a scenario is about, and what it would send and cost.
#pragma once

#include "actors/services.hpp"
#include "library/scenario.hpp"

#include <cstdint>
#include <optional>
#include <stop_token>

namespace sojourn::service {

/// {"people", "sends_at_most", "pools", "cost"} of the campaign that a scenario would make; people
/// are counted until the token asks to stop. Errors: those of the condition that says who they are.
/// Throws storage::read_failure.
[[nodiscard]] result<json> estimate_scenario(actors::services& services,
                                             const library::scenario& scenario,
                                             const campaign::definition_ptr& definition,
                                             const json& parameters, const std::stop_token& stop);

/// {"sends_at_most", "pools", "cost"} of a campaign for so many people; nullopt: nobody can tell
/// how many. Throws storage::read_failure.
[[nodiscard]] json price_of_draft(actors::services& services,
                                  const campaign::definition& definition,
                                  std::optional<std::int64_t> people);

} // namespace sojourn::service
