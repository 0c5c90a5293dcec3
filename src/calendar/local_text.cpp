// Wall-clock texts: reading them in a zone, showing an instant in a zone.
#include "calendar/calendar.hpp"
#include "calendar/zone.hpp"

#include <cstdio>

namespace sojourn::calendar {

namespace {

constexpr std::size_t date_length = 10;   // 2026-03-01
constexpr std::size_t minute_length = 16; // 2026-03-01T09:00
constexpr std::size_t second_length = 19; // 2026-03-01T09:00:00
constexpr std::string_view midnight = "T00:00";

bool lacks_offset(std::string_view text) {
  return text.size() == date_length || text.size() == minute_length ||
         (text.size() == second_length && text[minute_length] == ':');
}

tl::unexpected<error> not_a_date(std::string_view text) {
  return fail(error_code::invalid_instant,
              "\"" + std::string{text.substr(0, 64)} +
                  "\" is not a date; write \"2026-03-01\", \"2026-03-01T09:00\" or "
                  "\"2026-03-01T09:00:00+07:00\"");
}

} // namespace

result<instant> parse_local(std::string_view text, std::string_view zone_name) {
  if (!lacks_offset(text)) {
    const auto exact = parse_instant(text);
    return exact ? exact : not_a_date(text);
  }
  std::string as_utc{text};
  if (text.size() == date_length)
    as_utc += midnight;
  const auto wall = parse_instant(as_utc + "Z");
  if (!wall)
    return not_a_date(text);
  const auto zone = find_zone(zone_name);
  if (!zone)
    return fail(zone.error());
  const auto at = from_wall(local_instant{wall->time_since_epoch()}, **zone);
  if (to_unix_ms(at) < 0)
    return not_a_date(text);
  return at;
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
  // still names the same instant.
  const auto offset = date::floor<std::chrono::minutes>((*zone)->get_info(at).offset);
  auto text = sojourn::to_text(at + offset);
  text.pop_back(); // the Z
  const auto away = std::chrono::abs(offset).count();
  char suffix[16];
  std::snprintf(suffix, sizeof suffix, "%c%02d:%02d", offset.count() < 0 ? '-' : '+',
                static_cast<int>(away / 60), static_cast<int>(away % 60));
  return text + suffix;
}

} // namespace sojourn::calendar
