#include "boosters/local_time.hpp"

#include "calendar/calendar.hpp"

#include <array>
#include <charconv>
#include <cstdio>

namespace sojourn::boosters {

namespace {

template <class Number>
bool read_number(std::string_view text, Number& into) {
  const auto* end = text.data() + text.size();
  return std::from_chars(text.data(), end, into).ptr == end;
}

result<std::chrono::sys_days> read_day(std::string_view text) {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  const bool has_shape = text.size() >= day_characters && text[4] == '-' && text[7] == '-';
  if (has_shape && read_number(text.substr(0, 4), year) && read_number(text.substr(5, 2), month) &&
      read_number(text.substr(8, 2), day)) {
    const auto date = std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day};
    if (date.ok())
      return std::chrono::sys_days{date};
  }
  return fail(error_code::invalid_instant,
              "\"" + std::string{text} + "\" begins with no day such as \"2026-09-09\"");
}

} // namespace

std::string local_text(instant at, std::string_view zone) {
  constexpr std::size_t with_seconds = 19; // "2026-09-09T10:00:00"
  constexpr std::string_view no_seconds = ":00";
  auto text = calendar::to_local_text(at, zone).value_or(to_text(at)).substr(0, with_seconds);
  if (text.ends_with(no_seconds))
    text.resize(text.size() - no_seconds.size());
  return text;
}

result<std::string> moved_by(std::string_view local, std::int64_t days) {
  const auto from = read_day(local);
  if (!from)
    return fail(from.error());
  const std::chrono::year_month_day date{*from + std::chrono::days{days}};
  const auto year = static_cast<int>(date.year());
  if (year < 0 || year > 9999)
    return fail(error_code::invalid_instant, "the day is in none of the years 0000 to 9999");
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", year,
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text.data() + std::string{local.substr(day_characters)};
}

result<std::int64_t> days_from(std::string_view from, std::string_view to) {
  const auto first = read_day(from);
  if (!first)
    return fail(first.error());
  const auto second = read_day(to);
  if (!second)
    return fail(second.error());
  return (*second - *first).count();
}

} // namespace sojourn::boosters
