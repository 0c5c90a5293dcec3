// Switching a card on and off: what each switch does before its time, after it and in between.
#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace sojourn::boosters {

/// Values are stored; never renumber them.
enum class card_status : std::uint8_t {
  draft = 0,   ///< never switched on
  off = 1,     ///< switched off before anything was sent
  on = 2,      ///< waits for its time
  sending = 3, ///< its run has begun
  stopped = 4, ///< switched off while it was sending: who was not reached yet is not reached
  skipped = 5, ///< its time passed, and somebody decided not to send
  missed = 6,  ///< its phase ended before it could be sent
  removed = 7,
};
inline constexpr std::size_t card_statuses = 8;
using sojourn::to_text; // instants are of std, where no lookup by argument finds it
[[nodiscard]] std::string_view to_text(card_status status);

/// What is to become of a card that is switched on after its time.
enum class late_choice { send_now, skip };

struct card_switch {
  bool on = false;
  std::optional<late_choice> late{};
};

/// The card as it is.
struct card_moment {
  card_status status = card_status::draft;
  bool has_begun = false; ///< its run has begun once
  bool is_over = false;   ///< everybody of its run was reached or passed over
  instant at{};
  instant phase_ends{};
};

/// What a switch does.
enum class switch_action {
  nothing,  ///< it is so already
  arm,      ///< it will be sent at its time
  send_now, ///< its run begins at once
  disarm,   ///< nothing is sent
  stop,     ///< nobody further is reached
  go_on,    ///< the rest is reached
  skip,     ///< its time has passed, and it stays unsent
};

/// Errors: wrong_state where what was sent is final, or its phase has ended; card_overdue where its
/// time has passed and no choice was made.
[[nodiscard]] result<switch_action> decide_switch(const card_moment& card, const card_switch& to,
                                                  instant now);

} // namespace sojourn::boosters
