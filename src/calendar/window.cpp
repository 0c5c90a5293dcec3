// Daily windows: when is the next moment inside one.
#include "calendar/calendar.hpp"
#include "calendar/zone.hpp"

namespace sojourn::calendar {

namespace {

milliseconds since_midnight(time_of_day time) {
  return std::chrono::hours{time.hour} + std::chrono::minutes{time.minute};
}

} // namespace

result<instant> next_opening(instant now, const window& open, std::string_view zone_name) {
  const auto zone = find_zone(zone_name);
  if (!zone)
    return fail(zone.error());
  if (open.from == open.to)
    return now;
  const auto from = since_midnight(open.from);
  const auto to = since_midnight(open.to);
  constexpr milliseconds day = std::chrono::days{1};

  // Between two changes of the offset the wall clock runs evenly, so the opening is a
  // subtraction; if a change comes first, look again from the change. That way no gap
  // and no repeated hour needs a case of its own.
  for (auto at = now;;) {
    const auto info = (*zone)->stretch_at(at);
    const auto wall = at + info.offset;
    const auto time = wall - date::floor<date::days>(wall);
    const bool inside = from < to ? time >= from && time < to : time >= from || time < to;
    if (inside)
      return at;
    const auto opens = at + (from > time ? from - time : from - time + day);
    if (opens < info.end)
      return opens;
    at = info.end;
  }
}

} // namespace sojourn::calendar
