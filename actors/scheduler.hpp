// The SCHEDULER begins the runs of campaigns whose schedule says so.
#pragma once

#include "actors/budget_keeper.hpp"
#include "actors/enroller.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace sojourn::actors {

/// Looks at the clock when the next occurrence is due, and at least every half minute; under
/// a virtual clock only when told. What was missed while the daemon was down, or the campaign
/// paused, is made up for as the campaign says. An occurrence never has two runs: its run and
/// how far the schedule is done are one commit. Before that it lets the campaigns go on that the
/// budget paused until now. Thread-safe.
class scheduler {
public:
  scheduler(services& with, enroller& runs, budget_keeper& budget);
  ~scheduler();
  scheduler(const scheduler&) = delete;
  scheduler& operator=(const scheduler&) = delete;

  /// Begins what is due now. Waits for the commits; not for actors to call.
  void run_due();
  /// When the next occurrence of an active campaign is due, or one that the budget paused is to be
  /// looked at.
  [[nodiscard]] std::optional<instant> next_due() const;
  /// Something about campaigns has changed: look again.
  void look();

private:
  void run_due(const known_campaign& campaign, const campaign::schedule_trigger& trigger);
  void watch(const std::stop_token& stop);

  services& with_;
  enroller& runs_;
  budget_keeper& budget_;
  std::mutex one_at_a_time_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  bool look_again_ = false;
  std::jthread thread_; // last: it ends before what it uses
};

} // namespace sojourn::actors
