// What becomes of settings that were read again while the daemon runs.
#pragma once

#include "config/settings.hpp"

#include <string>
#include <vector>

namespace sojourn::daemon {

/// Keys whose value is another one now, as "http.port", in alphabetical order.
struct changed_settings {
  std::vector<std::string> applied;       ///< in force at once
  std::vector<std::string> after_restart; ///< in force from the next start
};

/// Compares what is in force with what was read. A secret that was changed is not seen here: a
/// description does not hold it; it is in force from the next start, too.
[[nodiscard]] changed_settings changes_between(const config::settings& in_force,
                                               const config::settings& read);

/// `in_force` with the values that changed_settings::applied names, from `read`.
[[nodiscard]] config::settings with_changes(config::settings in_force, const config::settings& read,
                                            const std::vector<std::string>& applied);

} // namespace sojourn::daemon
