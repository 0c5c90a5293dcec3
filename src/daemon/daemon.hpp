// `sojourn serve`: a daemon from start to a clean stop.
#pragma once

#include "config/settings.hpp"

namespace sojourn::daemon {

/// Runs until SIGTERM or SIGINT and stops so that nothing is lost. Logs
/// "ready on http://ADDRESS:PORT" once requests are taken.
/// 0: stopped as told; 1: could not start; 2: the storage or the actors failed for good.
int serve(const config::settings& settings);

} // namespace sojourn::daemon
