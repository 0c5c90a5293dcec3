#include "calendar/zone.hpp"

#include "calendar/calendar.hpp"

#include <exception>

namespace sojourn::calendar {

result<const date::time_zone*> find_zone(std::string_view name) {
  try {
    const auto* zone = date::locate_zone(name);
    // The database lists a zone before it reads it: ask once, so that a file which is
    // no zone fails here and nowhere else.
    (void)zone->get_info(date::sys_seconds{});
    return zone;
  } catch (const std::exception&) {
    return fail(error_code::unknown_zone,
                "\"" + std::string{name.substr(0, 64)} +
                    "\" is not a time zone; write an IANA name such as \"Asia/Ho_Chi_Minh\"");
  }
}

bool is_zone(std::string_view name) { return find_zone(name).has_value(); }

local_instant to_wall(instant at, const date::time_zone& zone) { return zone.to_local(at); }

instant from_wall(local_instant wall, const date::time_zone& zone) {
  const auto info = zone.get_info(wall);
  if (info.result == date::local_info::nonexistent)
    return info.first.end;
  return instant{wall.time_since_epoch() - info.first.offset};
}

} // namespace sojourn::calendar
