// Calendar periods: where the day, week or month of an instant begins.
#include "calendar/calendar.hpp"
#include "calendar/zone.hpp"

namespace sojourn::calendar {

result<instant> start_of(period of, instant at, std::string_view zone_name) {
  const auto zone = find_zone(zone_name);
  if (!zone)
    return fail(zone.error());
  const auto day = date::floor<date::days>(to_wall(at, **zone));
  const date::year_month_day date{day};
  auto first = day;
  if (of == period::week)
    first -= date::weekday{day} - date::Monday;
  else if (of == period::month)
    first = date::local_days{date.year() / date.month() / 1};
  return from_wall(first, **zone);
}

duration length_of(period of) {
  switch (of) {
  case period::day:
    return {.days = 1};
  case period::week:
    return {.days = 7};
  case period::month:
    return {.months = 1};
  }
  return {.days = 1};
}

} // namespace sojourn::calendar
