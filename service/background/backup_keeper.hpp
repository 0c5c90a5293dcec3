// The BACKUP KEEPER makes backups by the plan of the settings, and keeps the newest.
#pragma once

#include "actors/services.hpp"
#include "storage/backups.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

namespace sojourn::service {

/// Never two backups at once, whoever asks. When the next one is due follows from the newest one in
/// the backup directory (retention/backup_plan.hpp), so a restart changes nothing; one that failed
/// is tried again after a minute, and then ever less often. Under a virtual clock it works when
/// told. Thread-safe.
class backup_keeper {
public:
  explicit backup_keeper(actors::services& services) : services_{services} {}
  ~backup_keeper();
  backup_keeper(const backup_keeper&) = delete;
  backup_keeper& operator=(const backup_keeper&) = delete;

  /// Begins to work by itself, but under a virtual clock.
  void begin();
  /// Writes one now, after the one that is being written; gives its path.
  /// Errors: storage_full, storage_failed, data_corrupt.
  [[nodiscard]] result<std::string> back_up(storage::backup_origin by);
  /// Writes the one that is due by the plan, if one is, and removes those beyond the number that is
  /// kept. Not for the writer's thread. False: it could not, which was logged.
  bool back_up_due();

  /// When the next one is due; nullopt: never.
  [[nodiscard]] std::optional<instant> next_due() const;
  /// The backups that are there, the newest first.
  [[nodiscard]] std::vector<storage::backup_file> list() const;
  /// Since the start, by whoever asked.
  [[nodiscard]] std::uint64_t made() const { return made_; }
  [[nodiscard]] std::uint64_t failed() const { return failed_; }
  /// Whether the last one failed.
  [[nodiscard]] bool is_failing() const { return failures_in_a_row_ > 0; }

private:
  void remove_old_ones();
  void watch(const std::stop_token& stop);

  actors::services& services_;
  std::mutex one_at_a_time_;
  std::atomic<std::uint64_t> made_{0};
  std::atomic<std::uint64_t> failed_{0};
  std::atomic<unsigned> failures_in_a_row_{0};
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_; // last: it ends before what it uses
};

} // namespace sojourn::service
