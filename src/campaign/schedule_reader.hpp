// Reads schedules: a recurrence rule with its start, or a list of instants.
#pragma once

#include "calendar/schedule.hpp"
#include "campaign/node.hpp"

#include <optional>
#include <string>

namespace sojourn::campaign {

/// Reads the schedule that the members "rule", "start" and "missing_day", or "at", of `place`
/// describe; nullopt where there is none, of which something was said.
[[nodiscard]] std::optional<calendar::schedule> read_when(const node& place,
                                                          const std::string& timezone);

} // namespace sojourn::campaign
