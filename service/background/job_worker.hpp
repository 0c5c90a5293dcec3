// The JOB WORKER brings each job from its filter to the last instance of its list.
#pragma once

#include "actors/instance/job_part.hpp"
#include "actors/services.hpp"
#include "service/background/pacer.hpp"
#include "storage/jobs.hpp"

#include <condition_variable>
#include <stop_token>
#include <thread>

namespace sojourn::service {

/// Works on all jobs that are under way, a portion of each in turn, on a thread of its own. All
/// it must not forget is in the file: the turn that does what a job asks takes the instance off
/// the job's list in the same transaction, so after a crash it goes on and does nothing twice.
/// Thread-safe.
class job_worker {
public:
  explicit job_worker(actors::services& services) : services_{services} {}
  ~job_worker();
  job_worker(const job_worker&) = delete;
  job_worker& operator=(const job_worker&) = delete;

  /// Begins, with what the last daemon left.
  void begin();
  /// Looks at the jobs again: there is a new one, or one goes on.
  void look();

private:
  /// What is remembered of a job between two portions.
  struct progress {
    pacer pace;
    actors::running_version_ptr to{};
    std::shared_ptr<const engine::renamed_steps> renamed{};
    std::map<std::int64_t, int> tries{}; ///< of instances that could not take it for the moment
  };
  struct answers;

  void watch(const std::stop_token& stop);
  /// Does a portion of it; gives how long it can rest.
  milliseconds work_on(const storage::stored_job& job, const std::stop_token& stop);
  void freeze(const storage::stored_job& job, const std::stop_token& stop);
  milliseconds act(const storage::stored_job& job, progress& of);
  result<actors::envelope_ptr> envelope_for(const storage::stored_job& job, progress& of,
                                            const storage::job_member& member);
  progress& progress_of(const storage::stored_job& job);

  actors::services& services_;
  std::map<std::int64_t, progress> progress_; ///< only of the thread
  std::mutex mutex_;
  std::condition_variable_any wake_;
  bool look_again_ = false;
  std::jthread thread_; // last: it ends before what it uses
};

} // namespace sojourn::service
