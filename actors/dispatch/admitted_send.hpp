// An effect as a channel is handed it, and one that was admitted with its turn.
#pragma once

#include "actors/dispatch/admission_request.hpp"
#include "actors/dispatch/channel_slots.hpp"
#include "channels/channel.hpp"
#include "engine/input.hpp"
#include "storage/sends.hpp"

namespace sojourn::actors {

struct prepared_send {
  channels::send_attempt attempt;
  std::string content_hash;
  /// What circuit breakers know the places by that it goes to; one at least.
  std::vector<std::string> destinations{};
  bool may_repeat = false;   ///< another attempt is safe, whatever became of this one
  std::string refused{};     ///< why it cannot be handed over at all; empty: it can
  std::string unsafe{};      ///< why its content may go over no channel; empty: it may
  std::string unsafe_code{}; ///< of send_codes
  /// nullopt: it may leave unasked, as a call that costs nothing does.
  std::optional<admission_request> request;
};

struct admitted_send {
  std::unique_ptr<channel_slots::slot> slot;
  std::size_t channel = 0; ///< its number among the step's
  std::vector<engine::passed_over> tried{};
  prepared_send prepared{};
  storage::admission_result admission{}; ///< set once the turn is committed
};

} // namespace sojourn::actors
