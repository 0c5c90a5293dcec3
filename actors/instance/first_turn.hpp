// First turns that need no actor: of instances that come to rest at once, for many in one unit.
#pragma once

#include "actors/instance/starter.hpp"
#include "storage/turns.hpp"

namespace sojourn::actors {

/// The turn that begins the planned instance, if nothing has to be done for it after its commit
/// but to know of its timer. nullptr: the start is for an actor, which asks for effects, writes
/// records or starts others, or which says why it fails.
[[nodiscard]] storage::turn_ptr resting_first_turn(services& services, const planned_start& plan,
                                                   std::int64_t entry);

/// What follows from the commit of such a turn.
void apply_first_turn(services& services, const storage::turn_write& committed);

} // namespace sojourn::actors
