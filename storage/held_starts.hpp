// Starts and runs that wait for the end of a campaign's pause.
#pragma once

#include "storage/pooled_reader.hpp"

namespace sojourn::storage {

/// Starts that were asked for before their campaign was paused.
[[nodiscard]] std::int64_t count_held_starts(read_connection& from);
/// Whether no run enters anybody; those of paused campaigns wait.
[[nodiscard]] bool are_runs_quiet(table_set& tables);

} // namespace sojourn::storage
