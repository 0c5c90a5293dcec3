// One thread for work that takes long: verify, backup, moving a virtual clock, resuming
// a campaign's instances.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

namespace sojourn::actors {

/// Runs jobs one after another. The destructor asks the running one to stop, lets go of
/// those that wait (their completions answer by themselves) and joins.
class job_runner {
public:
  using job = std::function<void(std::stop_token)>;

  job_runner();
  ~job_runner();
  job_runner(const job_runner&) = delete;
  job_runner& operator=(const job_runner&) = delete;

  /// False when `limit` jobs wait already; the job is not kept then.
  [[nodiscard]] bool submit(job work);

  static constexpr std::size_t limit = 64;

private:
  void run(const std::stop_token& stop);

  std::mutex mutex_;
  std::condition_variable_any ready_;
  std::deque<job> waiting_;
  std::jthread thread_;
};

} // namespace sojourn::actors
