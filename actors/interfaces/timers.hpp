// The TIMER SERVICE wakes instances at their due instants, in due order.
#pragma once

#include "actors/interfaces/instance.hpp"

namespace sojourn::actors {

struct arm_timer {
  instance_id id;
  instant due{};
};
/// INTERNAL: CAF's clock fired.
struct clock_fired {};
/// INTERNAL: a wake-up has come to its end.
struct wake_done {
  instance_id id;
  std::optional<error_code> failure{}; ///< set: it must be repeated
};

using timer_actor = typed_actor<
    // Makes sure the instance is woken at `due`. Repeating it is harmless.
    void(arm_timer),
    // Wakes what is due now, at most a burst at a time. Repeating it is harmless.
    void(look_at_clock),
    // INTERNAL.
    void(clock_fired),
    // INTERNAL.
    void(wake_done),
    // Ends the service; timers stay in the file.
    void(stop_now)>;

} // namespace sojourn::actors

SOJOURN_LOCAL_MESSAGE(sojourn::actors::arm_timer)
SOJOURN_LOCAL_MESSAGE(sojourn::actors::look_at_clock)
SOJOURN_LOCAL_MESSAGE(sojourn::actors::clock_fired)
SOJOURN_LOCAL_MESSAGE(sojourn::actors::wake_done)
