// Where the log goes and how it looks.
#pragma once

#include "base/result.hpp"
#include "config/settings.hpp"

namespace sojourn::daemon {

/// Sets up the process's log. Errors (invalid_settings): a file that cannot be opened.
[[nodiscard]] result<void> set_up_log(const config::log_settings& settings);

} // namespace sojourn::daemon
