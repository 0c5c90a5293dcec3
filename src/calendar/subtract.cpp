#include "calendar/subtract.hpp"

#include "base/rfc3339.hpp"
#include "calendar/zone.hpp"

namespace sojourn::calendar {

namespace {

tl::unexpected<error> too_early(instant start, const duration& length) {
  return fail(error_code::invalid_instant,
              sojourn::to_text(start) + " minus " + to_text(length) + " lies before the year 0");
}

} // namespace

result<instant> subtract(instant start, const duration& length, std::string_view zone_name) {
  const auto zone = find_zone(zone_name);
  if (!zone)
    return fail(zone.error());
  // Bounds that keep the arithmetic below far from overflow; parse_duration keeps them, too.
  constexpr std::int64_t most_months = 12 * 9999;
  constexpr auto most = std::chrono::days{366 * 9999};
  const auto months = std::int64_t{length.years} * 12 + length.months;
  if (months > most_months || std::chrono::days{length.days} > most || length.exact > most)
    return too_early(start, length);

  auto moved = start;
  if (months != 0 || length.days != 0) {
    const auto wall = to_wall(start, **zone);
    const auto day = date::floor<date::days>(wall);
    auto target = date::year_month_day{day} - date::months{static_cast<int>(months)};
    if (!target.ok())
      target = target.year() / target.month() / date::last;
    const auto earlier = date::local_days{target} - date::days{length.days};
    if (earlier.time_since_epoch() < first_instant.time_since_epoch())
      return too_early(start, length);
    moved = from_wall(earlier + (wall - day), **zone);
  }
  moved -= length.exact;
  if (moved < first_instant)
    return too_early(start, length);
  return moved;
}

} // namespace sojourn::calendar
