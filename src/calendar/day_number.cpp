#include "calendar/day_number.hpp"

#include "calendar/zone.hpp"

namespace sojourn::calendar {

std::int64_t day_number(instant at, std::string_view zone_name) {
  const auto zone = find_zone(zone_name);
  if (!zone)
    return date::floor<date::days>(at.time_since_epoch()).count();
  return date::floor<date::days>(to_wall(at, **zone).time_since_epoch()).count();
}

std::string day_text(std::int64_t day) {
  return date::format("%F", date::sys_days{date::days{day}});
}

} // namespace sojourn::calendar
