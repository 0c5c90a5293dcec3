// What is written into the data file because of a channel's answer, beside what became of the
// effect. No CAF, no state.
#pragma once

#include "actors/dispatch/outgoing_effect.hpp"
#include "actors/services.hpp"

namespace sojourn::actors {

/// Removes records that a provider knows no more, such as the subscription of a browser.
void remove_gone(services& services, const std::vector<subject_ref>& gone);

/// Suppresses the address that takes nothing any more, as the answer says.
void suppress_dead_address(services& services, const std::string& channel,
                           const channels::attempt_result& answer);

/// Frees what is reserved for an effect that was taken back when it might have left, and turns out
/// not to have.
void free_cost(services& services, const outgoing_effect& effect);

} // namespace sojourn::actors
