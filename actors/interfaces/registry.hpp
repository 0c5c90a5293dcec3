// The REGISTRY knows which instances are in memory, loads others on demand, and lets idle
// ones go.
#pragma once

#include "actors/cache/catalogue.hpp"
#include "actors/interfaces/instance.hpp"

namespace sojourn::actors {

/// INTERNAL: an instance has nothing to do.
struct went_idle {
  instance_id id;
  std::uint64_t handled = 0; ///< inputs it has dealt with so far
  bool for_long = false;     ///< it has ended, never began, or sleeps past the idle time
};
/// INTERNAL: let go those that were idle too long.
struct sweep {};

using registry_actor = typed_actor<
    // Hands the input to the instance; loads it first when needed. Answers through the
    // envelope; not_found when there is no such instance.
    void(deliver),
    // Spawns a new instance and hands it its start. Answers through the envelope.
    void(begin),
    // INTERNAL.
    void(went_idle),
    // INTERNAL.
    void(sweep),
    // May be asked repeatedly.
    bool(drain),
    // Ends all instances and the registry itself.
    void(stop_now)>;

} // namespace sojourn::actors

SOJOURN_LOCAL_MESSAGE(sojourn::actors::deliver)
SOJOURN_LOCAL_MESSAGE(sojourn::actors::begin)
SOJOURN_LOCAL_MESSAGE(sojourn::actors::went_idle)
SOJOURN_LOCAL_MESSAGE(sojourn::actors::sweep)
