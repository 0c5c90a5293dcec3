// How long something takes, counted in buckets.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>

namespace sojourn {

/// Counts durations as Prometheus wants its histograms. From any thread; the parts of one
/// observation may be seen one after the other.
class histogram {
public:
  /// Upper bounds in seconds, from what one commit takes to what a slow provider takes.
  static constexpr std::array<double, 15> bounds_seconds{
      0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60};

  void observe(std::chrono::nanoseconds took) {
    const auto seconds = std::chrono::duration<double>{took}.count();
    const auto bucket = static_cast<std::size_t>(
        std::lower_bound(bounds_seconds.begin(), bounds_seconds.end(), seconds) -
        bounds_seconds.begin());
    counts_[bucket].fetch_add(1, std::memory_order_relaxed);
    nanoseconds_.fetch_add(static_cast<std::uint64_t>(std::max<std::int64_t>(0, took.count())),
                           std::memory_order_relaxed);
  }

  struct figures {
    /// At most as long as the bound of the same number; the last one counts all.
    std::array<std::uint64_t, bounds_seconds.size() + 1> cumulative{};
    double sum_seconds = 0;
    [[nodiscard]] std::uint64_t count() const { return cumulative.back(); }
  };
  [[nodiscard]] figures read() const {
    figures made;
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i)
      made.cumulative[i] = sum += counts_[i].load(std::memory_order_relaxed);
    made.sum_seconds = static_cast<double>(nanoseconds_.load(std::memory_order_relaxed)) / 1e9;
    return made;
  }

private:
  std::array<std::atomic<std::uint64_t>, bounds_seconds.size() + 1> counts_{};
  std::atomic<std::uint64_t> nanoseconds_{0};
};

} // namespace sojourn
