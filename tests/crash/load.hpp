// Clients that load a daemon in this process until it is killed, and the wait for the end of its
// work.
#pragma once

#include "base/json.hpp"
#include "daemon/composition.hpp"
#include "storage/campaigns.hpp"
#include "storage/operation.hpp"
#include "tests/crash/fate.hpp"
#include "tests/crash/process.hpp"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

namespace sojourn::crash {

/// Runs `load(number)` of each client on a thread of its own. A refusal is reported and ends the
/// process, for nothing is to be refused.
inline void run_clients(int clients, const std::function<void(int)>& load, const reporter& report) {
  std::vector<std::jthread> all;
  for (int number = 0; number < clients; ++number)
    all.emplace_back([&, number] {
      try {
        load(number);
      } catch (const std::exception& refusal) {
        report(std::string{"failed "} + refusal.what());
        ::_exit(1);
      }
    });
}

/// Waits for the last commit of a daemon that is told of its moments.
class commit_watch {
public:
  void reached(moment here) {
    if (here != moment::after_commit)
      return;
    const std::scoped_lock lock{mutex_}; // a commit between looking and waiting is not missed
    moved_.notify_all();
  }
  /// Until nothing is left to do. Throws when that takes too long.
  void wait_until_over(daemon::composition& daemon) {
    using namespace std::chrono_literals;
    auto& reader = daemon.store().reader();
    const auto is_over = [&] {
      return reader.operation().is_quiet(daemon.clock().now() + 24h) &&
             reader.campaigns().totals().value("waiting", 0) == 0;
    };
    std::unique_lock lock{mutex_};
    if (!moved_.wait_for(lock, 100s, is_over))
      throw std::runtime_error{"not all comes to its end: " + dump(reader.campaigns().totals())};
  }

private:
  std::mutex mutex_;
  std::condition_variable moved_;
};

} // namespace sojourn::crash
