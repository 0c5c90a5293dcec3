// What a commit means beside the local file.
#pragma once

#include "base/result.hpp"
#include "storage/journal.hpp"

#include <span>
#include <string>

namespace sojourn::storage {

struct commit_made {
  journal_position head = 0; ///< where the journal ends with it
  /// Subjects whose placements it may have changed; each once or several times.
  std::span<const std::string> changed_placements;
  /// Topics of what it may have changed, while anybody watches; each once or several times.
  std::span<const std::string> changed_topics;
};

/// Called by the writer, on its thread. The completions of a commit run after committed(), so what
/// must have happened before anybody hears of a commit belongs there: today what this process keeps
/// in memory, later a second machine that has the commit, too.
class commit_sink {
public:
  virtual ~commit_sink() = default;

  virtual void before_commit() = 0;
  /// The commit is in the local file. An error is final, as that of a commit is.
  [[nodiscard]] virtual result<void> committed(const commit_made& what) = 0;
  /// Between two batches. `is_in_file`: all of the log is in the data file now.
  virtual void between_commits(journal_position head, bool is_in_file) = 0;
  /// After the last batch.
  virtual void ended(journal_position head, bool is_in_file) = 0;
};

} // namespace sojourn::storage
