// How many people a scenario is about, and what it would send and cost.
#pragma once

#include "actors/services.hpp"
#include "library/scenario.hpp"

#include <stop_token>

namespace sojourn::service {

/// {"people", "sends_at_most", "pools", "cost"} of the campaign that a scenario would make; people
/// are counted until the token asks to stop. Errors: those of the condition that says who they are.
/// Throws storage::read_failure.
[[nodiscard]] result<json> estimate_scenario(actors::services& services,
                                             const library::scenario& scenario,
                                             const campaign::definition_ptr& definition,
                                             const json& parameters, const std::stop_token& stop);

} // namespace sojourn::service
