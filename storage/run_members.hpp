// What turns and dropped inbox entries mean for the run that caused them.
#pragma once

#include "storage/runs.hpp"

namespace sojourn::storage {

/// The run that a trigger names, if it names one.
[[nodiscard]] std::optional<run_id> run_of(const json& trigger);

/// Counts an instance of a run that begins or ends with this turn.
void count_run_turn(transaction& tx, const engine::instance_state* before,
                    const engine::instance_state& after, instant now);

/// Counts a member of a run whose start was refused.
void count_run_refusal(transaction& tx, const json& trigger, instant now);

} // namespace sojourn::storage
