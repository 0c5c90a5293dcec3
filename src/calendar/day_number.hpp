// Days as numbers, for counts that are kept by day.
#pragma once

#include "base/instant.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace sojourn::calendar {

/// The day that a calendar in `zone` shows at `at`, counted from 1970-01-01; by UTC where there is
/// no such zone.
[[nodiscard]] std::int64_t day_number(instant at, std::string_view zone);

/// "2026-03-01".
[[nodiscard]] std::string day_text(std::int64_t day);

} // namespace sojourn::calendar
