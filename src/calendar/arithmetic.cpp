// Adding durations to instants and counting the days between them.
#include "base/rfc3339.hpp"
#include "calendar/calendar.hpp"
#include "calendar/zone.hpp"

#include <algorithm>

namespace sojourn::calendar {

namespace {

tl::unexpected<error> out_of_range(instant start, const duration& length) {
  return fail(error_code::invalid_instant, sojourn::to_text(start) + " plus " + to_text(length) +
                                               " lies outside of the years 0000 to 9999");
}

constexpr date::days a_day{1};
/// The wall may show the year after the last one of UTC.
constexpr date::year last_year{10'000};

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
  constexpr auto most = last_instant - first_instant;
  if (months < 0 || months > most_months || length.days < 0 ||
      std::chrono::days{length.days} > most || length.exact < milliseconds{0} ||
      length.exact > most || !is_in_range(start))
    return out_of_range(start, length);

  auto moved = start;
  // An exact duration must not pass through the wall clock: in an overlap the way back
  // is not unique.
  if (months != 0 || length.days != 0) {
    const auto wall = to_wall(start, **zone);
    const auto day = date::floor<date::days>(wall);
    const auto month = months_later(date::year_month_day{day}, static_cast<int>(months));
    if (month.year() > last_year)
      return out_of_range(start, length);
    const auto target = date::local_days{month} + date::days{length.days};
    if (instant{target.time_since_epoch()} > last_instant + a_day)
      return out_of_range(start, length);
    moved = from_wall(target + (wall - day), **zone);
  }
  moved += length.exact;
  if (!is_in_range(moved))
    return out_of_range(start, length);
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
