#include "storage/sqlite/checkpoints.hpp"

#include "storage/options.hpp"

#include <algorithm>
#include <sqlite3.h>

namespace sojourn::storage {

namespace {

int page_of_log_bytes(connection& db) {
  constexpr int frame_header = 24;
  return static_cast<int>(db.integer("PRAGMA page_size")) + frame_header;
}

} // namespace

checkpointer::checkpointer(connection& db, const store_options& options)
    : db_{db}, pages_wanted_{options.checkpoint_pages}, pages_limit_{static_cast<int>(
                                                            std::int64_t{options.wal_limit_mib} *
                                                            1024 * 1024 / page_of_log_bytes(db))},
      next_at_{options.checkpoint_pages} {
  sqlite3_wal_hook(
      db.handle(),
      [](void* self, sqlite3*, const char*, int pages) {
        static_cast<checkpointer*>(self)->pages_ = pages;
        return SQLITE_OK;
      },
      this);
}

checkpointer::~checkpointer() { sqlite3_wal_hook(db_.handle(), nullptr, nullptr); }

bool checkpointer::run_if_due(bool idle) {
  highest_ = std::max(highest_, pages_);
  if (highest_ > pages_limit_ && pages_ >= next_at_)
    return truncate();
  return pages_ >= (idle ? next_at_ / 2 : next_at_) && run_passive();
}

bool checkpointer::run_passive() {
  int in_log = 0;
  int done = 0;
  const int code =
      sqlite3_wal_checkpoint_v2(db_.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, &in_log, &done);
  if (code != SQLITE_BUSY)
    db_.check(code);
  // The next commit begins the log anew, unless a reader still needs the old one; then
  // it is not worth trying again before there is more to do.
  const bool complete = code == SQLITE_OK && in_log == done;
  if (complete)
    pages_ = 0;
  next_at_ = complete ? pages_wanted_ : pages_ + pages_wanted_;
  return complete;
}

bool checkpointer::truncate() {
  // A reader in the way must not hold up the writer: try again later instead.
  sqlite3_busy_timeout(db_.handle(), 0);
  const int code = sqlite3_wal_checkpoint_v2(db_.handle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE,
                                             nullptr, nullptr);
  sqlite3_busy_timeout(db_.handle(), 5000);
  if (code == SQLITE_BUSY) {
    next_at_ = pages_ + pages_wanted_;
    return false;
  }
  db_.check(code);
  pages_ = 0;
  highest_ = 0;
  next_at_ = pages_wanted_;
  return true;
}

} // namespace sojourn::storage
