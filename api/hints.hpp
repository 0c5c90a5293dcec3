// What a stream of changes has heard and not told yet: each topic at most once in an interval.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <chrono>
#include <cstdint>
#include <vector>

namespace sojourn::api {

/// Topics by their place in the list that the stream watches. `hear` may be called by anybody;
/// `take` by one thread at a time.
class hints {
public:
  using time = std::chrono::steady_clock::time_point;
  static constexpr std::size_t most_topics = 64;

  explicit hints(std::chrono::milliseconds interval) : interval_{interval} {}

  void add(std::size_t which) { heard_.fetch_or(std::uint64_t{1} << which); }

  /// What was heard and may be told now. The rest comes with a later call.
  [[nodiscard]] std::vector<std::size_t> take(time now) {
    waiting_ |= heard_.exchange(0);
    std::vector<std::size_t> told;
    for (auto left = waiting_; left != 0; left &= left - 1) {
      const auto which = static_cast<std::size_t>(std::countr_zero(left));
      if (now < next_[which])
        continue;
      next_[which] = now + interval_;
      waiting_ &= ~(std::uint64_t{1} << which);
      told.push_back(which);
    }
    return told;
  }

private:
  const std::chrono::milliseconds interval_;
  std::atomic<std::uint64_t> heard_{0};
  std::uint64_t waiting_ = 0;
  std::array<time, most_topics> next_{}; ///< before which a topic is not told again
};

} // namespace sojourn::api
