// The SCHEDULER begins the runs of campaigns whose schedule says so.
#pragma once

#include "service/background/booster_keeper.hpp"
#include "service/background/budget_keeper.hpp"
#include "service/background/enroller.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace sojourn::service {

/// In the commit that makes a campaign active: what lies before it was not missed.
void mark_schedule_begun(storage::transaction& tx, const campaign::definition& definition,
                         instant now);
/// In the commit of a new version of an active campaign: it is not asked about what lies before it,
/// unless an occurrence of the version before is still to be run.
void mark_schedule_changed(storage::transaction& tx, const campaign::definition& before,
                           const campaign::definition& after, instant now);

/// Looks when it begins, and then sleeps until the next occurrence by the system's clock; under a
/// virtual clock it looks only when told. What was missed while the daemon was down, or the
/// campaign paused, is made up for as the campaign says. An occurrence never has two runs: its run
/// and how far the schedule is done are one commit. Before that it lets the campaigns go on that
/// the budget paused until now, and the boosters do what is due. Thread-safe.
class scheduler {
public:
  scheduler(actors::services& services, enroller& runs, budget_keeper& budget,
            booster_keeper& boosters);
  ~scheduler();
  scheduler(const scheduler&) = delete;
  scheduler& operator=(const scheduler&) = delete;

  /// Begins to look by itself, at once: when the campaigns are known.
  void begin();
  /// Begins what is due now; true when a run was begun or more is due. Waits for the commits; not
  /// for actors to call.
  bool run_due();
  /// When the next occurrence of an active campaign is due, one that the budget paused is to be
  /// looked at, or something of a booster is due.
  [[nodiscard]] std::optional<instant> next_due() const;
  /// Something about campaigns has changed: look again.
  void look();

private:
  bool run_due(const actors::known_campaign& campaign, const campaign::schedule_trigger& trigger);
  /// Whether a run waits for the one before it, whose end nobody tells.
  [[nodiscard]] bool has_queued_runs() const;
  void watch(const std::stop_token& stop);

  actors::services& services_;
  enroller& runs_;
  budget_keeper& budget_;
  booster_keeper& boosters_;
  std::mutex one_at_a_time_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  bool look_again_ = false;
  std::jthread thread_; // last: it ends before what it uses
};

} // namespace sojourn::service
