// The writer's side of a connection: one transaction a batch, one savepoint a unit.
#pragma once

#include "storage/campaigns.hpp"
#include "storage/journal.hpp"
#include "storage/runs.hpp"
#include "storage/tables.hpp"

namespace sojourn::storage {

/// How long what must not happen twice is remembered.
struct dedupe_limits {
  milliseconds idempotency{};
  milliseconds events{};
  milliseconds send_content{}; ///< what messages said
};

/// Lives as long as the writer's connection. The functions of store.hpp that take one run
/// between begin_unit and release_unit or undo_unit; all of them may throw sqlite_error.
class transaction {
public:
  transaction(connection& db, dedupe_limits limits);

  /// Opens the transaction of a batch.
  void begin();
  /// Opens a unit inside it.
  void begin_unit();
  void release_unit();
  /// Takes back everything since begin_unit: rows, counts and journal positions.
  void undo_unit();
  /// Writes the counts that the kept units gathered, and the numbers that were given. Nothing but
  /// commit may follow.
  void write_counts();
  void commit();
  /// Takes back the whole batch. Never throws.
  void rollback() noexcept;

  [[nodiscard]] journal_position last_position() const { return last_position_; }
  /// The next position of the journal, which the caller must fill.
  [[nodiscard]] journal_position next_position() { return ++last_position_; }

  void count(counter which, std::int64_t change) {
    unit_counts_.counters[static_cast<std::size_t>(which)] += change;
  }
  void count(version_key version, engine::instance_status status, const std::string& step,
             std::int64_t change) {
    unit_counts_.standings[{version, status, step}] += change;
  }
  void count(run_id run, const run_tally& change) { unit_counts_.runs[run].add(change); }

  /// What is shown to this subject changes with the commit, if the unit is kept.
  void add_changed_placements(std::string subject) { shown_.push_back(std::move(subject)); }
  /// The subjects since begin(), those of units that were taken back among them.
  [[nodiscard]] const std::vector<std::string>& changed_placements() const { return shown_; }

  /// Asks for the log to be emptied after the commit; see erasures.hpp.
  void ask_for_empty_log() { wants_empty_log_ = true; }
  [[nodiscard]] bool wants_empty_log() const { return wants_empty_log_; }
  void set_log_emptied() { wants_empty_log_ = false; }

private:
  connection& db_;
  statement begin_{db_, "BEGIN IMMEDIATE"};
  statement commit_{db_, "COMMIT"};
  statement savepoint_{db_, "SAVEPOINT u"};
  statement release_{db_, "RELEASE u"};
  statement undo_{db_, "ROLLBACK TO u"};

public:
  const dedupe_limits limits;
  table_set tables;

private:
  bool wants_empty_log_ = false;
  std::vector<std::string> shown_;
  journal_position last_position_ = 0;
  journal_position batch_began_at_ = 0;
  journal_position unit_began_at_ = 0;
  tally unit_counts_;
  tally batch_counts_;
};

} // namespace sojourn::storage
