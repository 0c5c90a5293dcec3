// Where the log goes and how it looks.
#pragma once

#include "base/result.hpp"
#include "config/settings.hpp"

namespace sojourn::daemon {

/// Sets up the process's log. Errors (invalid_settings): a file that cannot be opened.
[[nodiscard]] result<void> set_up_log(const config::log_settings& settings);

/// Opens the file of the log anew, after somebody moved it away. Nothing happens where the log goes
/// to standard error. Thread-safe. Errors (invalid_settings): a file that cannot be opened; the log
/// goes on where it went.
[[nodiscard]] result<void> reopen_log();

/// The least that is logged from now on.
void set_log_level(config::log_level level);

} // namespace sojourn::daemon
