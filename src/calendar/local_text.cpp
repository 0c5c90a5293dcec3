// Wall-clock texts: reading them in a zone, showing an instant in a zone.
#include "base/rfc3339.hpp"
#include "calendar/calendar.hpp"
#include "calendar/zone.hpp"

#include <cstdio>

namespace sojourn::calendar {

namespace {

constexpr std::size_t date_length = 10;   // 2026-03-01
constexpr std::size_t minute_length = 16; // 2026-03-01T09:00
constexpr std::size_t second_length = 19; // 2026-03-01T09:00:00
constexpr std::string_view midnight = "T00:00";

tl::unexpected<error> not_a_date(std::string_view text) {
  return fail(error_code::invalid_instant,
              "\"" + std::string{text.substr(0, 64)} +
                  "\" is not a date; write \"2026-03-01\", \"2026-03-01T09:00\" or "
                  "\"2026-03-01T09:00:00+07:00\"");
}

} // namespace

result<instant> parse_local(std::string_view text, std::string_view zone_name) {
  return parse_local(text, zone_name, gap_rule::first_valid);
}

result<instant> parse_local(std::string_view text, std::string_view zone_name, gap_rule gap) {
  std::string with_time{text};
  if (text.size() == date_length)
    with_time += midnight;
  const auto written = read_written_time(with_time);
  if (!written)
    return not_a_date(text);
  if (written->offset)
    return instant_of(*written, instant{written->wall - *written->offset}, text);
  if (with_time.size() != minute_length && with_time.size() != second_length)
    return not_a_date(text); // a fraction of a second wants an offset
  const auto zone = find_zone(zone_name);
  if (!zone)
    return fail(zone.error());
  return instant_of(*written, from_wall(local_instant{written->wall}, **zone, gap), text);
}

result<time_of_day> parse_time_of_day(std::string_view text) {
  const auto two_digits = [&](std::size_t at) {
    const auto tens = text[at] - '0';
    const auto ones = text[at + 1] - '0';
    return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : tens * 10 + ones;
  };
  if (text.size() == 5 && text[2] == ':') {
    const time_of_day time{two_digits(0), two_digits(3)};
    if (time.hour >= 0 && time.hour <= 23 && time.minute >= 0 && time.minute <= 59)
      return time;
  }
  return fail(error_code::invalid_instant,
              "\"" + std::string{text.substr(0, 64)} +
                  "\" is not a time of day; write \"09:00\", from \"00:00\" to \"23:59\"");
}

result<std::string> to_local_text(instant at, std::string_view zone_name) {
  const auto zone = find_zone(zone_name);
  if (!zone)
    return fail(zone.error());
  // RFC 3339 knows offsets in minutes; the few with seconds are cut so that the text
  // still names the same instant. Years beyond its four digits are shown in UTC.
  auto offset = date::floor<std::chrono::minutes>((*zone)->stretch_at(at).offset);
  if (!is_in_range(at + offset))
    offset = std::chrono::minutes{0};
  auto text = sojourn::to_text(at + offset);
  text.pop_back(); // the Z
  const auto away = std::chrono::abs(offset).count();
  char suffix[16];
  std::snprintf(suffix, sizeof suffix, "%c%02d:%02d", offset.count() < 0 ? '-' : '+',
                static_cast<int>(away / 60), static_cast<int>(away % 60));
  return text + suffix;
}

} // namespace sojourn::calendar
