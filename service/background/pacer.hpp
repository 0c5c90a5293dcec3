// How fast something may go: a bucket that fills at a steady rate.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace sojourn::service {

/// Lets through `per_second` at most, in portions of a twentieth of that, so that neither the
/// first second nor one after a rest gets more. Time is passed in.
class pacer {
public:
  using time_point = std::chrono::steady_clock::time_point;

  explicit pacer(std::uint32_t per_second)
      : per_second_{std::max(1.0, static_cast<double>(per_second))},
        portion_{std::clamp(per_second_ / 20, 1.0, 256.0)}, tokens_{portion_} {}

  /// How many may go now: 0, or a portion at least.
  [[nodiscard]] std::size_t allowance(time_point now) {
    fill(now);
    return tokens_ >= portion_ ? static_cast<std::size_t>(tokens_) : 0;
  }
  void took(std::size_t count) { tokens_ -= static_cast<double>(count); }
  /// How long until some may go.
  [[nodiscard]] std::chrono::milliseconds pause() const {
    const auto seconds = std::max(0.0, portion_ - tokens_) / per_second_;
    return std::chrono::milliseconds{static_cast<std::int64_t>(seconds * 1000) + 1};
  }

private:
  void fill(time_point now) {
    if (last_ != time_point{}) {
      const std::chrono::duration<double> passed = now - last_;
      tokens_ = std::min(2 * portion_, tokens_ + passed.count() * per_second_);
    }
    last_ = now;
  }

  double per_second_;
  double portion_;
  double tokens_;
  time_point last_{};
};

} // namespace sojourn::service
