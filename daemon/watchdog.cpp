#include "daemon/watchdog.hpp"

#include <pthread.h>
#include <spdlog/spdlog.h>

namespace sojourn::daemon {

watchdog::watchdog(milliseconds interval, std::function<bool(milliseconds)> is_alive,
                   std::function<void()> tell)
    : interval_{interval}, is_alive_{std::move(is_alive)}, tell_{std::move(tell)},
      thread_{[this](const std::stop_token& stop) { watch(stop); }} {
  pthread_setname_np(thread_.native_handle(), "sojourn-alive");
}

void watchdog::watch(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    if (is_alive_(interval_ / 4))
      tell_();
    else if (!stop.stop_requested())
      spdlog::error("the writer or the connections have not moved for {} ms; unless they do, the "
                    "service manager starts the daemon again",
                    (interval_ / 4).count());
    std::unique_lock lock{mutex_};
    wake_.wait_for(lock, stop, interval_ / 2, [] { return false; });
  }
}

} // namespace sojourn::daemon
