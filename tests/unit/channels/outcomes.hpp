// Collects what channels report, for tests that wait without sleeping.
#pragma once

#include "channels/channel.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <utility>
#include <vector>

namespace sojourn::channels {

/// Long enough for any machine; reached only by a test that fails.
inline constexpr std::chrono::seconds test_patience{20};

/// Outcomes in the order in which they came.
class outcomes {
public:
  /// A completion that adds to this. The collection must outlive it.
  completion add() {
    return [this](attempt_result reported) {
      const std::lock_guard lock{mutex_};
      reported_.push_back(std::move(reported));
      changed_.notify_all();
    };
  }

  /// All outcomes, once there are `count`.
  std::vector<attempt_result> wait_for(std::size_t count) {
    std::unique_lock lock{mutex_};
    if (!changed_.wait_for(lock, test_patience, [&] { return reported_.size() >= count; }))
      throw std::runtime_error("an outcome is missing");
    return reported_;
  }

  std::vector<attempt_result> so_far() {
    const std::lock_guard lock{mutex_};
    return reported_;
  }

private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<attempt_result> reported_;
};

/// Delivers one and waits for its outcome.
inline attempt_result deliver_and_wait(channel& over, send_attempt what) {
  outcomes reported;
  over.deliver(std::move(what), reported.add());
  return reported.wait_for(1).front();
}

} // namespace sojourn::channels
