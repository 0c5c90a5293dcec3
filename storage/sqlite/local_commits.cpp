#include "storage/sqlite/local_commits.hpp"

namespace sojourn::storage {

result<void> local_commits::committed(const commit_made& what) {
  reach("after_commit");
  if (options_.on_placements_changed && !what.changed_placements.empty())
    options_.on_placements_changed(what.changed_placements);
  if (options_.on_changes && !what.changed_topics.empty())
    options_.on_changes(what.changed_topics);
  return {};
}

void local_commits::between_commits(journal_position head, bool is_in_file) {
  // A commit that need not be on the disk yet is there once the log was emptied into the file.
  if (is_in_file)
    keeper_.keep(head);
  else if (options_.full_sync)
    keeper_.keep_in_time(head);
}

void local_commits::ended(journal_position head, bool is_in_file) {
  if (is_in_file || options_.full_sync)
    keeper_.keep(head);
}

} // namespace sojourn::storage
