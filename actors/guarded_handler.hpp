// The handlers of an actor, with a guard around each message: what one throws ends neither the
// actor nor what else it has to do.
#pragma once

#include "actors/caf_compat.hpp"
#include "actors/guarded.hpp"

namespace sojourn::actors {

/// A handler that calls `handle` of the actor's state. What it throws is logged as an internal
/// error about `what`, counted for State::part, and given to State::recover(error), which brings
/// back in order what the handler may have left half done.
///
/// A state guards by itself what it knows more about: a single delivery, effect or timer.
template <class State, class Message, class Self>
auto guarded_handler(Self* self, const char* what, void (State::*handle)(const Message&)) {
  return [self, what, handle](const Message& message) {
    auto& state = self->state;
    try {
      (state.*handle)(message);
    } catch (const std::exception& thrown) {
      state.recover(contained(state.count(), State::part, what, thrown));
    }
  };
}

} // namespace sojourn::actors
