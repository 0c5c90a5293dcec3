// The SCORE KEEPER measures once a day how often messages are read, and at which hours.
#pragma once

#include "actors/services.hpp"
#include "reports/benchmarks.hpp"
#include "storage/active_hours.hpp"
#include "storage/suggestions.hpp"

#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

namespace sojourn::service {

/// Measures a few minutes after each day of the shop, and what was missed when it begins; under a
/// virtual clock only when told. A day is measured once: its score and the hours of then are one
/// commit. Thread-safe.
class score_keeper {
public:
  /// Days that are made up for after a time without a daemon; earlier ones stay without a score.
  static constexpr std::int64_t most_missed_days = 31;

  explicit score_keeper(actors::services& services) : services_{services} {}
  ~score_keeper();
  score_keeper(const score_keeper&) = delete;
  score_keeper& operator=(const score_keeper&) = delete;

  /// Begins to work by itself, but under a virtual clock.
  void begin();
  /// Measures the days that are over and have no score, and waits for that. Not for the writer's
  /// thread. False: it could not, which was logged.
  bool measure_due(const std::stop_token& stop);

  /// The hours of those of whom something was read: of everybody, of the groups that campaigns and
  /// suggestions write to. nullopt: it was stopped. Throws storage::read_failure.
  [[nodiscard]] static std::optional<std::vector<storage::measured_hours>>
  measure_hours(actors::services& services, const reports::benchmarks& by,
                const std::stop_token& stop);

private:
  /// The scores of these days; none where nothing was ever sent. Errors: question_ended.
  [[nodiscard]] result<std::vector<storage::stored_score>>
  measure_scores(std::int64_t first, std::int64_t last, const reports::benchmarks& by,
                 const std::stop_token& stop);
  result<void> measure(const std::stop_token& stop);
  void watch(const std::stop_token& stop);

  actors::services& services_;
  std::mutex one_at_a_time_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_; // last: it ends before what it uses
};

} // namespace sojourn::service
