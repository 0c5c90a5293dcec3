// The edge to the zone database: the only place where its exceptions are met.
#pragma once

#include "base/instant.hpp"

#include <date/tz.h>

namespace sojourn::calendar {

/// A wall-clock time, without the zone it belongs to.
using local_instant = date::local_time<milliseconds>;

/// The zone of this IANA name. It lives as long as the process. Errors: unknown_zone.
[[nodiscard]] result<const date::time_zone*> find_zone(std::string_view name);

/// What a clock on the wall in `zone` shows at `at`.
[[nodiscard]] local_instant to_wall(instant at, const date::time_zone& zone);

/// The instant at which the wall shows `wall`: the first valid instant after a gap,
/// the first of two in an overlap.
[[nodiscard]] instant from_wall(local_instant wall, const date::time_zone& zone);

} // namespace sojourn::calendar
