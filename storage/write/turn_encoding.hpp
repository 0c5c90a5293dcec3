// A turn as the store takes it.
#pragma once

#include "storage/campaigns.hpp"
#include "storage/journal.hpp"
#include "storage/listeners.hpp"
#include "storage/turns.hpp"

namespace sojourn::storage {

/// Everything that a turn of an instance of this definition writes, but for what hangs on
/// inbox entries, jobs and moves between versions.
[[nodiscard]] turn_write encode_turn(version_key version, const campaign::definition& definition,
                                     journal_position expected_head, instant at,
                                     std::shared_ptr<const engine::instance_state> before,
                                     engine::turn made, listeners_ptr listeners);

/// Says that the turn moves its instance from the version `before` to its own.
void set_version_before(turn_write& turn, version_key before);

} // namespace sojourn::storage
