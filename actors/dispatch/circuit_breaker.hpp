// Decides whether a destination that fails over and over is tried at all.
#pragma once

#include "base/instant.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sojourn::actors {

/// Closed until so many hand-overs in a row have failed; then open for a pause, after which one is
/// let through to see (half open): it closes the breaker, or opens it for twice as long.
class circuit_breaker {
public:
  struct limits {
    std::uint32_t failures = 20;
    milliseconds first_pause{30'000};
    milliseconds longest_pause{600'000};
  };
  enum class state { closed, open, half_open };

  explicit circuit_breaker(limits limits) : limits_{limits}, pause_{limits.first_pause} {}

  /// nullopt: it may pass. Otherwise nothing may before this instant.
  [[nodiscard]] std::optional<instant> ask(instant now) {
    if (state_ == state::closed)
      return std::nullopt;
    if (now < opens_again_)
      return opens_again_;
    // This one goes to see; who asks meanwhile comes back a pause later.
    opens_again_ = now + pause_;
    state_ = state::half_open;
    return std::nullopt;
  }

  /// The destination answered, whatever it said.
  void answered() {
    state_ = state::closed;
    failures_ = 0;
    pause_ = limits_.first_pause;
  }

  /// It did not, or had trouble of its own.
  void failed(instant now) {
    ++failures_;
    if (state_ == state::half_open)
      pause_ = std::min(2 * pause_, limits_.longest_pause);
    else if (failures_ < limits_.failures || state_ == state::open)
      return;
    state_ = state::open;
    opens_again_ = now + pause_;
  }

  [[nodiscard]] state now() const { return state_; }
  [[nodiscard]] std::uint32_t failures() const { return failures_; }
  [[nodiscard]] instant opens_again_at() const { return opens_again_; }

private:
  limits limits_;
  milliseconds pause_;
  state state_ = state::closed;
  std::uint32_t failures_ = 0;
  instant opens_again_{};
};

[[nodiscard]] constexpr std::string_view state_text(circuit_breaker::state state) {
  switch (state) {
  case circuit_breaker::state::closed:
    return "closed";
  case circuit_breaker::state::open:
    return "open";
  case circuit_breaker::state::half_open:
    return "half_open";
  }
  return "closed";
}

} // namespace sojourn::actors
