// What the daemon tells the service manager that started it (systemd), where there is one.
#pragma once

#include "base/instant.hpp"

#include <optional>
#include <string>

namespace sojourn::daemon::service_manager {

// The notifications of sd_notify(3). Without a service manager ($NOTIFY_SOCKET is not set) each of
// them does nothing. They may come from any thread.

/// The daemon takes requests; `status` is the sentence that `systemctl status` shows.
void ready(const std::string& status);
/// The settings are being read again; ready() follows.
void reloading();
/// The daemon ends.
void stopping();
/// The daemon still moves.
void alive();

/// How often alive() must come, or the service manager ends the daemon and starts it again; nullopt
/// where nobody waits for it.
[[nodiscard]] std::optional<milliseconds> watchdog_interval();

} // namespace sojourn::daemon::service_manager
