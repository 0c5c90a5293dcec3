// Runs that wait for the end of a campaign's pause.
#pragma once

#include "storage/sqlite/pooled_reader.hpp"

namespace sojourn::storage {

/// Whether no run enters anybody; those of paused campaigns wait.
[[nodiscard]] bool are_runs_quiet(table_set& tables);

} // namespace sojourn::storage
