// A message that is admitted in the write unit of the turn that asks for it. No CAF, no state.
#pragma once

#include "actors/dispatch/admitted_send.hpp"
#include "actors/services.hpp"
#include "storage/turns.hpp"

namespace sojourn::actors {

/// The message that `turn` asks for, ready to be admitted in its unit. nullptr where it asks for
/// none, where its channel has no free slot, or where what it says is not known before the commit:
/// then the dispatcher has it admitted later.
[[nodiscard]] std::shared_ptr<admitted_send> prepare_with_turn(services& services,
                                                               const running_version& version,
                                                               const storage::turn_write& turn);

} // namespace sojourn::actors
