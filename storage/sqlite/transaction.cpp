#include "storage/sqlite/transaction.hpp"

#include <sqlite3.h>

namespace sojourn::storage {

transaction::transaction(connection& db, dedupe_limits limits_given)
    : db_{db}, limits{limits_given}, tables{db}, last_position_{tables.journal.last()} {}

void transaction::begin() {
  begin_.run();
  batch_began_at_ = last_position_;
  batch_counts_.clear();
  shown_.clear();
}

void transaction::begin_unit() {
  savepoint_.run();
  unit_began_at_ = last_position_;
  tables.numbers.begin_unit();
  unit_counts_.clear();
}

void transaction::release_unit() {
  release_.run();
  batch_counts_.add(unit_counts_);
}

void transaction::undo_unit() {
  undo_.run();
  release_.run();
  last_position_ = unit_began_at_;
  tables.numbers.undo_unit();
  tables.campaigns.forget_versions();
  tables.record_types.forget_unsettled();
  tables.erasures.forget();
  tables.budget.forget();
}

void transaction::write_counts() {
  tables.numbers.write();
  tables.statistics.write(batch_counts_);
  for (const auto& [run, change] : batch_counts_.runs)
    tables.runs.count(run, change);
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
  tables.campaigns.forget_versions();
  tables.record_types.forget_unsettled();
  tables.erasures.forget();
  tables.budget.forget();
}

} // namespace sojourn::storage
