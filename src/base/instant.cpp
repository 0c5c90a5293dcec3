#include "base/instant.hpp"

#include <cstdio>

namespace sojourn {

namespace {

/// Reads exactly `count` digits at `at`; -1 when there are fewer.
int digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size())
    return -1;
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9')
      return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

tl::unexpected<error> not_an_instant(std::string_view text) {
  return fail(error_code::invalid_instant,
              "\"" + std::string{text.substr(0, 64)} +
                  "\" is not an RFC 3339 instant; write \"2026-03-01T09:00:00Z\" or "
                  "\"2026-03-01T16:00:00+07:00\"");
}

} // namespace

std::string to_text(instant at) {
  using namespace std::chrono;
  const auto day = floor<days>(at);
  const year_month_day date{day};
  const hh_mm_ss time{at - day};
  char out[40];
  const int base = std::snprintf(
      out, sizeof out, "%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
      static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
      static_cast<int>(time.seconds().count()));
  std::string text(out, static_cast<std::size_t>(base));
  if (const auto ms = static_cast<int>(time.subseconds().count()); ms != 0) {
    std::snprintf(out, sizeof out, ".%03d", ms);
    text += out;
  }
  text += 'Z';
  return text;
}

result<instant> parse_instant(std::string_view text) {
  using namespace std::chrono;
  const int year_ = digits(text, 0, 4);
  const int month_ = digits(text, 5, 2);
  const int day_ = digits(text, 8, 2);
  const int hour_ = digits(text, 11, 2);
  const int minute_ = digits(text, 14, 2);
  // A missing second is read as zero: people write "2026-03-01T23:30+07:00".
  const bool has_seconds = text.size() > 16 && text[16] == ':';
  const int second_ = has_seconds ? digits(text, 17, 2) : 0;
  if (year_ < 1970 || month_ < 1 || day_ < 1 || hour_ < 0 || minute_ < 0 || second_ < 0)
    return not_an_instant(text);
  if (text[4] != '-' || text[7] != '-' || (text[10] != 'T' && text[10] != 't' && text[10] != ' ') ||
      text[13] != ':' || hour_ > 23 || minute_ > 59 || second_ > 60)
    return not_an_instant(text);
  const year_month_day date{year{year_}, month{static_cast<unsigned>(month_)},
                            day{static_cast<unsigned>(day_)}};
  if (!date.ok())
    return not_an_instant(text);

  std::size_t at = has_seconds ? 19 : 16;
  int ms = 0;
  if (has_seconds && at < text.size() && text[at] == '.') {
    int scale = 100;
    const std::size_t first = ++at;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10)
      ms += (text[at] - '0') * scale;
    if (at == first)
      return not_an_instant(text);
  }
  minutes offset{0};
  if (at >= text.size())
    return not_an_instant(text);
  if (text[at] == 'Z' || text[at] == 'z') {
    ++at;
  } else {
    const int offset_hours = digits(text, at + 1, 2);
    const int offset_minutes = digits(text, at + 4, 2);
    if ((text[at] != '+' && text[at] != '-') || offset_hours < 0 || offset_hours > 23 ||
        offset_minutes < 0 || offset_minutes > 59 || text[at + 3] != ':')
      return not_an_instant(text);
    offset = hours{offset_hours} + minutes{offset_minutes};
    if (text[at] == '-')
      offset = -offset;
    at += 6;
  }
  if (at != text.size())
    return not_an_instant(text);
  const auto local =
      sys_days{date} + hours{hour_} + minutes{minute_} + seconds{second_} + milliseconds{ms};
  const instant at_utc = local - offset;
  constexpr auto year_10000 = sys_days{year{10000} / January / 1};
  if (to_unix_ms(at_utc) < 0 || at_utc >= year_10000)
    return not_an_instant(text);
  return at_utc;
}

} // namespace sojourn
