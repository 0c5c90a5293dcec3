// The writer's side of a connection: one transaction a batch, one savepoint a unit.
#pragma once

#include "base/topic.hpp"
#include "storage/campaigns.hpp"
#include "storage/journal.hpp"
#include "storage/runs.hpp"
#include "storage/tables.hpp"

#include <atomic>
#include <bitset>
#include <memory>

namespace sojourn::storage {

/// How long what must not happen twice is remembered, and what else a transaction is told.
struct dedupe_limits {
  milliseconds idempotency{};
  milliseconds events{};
  milliseconds send_content{}; ///< what messages said
  bool counts_graphs = true;   ///< false: of a bench that measures what counting costs
  std::shared_ptr<const std::atomic<bool>> are_changes_watched{}; ///< nullptr: nobody ever does
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
  /// What a turn did in the graph of its campaign.
  void count(graph_changes_ptr changes) {
    if (limits.counts_graphs)
      unit_graph_.push_back(std::move(changes));
  }
  void set_last_error(std::int64_t campaign, campaign_error last) {
    unit_errors_.insert_or_assign(campaign, std::move(last));
  }
  void count(run_id run, const run_tally& change) { unit_counts_.runs[run].add(change); }
  /// Instances of a campaign, by its key, began.
  void count_starts(std::int64_t campaign, instant at, std::int64_t how_many = 1) {
    unit_counts_.starts[{campaign, quarter_of(at)}] += how_many;
  }

  /// What is shown to this subject changes with the commit, if the unit is kept.
  void add_changed_placements(std::string subject) { shown_.push_back(std::move(subject)); }
  /// The subjects since begin(), those of units that were taken back among them.
  [[nodiscard]] const std::vector<std::string>& changed_placements() const { return shown_; }

  /// What pages watch is other after the commit, if the unit is kept. Costs a look at a flag while
  /// nobody watches.
  void touch(topic what, std::string_view id = {}) {
    if (!is_watched_)
      return;
    if (has_id(what))
      touched_.push_back(topic_text(what, id));
    else
      touched_kinds_.set(static_cast<std::size_t>(what));
  }
  /// Whether anybody hears of what is touched: what is made only for them can be left out.
  [[nodiscard]] bool is_watched() const { return is_watched_; }
  /// The topics since begin(), as of write_counts(); those of units that were taken back are among
  /// them.
  [[nodiscard]] const std::vector<std::string>& changed_topics() const { return touched_; }

  /// From where the changes of this unit were asked for; empty: by the daemon itself.
  [[nodiscard]] const std::string& asked_from() const { return asked_from_; }
  void set_asked_from(std::string address) { asked_from_ = std::move(address); }

  /// Asks for the log to be emptied after the commit; see erasures.hpp.
  void ask_for_empty_log() { wants_empty_log_ = true; }
  [[nodiscard]] bool wants_empty_log() const { return wants_empty_log_; }
  void set_log_emptied() { wants_empty_log_ = false; }

  /// Gives up to `most` free pages of the file back, where there are more than are worth keeping;
  /// how many there were.
  [[nodiscard]] std::int64_t give_back_pages(std::int64_t most);

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
  /// The counts of the commit before; the most used places stay, so that they need not be made
  /// anew.
  void forget_graph();
  /// Adds the campaigns whose figures the batch changed, and the kinds, to the topics.
  void gather_topics();

  bool wants_empty_log_ = false;
  std::vector<std::string> shown_;
  bool is_watched_ = false;                ///< in this batch
  std::bitset<topic_count> touched_kinds_; ///< those that are said of nothing single
  std::vector<std::string> touched_;
  std::string asked_from_;
  journal_position last_position_ = 0;
  journal_position batch_began_at_ = 0;
  journal_position unit_began_at_ = 0;
  tally unit_counts_;
  tally batch_counts_;
  std::vector<graph_changes_ptr> unit_graph_;
  graph_tally batch_graph_; ///< places keep their rows here from commit to commit
  std::unordered_map<std::int64_t, campaign_error> unit_errors_;
  std::unordered_map<std::int64_t, campaign_error> batch_errors_;
};

} // namespace sojourn::storage
