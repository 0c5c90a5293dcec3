// What `serve` would refuse, found without serving.
#pragma once

#include "base/result.hpp"
#include "config/settings.hpp"

#include <vector>

namespace sojourn::daemon {

/// Makes everything of the settings that `serve` makes before it opens the data file, and lets go
/// of it again: channels, descriptions of providers, keys, certificates. Looks at the data
/// directory and the log file, and writes nothing. Every error, in the order in which `serve` would
/// meet them.
[[nodiscard]] std::vector<error> check(const config::settings& settings);

} // namespace sojourn::daemon
