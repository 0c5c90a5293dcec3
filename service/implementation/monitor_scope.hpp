// From what a request of the monitor names to the campaigns that are looked at.
#pragma once

#include "actors/services.hpp"
#include "service/monitor.hpp"
#include "storage/monitor.hpp"

#include <string>
#include <vector>

namespace sojourn::service {

/// What is looked at.
struct monitored {
  storage::monitor_query query{};
  std::string kind{}; ///< "booster", "campaign", "library"
  std::string id{};
  std::string zone{};
  std::string date{};                ///< of a booster
  std::vector<std::string> phases{}; ///< of a booster, in their order
  std::vector<std::string> groups{};
};

/// The campaigns of a scope. Errors: invalid_request unless exactly one is named; not_found.
[[nodiscard]] result<monitored> resolve_scope(actors::services& services,
                                              const monitor_scope& scope);

/// The length of the window of attribution; a week for an empty text. Errors: invalid_duration.
[[nodiscard]] result<milliseconds> read_window(const std::string& text);

/// The query of a request. Errors: as resolve_scope; invalid_request, with every mistake.
[[nodiscard]] result<monitored> read_monitor_request(actors::services& services,
                                                     const monitor_request& request);

/// The same for what the request is compared with: the instants of a booster are moved by the days
/// between the two events. Errors: invalid_request where there is no such comparison.
[[nodiscard]] result<monitored>
read_comparison(actors::services& services, const monitor_request& request, const monitored& now);

/// The cards' campaigns of a booster. Errors: not_found, data_corrupt.
[[nodiscard]] result<monitored> monitored_booster(actors::services& services,
                                                  const std::string& id);

} // namespace sojourn::service
