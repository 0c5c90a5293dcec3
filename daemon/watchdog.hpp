// Tells the service manager that the daemon is alive, as long as it proves to be.
#pragma once

#include "base/instant.hpp"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

namespace sojourn::daemon {

/// Calls `is_alive` twice an interval, on a thread of its own, and `tell` each time that it is: a
/// daemon whose writer or connections are stuck goes silent, whatever its threads do.
class watchdog {
public:
  /// `is_alive` may wait as long as it is given, a quarter of the interval.
  watchdog(milliseconds interval, std::function<bool(milliseconds patience)> is_alive,
           std::function<void()> tell);
  /// Waits for a question that is being answered.
  ~watchdog() = default;

private:
  void watch(const std::stop_token& stop);

  milliseconds interval_;
  std::function<bool(milliseconds)> is_alive_;
  std::function<void()> tell_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;
};

} // namespace sojourn::daemon
