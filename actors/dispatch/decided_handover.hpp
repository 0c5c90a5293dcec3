// A message on its way to the dispatcher about which the file was asked already.
#pragma once

#include "actors/dispatch/admission_question.hpp"
#include "actors/dispatch/handover_places.hpp"
#include "channels/channel.hpp"
#include "engine/input.hpp"
#include "storage/sends.hpp"

namespace sojourn::actors {

/// An effect as a channel is handed it.
struct prepared_handover {
  channels::delivery delivery;
  std::string content_hash;
  /// What circuit breakers know the places by that it goes to; one at least.
  std::vector<std::string> destinations{};
  bool may_repeat = false; ///< another attempt is safe, whatever became of this one
  std::string refused{};   ///< why it cannot be handed over at all; empty: it can
  std::string unsafe{};    ///< why its content may go over no channel; empty: it may
  /// nullopt: it may leave unasked, as a call that costs nothing does.
  std::optional<admission_question> question;
};

struct decided_handover {
  std::unique_ptr<handover_places::place> place;
  std::size_t way = 0; ///< the channel, by its number among the step's
  std::vector<engine::passed_over> tried{};
  prepared_handover prepared{};
  storage::admission outcome{}; ///< set once the turn is committed
};

} // namespace sojourn::actors
