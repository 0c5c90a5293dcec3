#include "calendar/offset.hpp"

#include "calendar/zone.hpp"

namespace sojourn::calendar {

std::optional<milliseconds> only_offset(instant from, instant to, std::string_view zone_name) {
  const auto zone = find_zone(zone_name);
  if (!zone)
    return std::nullopt;
  auto stretch = (*zone)->stretch_at(from);
  const auto offset = stretch.offset;
  while (stretch.end <= to) { // a change may be of the zone's name alone
    stretch = (*zone)->stretch_at(stretch.end);
    if (stretch.offset != offset)
      return std::nullopt;
  }
  return offset;
}

} // namespace sojourn::calendar
