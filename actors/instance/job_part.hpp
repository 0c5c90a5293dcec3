// What a job asks of one instance beside the input.
#pragma once

#include "actors/cache/catalogue.hpp"
#include "engine/migration.hpp"
#include "storage/journal.hpp"
#include "storage/turns.hpp"

namespace sojourn::actors {

struct job_part {
  storage::job_task task{};
  /// Set: the input moves the instance to this version.
  running_version_ptr to{};
  bool re_time = false;
  std::shared_ptr<const engine::renamed_steps> renamed{};
  /// Set: it takes back a move, if the journal still ends where it ended then.
  std::optional<engine::migration> back{};
  storage::journal_position head = 0;
};

/// The "map" of a migration's details.
[[nodiscard]] engine::renamed_steps renamed_by(const json& details);

/// The order, `words`, with the move that it means for an instance of `from` in this state.
/// Errors: wrong_state.
[[nodiscard]] result<engine::input> planned_move(const job_part& part, engine::commanded words,
                                                 const running_version& from,
                                                 const engine::instance_state& state,
                                                 storage::journal_position head);

/// Notes in the write what the part means for it: its task, and that the version changes.
void add_job_part(storage::turn_write& write, const job_part& part, const running_version& from);

} // namespace sojourn::actors
