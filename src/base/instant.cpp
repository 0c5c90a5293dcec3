#include "base/instant.hpp"

#include "base/rfc3339.hpp"

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

/// Reads "Z" or "+07:00" at `at`, to the end of the text.
std::optional<std::chrono::minutes> offset_at(std::string_view text, std::size_t at) {
  constexpr std::size_t size = 6; // +07:00
  if ((text[at] == 'Z' || text[at] == 'z') && text.size() == at + 1)
    return std::chrono::minutes{0};
  if (text.size() != at + size || (text[at] != '+' && text[at] != '-') || text[at + 3] != ':')
    return std::nullopt;
  const int hours = digits(text, at + 1, 2);
  const int minutes = digits(text, at + 4, 2);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59)
    return std::nullopt;
  const std::chrono::minutes away{hours * 60 + minutes};
  return text[at] == '-' ? -away : away;
}

/// Whether a leap second may follow the second that begins at `at`.
bool may_leap_follow(instant at) {
  using namespace std::chrono;
  const auto day = floor<days>(at);
  const year_month_day date{day};
  constexpr auto last_second = hours{23} + minutes{59} + seconds{59};
  return floor<seconds>(at - day) == last_second && date.year() >= year{1972} &&
         (date.month() == June || date.month() == December) &&
         date.day() == (date.year() / date.month() / last).day();
}

std::string quoted(std::string_view text) { return "\"" + std::string{text.substr(0, 64)} + "\""; }

tl::unexpected<error> not_an_instant(std::string_view text) {
  return fail(error_code::invalid_instant,
              quoted(text) + " is not an RFC 3339 instant; write \"2026-03-01T09:00:00Z\" or "
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

std::optional<written_time> read_written_time(std::string_view text) {
  using namespace std::chrono;
  constexpr std::size_t minute_length = 16; // 2026-03-01T09:00
  constexpr std::size_t second_length = 19; // 2026-03-01T09:00:00
  const int year_ = digits(text, 0, 4);
  const int month_ = digits(text, 5, 2);
  const int day_ = digits(text, 8, 2);
  const int hour_ = digits(text, 11, 2);
  const int minute_ = digits(text, 14, 2);
  // A missing second is read as zero: people write "2026-03-01T23:30+07:00".
  const bool has_seconds = text.size() > minute_length && text[minute_length] == ':';
  const int second_ = has_seconds ? digits(text, minute_length + 1, 2) : 0;
  if (year_ < 0 || month_ < 1 || day_ < 1 || hour_ < 0 || hour_ > 23 || minute_ < 0 ||
      minute_ > 59 || second_ < 0 || second_ > 60)
    return std::nullopt;
  if (text[4] != '-' || text[7] != '-' || (text[10] != 'T' && text[10] != 't' && text[10] != ' ') ||
      text[13] != ':')
    return std::nullopt;
  const year_month_day date{year{year_}, month{static_cast<unsigned>(month_)},
                            day{static_cast<unsigned>(day_)}};
  if (!date.ok())
    return std::nullopt;

  written_time read;
  read.is_leap_second = second_ == 60;
  std::size_t at = has_seconds ? second_length : minute_length;
  int ms = 0;
  if (has_seconds && at < text.size() && text[at] == '.') {
    int scale = 100;
    const std::size_t first = ++at;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10)
      ms += (text[at] - '0') * scale;
    if (at == first)
      return std::nullopt;
  }
  read.wall = sys_days{date}.time_since_epoch() + hours{hour_} + minutes{minute_} +
              seconds{second_ - (read.is_leap_second ? 1 : 0)} + milliseconds{ms};
  if (at == text.size())
    return read;
  read.offset = offset_at(text, at);
  return read.offset ? std::optional{read} : std::nullopt;
}

result<instant> instant_of(const written_time& written, instant at, std::string_view text) {
  if (written.is_leap_second) {
    if (!may_leap_follow(at))
      return fail(error_code::invalid_instant,
                  quoted(text) + " has a second 60, which there is only at 23:59:60 UTC on 30 June "
                                 "or 31 December; the seconds of other minutes end with 59");
    at += std::chrono::seconds{1};
  }
  if (!is_in_range(at))
    return fail(error_code::invalid_instant,
                quoted(text) + " lies outside of the years 0000 to 9999 in UTC");
  return at;
}

result<instant> parse_instant(std::string_view text) {
  const auto written = read_written_time(text);
  if (!written || !written->offset)
    return not_an_instant(text);
  return instant_of(*written, instant{written->wall - *written->offset}, text);
}

} // namespace sojourn
