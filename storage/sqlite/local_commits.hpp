// The commits of a daemon that is alone with its file.
#pragma once

#include "storage/options.hpp"
#include "storage/sqlite/commit_sink.hpp"
#include "storage/sqlite/epoch.hpp"

namespace sojourn::storage {

/// Calls the functions of the options, and keeps the mark of the epoch up to date.
class local_commits final : public commit_sink {
public:
  local_commits(const store_options& options, epoch_keeper& keeper)
      : options_{options}, keeper_{keeper} {}

  void before_commit() override { reach("before_commit"); }
  result<void> committed(const commit_made& what) override;
  void between_commits(journal_position head, bool is_in_file) override;
  void ended(journal_position head, bool is_in_file) override;

private:
  void reach(std::string_view point) const {
    if (options_.on_commit_boundary)
      options_.on_commit_boundary(point);
  }

  const store_options& options_;
  epoch_keeper& keeper_;
};

} // namespace sojourn::storage
