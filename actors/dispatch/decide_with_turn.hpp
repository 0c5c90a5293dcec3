// A message that is decided on in the unit of the turn that asks for it. No CAF, no state.
#pragma once

#include "actors/dispatch/decided_handover.hpp"
#include "actors/services.hpp"
#include "storage/turns.hpp"

namespace sojourn::actors {

/// The message that `turn` asks for, ready to be decided on in its unit. nullptr where it asks for
/// none, where its channel has no room, or where what it says is not known before the commit: the
/// dispatcher has it decided on later.
[[nodiscard]] std::shared_ptr<decided_handover>
decide_with_turn(services& with, const running_version& version, const storage::turn_write& turn);

} // namespace sojourn::actors
