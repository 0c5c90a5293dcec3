// `sojourn verify`: whether every invariant of the data holds.
#pragma once

#include "cli/session.hpp"

namespace sojourn::cli {

/// Asks the daemon; or, with a data directory, looks itself, while no daemon has it open.
/// Whatever does not hold is shown, and makes the exit code 1.
[[nodiscard]] exit_result verify(session& context, const std::string& data_directory);

} // namespace sojourn::cli
