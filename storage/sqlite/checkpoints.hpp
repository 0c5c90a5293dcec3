// When the write-ahead log goes back into the file.
#pragma once

#include "storage/options.hpp"
#include "storage/sqlite/sqlite.hpp"

namespace sojourn::storage {

/// Keeps the log of the writer's connection bounded. Lives on the writer's thread; its
/// functions run between two transactions and throw sqlite_error.
class checkpointer {
public:
  checkpointer(connection& db, const store_options& options);
  ~checkpointer();
  checkpointer(const checkpointer&) = delete;
  checkpointer& operator=(const checkpointer&) = delete;

  /// Between two batches. An idle writer checkpoints earlier than a busy one. Gives whether all of
  /// the log is in the file now.
  bool run_if_due(bool idle);
  /// All of the log into the file, and the log to nothing, if no reader is in the way.
  bool truncate();

private:
  bool run_passive();

  connection& db_;
  int pages_wanted_;
  int pages_limit_;
  int pages_ = 0;   ///< in the log, as of the last commit
  int highest_ = 0; ///< the log's file is as long as its longest content
  int next_at_;     ///< pages from which the next checkpoint is worth its while
};

} // namespace sojourn::storage
