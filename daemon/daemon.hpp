// `sojourn serve`: a daemon from start to a clean stop.
#pragma once

#include "config/reader.hpp"

namespace sojourn::daemon {

/// The exit code of a daemon whose storage or actors failed for good while it ran; its own, so
/// that a service manager can tell it from a wrong command line.
inline constexpr int exit_gave_up = 4;

/// Runs until SIGTERM or SIGINT and stops so that nothing is lost. Logs
/// "ready on http://ADDRESS:PORT" once requests are taken, and tells the service manager.
///
/// SIGHUP opens the file of the log anew, for whoever moved it away, and calls `read_again`: the
/// level of the log and the certificate and key of TLS change at once, other settings that differ
/// are named in the log and wait for a restart. Settings with a mistake change nothing. 0: stopped
/// as told; 1: could not start; exit_gave_up.
int serve(const config::settings& settings, const config::reread_settings& read_again);

} // namespace sojourn::daemon
