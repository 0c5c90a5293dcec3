// The two clocks: the system's, and one that moves only when told.
#pragma once

#include "base/clock.hpp"

#include <atomic>

namespace sojourn::service {

class system_clock final : public clock_source {
public:
  [[nodiscard]] instant now() const override {
    return std::chrono::time_point_cast<milliseconds>(std::chrono::system_clock::now());
  }
};

/// Starts at a given instant. Never goes back.
class virtual_clock final : public clock_source {
public:
  explicit virtual_clock(instant start) : unix_ms_{to_unix_ms(start)} {}
  [[nodiscard]] instant now() const override { return from_unix_ms(unix_ms_.load()); }
  /// Ignores an instant before now().
  void move_to(instant to) {
    auto current = unix_ms_.load();
    while (current < to_unix_ms(to) && !unix_ms_.compare_exchange_weak(current, to_unix_ms(to))) {
    }
  }

private:
  std::atomic<std::int64_t> unix_ms_;
};

} // namespace sojourn::service
