// `sojourn serve`: a daemon from start to a clean stop.
#pragma once

#include "config/settings.hpp"

namespace sojourn::daemon {

/// The exit code of a daemon whose storage or actors failed for good while it ran; its own, so
/// that a service manager can tell it from a wrong command line.
inline constexpr int exit_gave_up = 4;

/// Runs until SIGTERM or SIGINT and stops so that nothing is lost. SIGHUP opens the file of the log
/// anew, for whoever moved it away. Logs
/// "ready on http://ADDRESS:PORT" once requests are taken.
/// 0: stopped as told; 1: could not start; exit_gave_up.
int serve(const config::settings& settings);

} // namespace sojourn::daemon
