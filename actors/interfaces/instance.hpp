// The INSTANCE: one actor for one instance that has work.
#pragma once

#include "actors/caf_compat.hpp"
#include "actors/requests.hpp"

namespace sojourn::actors {

/// An input for the instance `id`. Making an actor costs more than a turn, so one whose
/// instance has left memory is given the next: with the `first` input of its new instance.
struct take {
  instance_id id;
  running_version_ptr version; ///< of the first input, when it starts the instance
  envelope_ptr input;
  bool first = false; ///< what it held of an earlier instance is forgotten
};
struct commit_report;
/// INTERNAL: the turn in flight was committed, or was not.
struct turn_committed {
  std::shared_ptr<commit_report> report;
};
/// INTERNAL: the instance in the way has ended; try to start again. Or it cannot be ended.
struct start_again {
  std::optional<error> failure{};
};
/// End now; whatever is queued is answered with shutting_down.
struct stop_now {};

/// Asks a service whether it has come to rest: answers true when nothing of its work is
/// in flight. From then on it begins nothing new.
struct drain {};

using instance_actor = typed_actor<
    // Takes an input, in order; answers through its envelope after the commit. Refuses
    // with overloaded when too many are queued. May be repeated: an input that means
    // nothing any more changes nothing.
    void(take),
    // INTERNAL.
    void(turn_committed),
    // INTERNAL.
    void(start_again),
    // Ends the actor. Repeating it is harmless.
    void(stop_now)>;

} // namespace sojourn::actors

SOJOURN_LOCAL_MESSAGE(sojourn::actors::take)
SOJOURN_LOCAL_MESSAGE(sojourn::actors::turn_committed)
SOJOURN_LOCAL_MESSAGE(sojourn::actors::start_again)
SOJOURN_LOCAL_MESSAGE(sojourn::actors::stop_now)
SOJOURN_LOCAL_MESSAGE(sojourn::actors::drain)
SOJOURN_LOCAL_MESSAGE(sojourn::actors::catch_up)
