// The ENROLLER brings the runs of campaigns from "start it for everybody" to the last member.
#pragma once

#include "actors/services.hpp"
#include "service/background/audience.hpp"
#include "service/background/task_runner.hpp"
#include "storage/runs.hpp"

#include <mutex>
#include <set>

namespace sojourn::service {

/// Works on runs one after another, on a thread of its own. All it knows is in the file: a run
/// that a crash interrupted goes on where its last commit left it, and nobody is entered twice.
/// Thread-safe.
class enroller {
public:
  explicit enroller(actors::services& services) : services_{services} {}

  /// Freezes the run's audience if that is still to be done, and enters its members, never
  /// with more than a bounded number of starts on their way.
  void work_on(storage::run_id id);
  /// Takes up what the last daemon left.
  void resume_all();
  /// Goes on with the runs of a campaign that was paused: nobody of them is entered meanwhile.
  void resume_runs_of(const std::string& campaign);

private:
  using members = std::shared_ptr<std::vector<storage::run_member>>;

  void freeze(const storage::stored_run& run, const std::stop_token& stop);
  void enter_members(storage::run_id id, const std::stop_token& stop);
  [[nodiscard]] members plan_members(const storage::stored_run& run, std::int64_t after);
  [[nodiscard]] static result<std::int64_t>
  each_member(audience& whom, const storage::member_visitor& add, const std::stop_token& stop);
  [[nodiscard]] result<std::int64_t> choose_members(storage::run_id run, audience& whom,
                                                    const campaign::audience_limit& limit,
                                                    const storage::member_visitor& add,
                                                    const std::stop_token& stop);
  [[nodiscard]] result<std::size_t> reserve_day(storage::run_id run,
                                                const campaign::audience_limit& limit,
                                                std::size_t wanted, const std::stop_token& stop);
  void give_up(storage::run_id id, const std::string& why);

  /// Takes up the runs for which there was no room, once all that waited have had their turn.
  void resume_those_left_out();

  actors::services& services_;
  std::mutex mutex_;
  std::set<storage::run_id> waiting_; ///< in `tasks_`; none waits there twice
  bool left_some_ = false;            ///< more runs are under way than may wait
  task_runner tasks_;                 // last: its thread ends before what it uses
};

} // namespace sojourn::service
