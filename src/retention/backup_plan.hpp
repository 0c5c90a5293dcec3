// When backups are made by themselves, and which of them are kept.
#pragma once

#include "base/instant.hpp"
#include "calendar/calendar.hpp"

#include <optional>
#include <string>
#include <vector>

namespace sojourn::retention {

/// How often a backup is made. `at` and `zone` count where `every` is whole days.
struct backup_plan {
  milliseconds every{0}; ///< 0: never
  std::optional<calendar::time_of_day> at{};
  std::string zone = "UTC";
  std::size_t keep = 7; ///< of those that were made by the plan, at least 1
};

/// When the next backup is due, after one at `last` (nullopt: there is none, so that it is due at
/// once); nullopt: never. With `at` it is due at that time of day, `every` after the day of `last`;
/// in a daylight-saving gap at the first valid instant after it. An instant that lies in the past
/// is due now. A zone that nobody knows is taken for UTC.
[[nodiscard]] std::optional<instant> next_backup(const backup_plan& plan,
                                                 std::optional<instant> last, instant now);

/// The longest wait after a backup that failed: it is tried again soon, and then ever less often.
[[nodiscard]] milliseconds pause_after_failures(const backup_plan& plan, unsigned failures);

/// Those of `made` (when backups of the plan were made) that are beyond the newest `keep`.
[[nodiscard]] std::vector<instant> backups_to_remove(std::vector<instant> made, std::size_t keep);

} // namespace sojourn::retention
