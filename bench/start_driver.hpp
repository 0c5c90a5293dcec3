// Many calls of the services, a bounded number of them unanswered.
#pragma once

#include "daemon_under_test.hpp"
#include "service/common.hpp"
#include "service/instances.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace sojourn::bench {

using steady = std::chrono::steady_clock;

inline double seconds_since(steady::time_point begin) {
  return std::chrono::duration<double>(steady::now() - begin).count();
}

/// Makes `count` calls, at most `window` unanswered at a time, and waits for the last answer.
/// Throws when one of them fails.
class call_driver {
public:
  using answer_to = completion<service::written>;

  explicit call_driver(long count, long window = 3'000) : count_{count}, window_{window} {}

  /// `call` makes the call of this number and answers the completion.
  template <class Call>
  void run(const Call& call) {
    for (long number = 0; number < count_; ++number) {
      {
        std::unique_lock lock{mutex_};
        room_.wait(lock, [&] { return number - answered_ < window_; });
      }
      call(number, answer_to{[this](const auto& answer) {
             take(answer.has_value() ? std::string{} : answer.error().message);
           }});
    }
    std::unique_lock lock{mutex_};
    room_.wait(lock, [&] { return answered_ == count_; });
    if (failed_ > 0)
      throw std::runtime_error(std::to_string(failed_) +
                               " calls failed, the first: " + first_failure_);
  }

private:
  void take(const std::string& failure) {
    const std::lock_guard lock{mutex_};
    if (!failure.empty() && failed_++ == 0)
      first_failure_ = failure;
    ++answered_;
    if (answered_ % 64 == 0 || answered_ == count_)
      room_.notify_one();
  }

  long count_;
  long window_;
  std::mutex mutex_;
  std::condition_variable room_;
  long answered_ = 0;
  long failed_ = 0;
  std::string first_failure_;
};

/// Starts `count` instances of a manual campaign, each for a customer of its own.
inline void start_many(daemon::composition& daemon, const std::string& campaign, long count) {
  call_driver{count}.run([&](long number, auto done) {
    service::start_request request;
    request.campaign = campaign;
    request.subject = {"customer", "c-" + std::to_string(number)};
    request.by.who = "bench";
    daemon.services().instances.start(std::move(request), std::move(done));
  });
}

/// Starts `count` instances of the campaign "journey" and waits until the last has ended.
inline void run_journeys(daemon::composition& daemon, long count) {
  constexpr std::chrono::milliseconds look_again{2};
  const auto ended = count_status(daemon, "completed") + count;
  start_many(daemon, "journey", count);
  while (count_status(daemon, "completed") < ended)
    std::this_thread::sleep_for(look_again);
}

} // namespace sojourn::bench
