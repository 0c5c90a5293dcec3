// What becomes of a wall-clock time that a change of the clocks left out.
#pragma once

#include "base/instant.hpp"

#include <string_view>

namespace sojourn::calendar {

enum class gap_rule {
  first_valid,   ///< the first instant after the gap: delays, windows, periods
  offset_before, ///< by the offset before the gap (RFC 5545, 3.3.5), so that 02:30 is 03:30:
                 ///< schedules
};

/// parse_local() of calendar.hpp with another rule for gaps.
[[nodiscard]] result<instant> parse_local(std::string_view text, std::string_view zone,
                                          gap_rule gap);

} // namespace sojourn::calendar
