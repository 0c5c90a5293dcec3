// The edge to the zone database: the only place where its library and its exceptions are met.
#pragma once

#include "base/instant.hpp"
#include "calendar/gap_rule.hpp"
#include "calendar/posix_rule.hpp"

#include <date/date.h>

namespace date {
class time_zone;
}

namespace sojourn::calendar {

/// A wall-clock time, without the zone it belongs to.
using local_instant = date::local_time<milliseconds>;

/// A zone: the changes that its file lists, and the rule by which it goes on after the last.
class zone {
public:
  zone(const date::time_zone& table, std::optional<posix_rule> later);

  /// The stretch of one offset that holds `at`.
  [[nodiscard]] zone_stretch stretch_at(instant at) const;

private:
  const date::time_zone* table_;
  std::optional<posix_rule> later_;
  instant table_end_{}; ///< the last change that the table has
};

/// The zone of this IANA name. It lives as long as the process. Names whose meaning hangs on the
/// machine ("localtime", "posixrules"), "Factory", and the folders "posix/" and "right/" (whose
/// clocks count leap seconds) are refused. Errors: unknown_zone.
[[nodiscard]] result<const zone*> find_zone(std::string_view name);

/// What a clock on the wall in `where` shows at `at`.
[[nodiscard]] local_instant to_wall(instant at, const zone& where);

/// The instant at which the wall shows `wall`: in a gap by the rule, the first of two in an
/// overlap.
[[nodiscard]] instant from_wall(local_instant wall, const zone& where,
                                gap_rule gap = gap_rule::first_valid);

} // namespace sojourn::calendar
