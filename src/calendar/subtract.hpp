// The way back from an instant by a duration.
#pragma once

#include "calendar/calendar.hpp"

namespace sojourn::calendar {

/// `start` minus `length` by the calendar of `zone`, as `add` goes forward: years and months first
/// (a day that the month lacks becomes its last), then days, keeping the wall-clock time, then the
/// exact part. Errors: unknown_zone; invalid_instant when the outcome is before the year 0.
[[nodiscard]] result<instant> subtract(instant start, const duration& length,
                                       std::string_view zone);

} // namespace sojourn::calendar
