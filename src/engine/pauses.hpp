// What the pauses of a campaign do to a timer of one of its instances.
#pragma once

#include "engine/input.hpp"

namespace sojourn::engine {

/// When a timer that was set at `set_at` for `due` is due if it stands still in `pauses`
/// (oldest first): later by all the time that they took from it. nullopt: not before the
/// pause that lasts has ended.
[[nodiscard]] std::optional<instant> due_without_pauses(instant set_at, instant due,
                                                        const std::vector<pause>& pauses);

/// When an instance goes on whose timer fell due in the last of `pauses`: its own place in the
/// window after it, the same one whenever it is asked. `now` stands in for an end that is not
/// known.
[[nodiscard]] instant spread_over(milliseconds window, instance_id id,
                                  const std::vector<pause>& pauses, instant now);

} // namespace sojourn::engine
