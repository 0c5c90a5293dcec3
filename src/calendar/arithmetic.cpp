// Adding durations to instants and counting the days between them.
#include "calendar/calendar.hpp"
#include "calendar/zone.hpp"

#include <algorithm>

namespace sojourn::calendar {

namespace {

constexpr auto last_instant =
    instant{std::chrono::sys_days{std::chrono::year{9999} / 12 / 31} + std::chrono::days{1}} -
    milliseconds{1};

tl::unexpected<error> too_late(instant start, const duration& length) {
  return fail(error_code::invalid_instant, sojourn::to_text(start) + " plus " + to_text(length) +
                                               " lies outside of the years 1970 to 9999");
}

/// `day` some months later; a day that the month lacks becomes its last.
date::year_month_day months_later(date::year_month_day day, int months) {
  const auto moved = day + date::months{months};
  return moved.ok() ? moved : moved.year() / moved.month() / date::last;
}

} // namespace

result<instant> add(instant start, const duration& length, std::string_view zone_name) {
  const auto zone = find_zone(zone_name);
  if (!zone)
    return fail(zone.error());

  // Bounds that keep the arithmetic below far from overflow.
  const auto months = std::int64_t{length.years} * 12 + length.months;
  constexpr std::int64_t most_months = 12 * 9999;
  constexpr auto most = last_instant.time_since_epoch();
  if (months < 0 || months > most_months || length.days < 0 ||
      std::chrono::days{length.days} > most || length.exact < milliseconds{0} ||
      length.exact > most || start > last_instant)
    return too_late(start, length);

  auto moved = start;
  // An exact duration must not pass through the wall clock: in an overlap the way back
  // is not unique.
  if (months != 0 || length.days != 0) {
    const auto wall = to_wall(start, **zone);
    const auto day = date::floor<date::days>(wall);
    const auto target =
        date::local_days{months_later(date::year_month_day{day}, static_cast<int>(months))} +
        date::days{length.days};
    if (target.time_since_epoch() > most)
      return too_late(start, length);
    moved = from_wall(target + (wall - day), **zone);
  }
  moved += length.exact;
  if (moved > last_instant)
    return too_late(start, length);
  return moved;
}

result<std::int64_t> days_between(instant a, instant b, std::string_view zone_name) {
  const auto zone = find_zone(zone_name);
  if (!zone)
    return fail(zone.error());
  const auto [earlier, later] = std::minmax(a, b);
  const auto wall = to_wall(earlier, **zone);
  auto days = date::floor<date::days>(to_wall(later, **zone)) - date::floor<date::days>(wall);
  if (from_wall(wall + days, **zone) > later)
    days -= date::days{1};
  // A clock that is set back over midnight shows the earlier date again.
  const auto count = std::max<std::int64_t>(days.count(), 0);
  return a <= b ? count : -count;
}

} // namespace sojourn::calendar
