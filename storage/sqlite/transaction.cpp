#include "storage/sqlite/transaction.hpp"

#include "retention/pace.hpp"

#include <algorithm>
#include <set>
#include <sqlite3.h>

namespace sojourn::storage {

transaction::transaction(connection& db, dedupe_limits limits_given)
    : db_{db}, limits{limits_given}, tables{db}, last_position_{tables.journal.last()} {
  tables.retention.set_limits({.events = limits.events, .send_content = limits.send_content});
}

void transaction::begin() {
  begin_.run();
  batch_began_at_ = last_position_;
  batch_counts_.clear();
  forget_graph();
  shown_.clear();
  is_watched_ = limits.are_changes_watched && limits.are_changes_watched->load();
  touched_.clear();
  touched_kinds_.reset();
}

void transaction::begin_unit() {
  savepoint_.run();
  unit_began_at_ = last_position_;
  tables.numbers.begin_unit();
  tables.message_chunks.begin_unit();
  unit_counts_.clear();
  unit_graph_.clear();
  unit_errors_.clear();
  asked_from_.clear();
}

void transaction::release_unit() {
  release_.run();
  batch_counts_.add(unit_counts_);
  for (const auto& changes : unit_graph_) {
    for (const auto& [place, change] : *changes)
      batch_graph_[place] += change;
  }
  for (auto& [campaign, last] : unit_errors_)
    batch_errors_.insert_or_assign(campaign, std::move(last));
}

void transaction::forget_graph() {
  constexpr std::size_t most_kept = 4096;
  if (batch_graph_.size() > most_kept)
    batch_graph_.clear();
  for (auto& [place, change] : batch_graph_)
    change = 0;
  batch_errors_.clear();
}

void transaction::undo_unit() {
  undo_.run();
  release_.run();
  last_position_ = unit_began_at_;
  tables.numbers.undo_unit();
  tables.message_chunks.undo_unit();
  tables.campaigns.forget_versions();
  tables.recipients.forget_numbers();
  tables.sends.forget_oldest_content();
  tables.record_types.forget_unsettled();
  tables.erasures.forget();
  tables.budget.forget();
  tables.retention.forget();
}

void transaction::write_counts() {
  tables.numbers.write();
  tables.message_chunks.write();
  tables.start_counts.write(batch_counts_.starts);
  tables.statistics.write(batch_counts_);
  tables.graph_counts.write(batch_graph_);
  if (is_watched_)
    gather_topics();
  for (const auto& [campaign, last] : batch_errors_)
    tables.graph_counts.put_error(campaign, last);
  for (const auto& [run, change] : batch_counts_.runs)
    tables.runs.count(run, change);
}

void transaction::gather_topics() {
  std::set<std::string> changed;
  const auto add = [&](version_key version) {
    if (const auto* info = tables.campaigns.info(version))
      changed.insert(info->campaign);
  };
  bool is_held_other = false;
  for (const auto& [place, change] : batch_counts_.standings) {
    if (change == 0)
      continue;
    add(place.version);
    is_held_other = is_held_other || place.status == engine::instance_status::held;
  }
  for (const auto& [place, change] : batch_graph_) {
    if (change != 0)
      add(place.version);
  }
  for (const auto& campaign : changed)
    touch(topic::campaign, campaign);
  if (!changed.empty())
    touch(topic::campaigns);
  if (is_held_other)
    touch(topic::held);
  for (std::size_t i = 0; i < touched_kinds_.size(); ++i) {
    if (touched_kinds_.test(i))
      touched_.push_back(topic_text(static_cast<topic>(i)));
  }
}

void transaction::commit() {
  commit_.run();
  tables.numbers.set_committed();
}

void transaction::rollback() noexcept {
  // SQLite has rolled back by itself after some errors; then there is nothing left to do.
  if (sqlite3_get_autocommit(db_.handle()) == 0)
    sqlite3_exec(db_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
  last_position_ = batch_began_at_;
  tables.numbers.undo_all();
  tables.message_chunks.undo_all();
  tables.campaigns.forget_versions();
  tables.recipients.forget_numbers();
  tables.sends.forget_oldest_content();
  tables.record_types.forget_unsettled();
  tables.erasures.forget();
  tables.budget.forget();
  tables.retention.forget();
}

std::int64_t transaction::give_back_pages(std::int64_t most) {
  const auto free = db_.integer("PRAGMA freelist_count");
  const auto pages =
      std::min(most, retention::pages_to_give_back(db_.integer("PRAGMA page_count"), free));
  if (pages <= 0)
    return 0;
  db_.execute("PRAGMA incremental_vacuum(" + std::to_string(pages) + ")");
  return free - db_.integer("PRAGMA freelist_count");
}

} // namespace sojourn::storage
