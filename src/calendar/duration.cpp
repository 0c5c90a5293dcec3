// ISO 8601 durations: reading, writing, and guessing what was meant.
#include "base/ascii.hpp"
#include "calendar/calendar.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace sojourn::calendar {

namespace {

using std::chrono::seconds;

/// The designators in the order in which ISO 8601 wants them.
enum class unit { years, months, weeks, days, hours, minutes, seconds };

constexpr seconds longest = std::chrono::years{1000};
constexpr std::size_t most_digits = 15; // keeps every sum below inside 64 bits

constexpr seconds length_of(unit which) {
  switch (which) {
  case unit::years:
    return std::chrono::years{1};
  case unit::months:
    return std::chrono::months{1};
  case unit::weeks:
    return std::chrono::weeks{1};
  case unit::days:
    return std::chrono::days{1};
  case unit::hours:
    return std::chrono::hours{1};
  case unit::minutes:
    return std::chrono::minutes{1};
  case unit::seconds:
    break;
  }
  return seconds{1};
}

std::optional<unit> unit_of(char designator, bool in_time) {
  constexpr std::string_view date_designators = "YMWD";
  constexpr std::string_view time_designators = "HMS";
  const auto designators = in_time ? time_designators : date_designators;
  const auto found = designators.find(designator);
  if (found == std::string_view::npos)
    return std::nullopt;
  return static_cast<unit>(found + (in_time ? date_designators.size() : 0));
}

/// Adds `count` units; false when that alone exceeds the longest duration.
bool put(duration& into, unit which, std::int64_t count) {
  if (count > longest / length_of(which))
    return false;
  const auto small = static_cast<std::int32_t>(std::min<std::int64_t>(count, INT32_MAX));
  switch (which) {
  case unit::years:
    into.years += small;
    break;
  case unit::months:
    into.months += small;
    break;
  case unit::weeks:
    into.days += 7 * small;
    break;
  case unit::days:
    into.days += small;
    break;
  default:
    into.exact += count * length_of(which);
  }
  return true;
}

bool is_too_long(const duration& length) {
  return std::chrono::years{length.years} + std::chrono::months{length.months} +
             std::chrono::days{length.days} + length.exact >
         longest;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes the digits at the front of `text`.
std::string_view parse_digits(std::string_view& text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
  const auto digits = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(digits.size());
  return digits;
}

/// The number that at most most_digits digits write.
std::int64_t value_of(std::string_view digits) {
  std::int64_t value = 0;
  for (const char c : digits)
    value = value * 10 + (c - '0');
  return value;
}

/// What ".5" of a unit is: nullopt where that has no exact length, or is no whole number of
/// milliseconds.
std::optional<milliseconds> fraction_of(unit which, std::string_view digits) {
  constexpr std::size_t most_decimals = 9; // of an hour, still inside 64 bits
  digits = digits.substr(0, digits.find_last_not_of('0') + 1);
  if (digits.empty())
    return milliseconds{0};
  if (which < unit::hours || digits.size() > most_decimals)
    return std::nullopt;
  std::int64_t scale = 1;
  for (std::size_t i = 0; i < digits.size(); ++i)
    scale *= 10;
  const auto scaled = value_of(digits) * milliseconds{length_of(which)}.count();
  return scaled % scale == 0 ? std::optional{milliseconds{scaled / scale}} : std::nullopt;
}

struct unit_name {
  std::string_view name;
  unit which;
};

constexpr auto unit_names = std::to_array<unit_name>({
    {"y", unit::years},        {"yr", unit::years},        {"year", unit::years},
    {"years", unit::years},    {"năm", unit::years},       {"mo", unit::months},
    {"month", unit::months},   {"months", unit::months},   {"tháng", unit::months},
    {"w", unit::weeks},        {"week", unit::weeks},      {"weeks", unit::weeks},
    {"tuần", unit::weeks},     {"d", unit::days},          {"day", unit::days},
    {"days", unit::days},      {"ngày", unit::days},       {"h", unit::hours},
    {"hr", unit::hours},       {"hour", unit::hours},      {"hours", unit::hours},
    {"giờ", unit::hours},      {"m", unit::minutes},       {"min", unit::minutes},
    {"mins", unit::minutes},   {"minute", unit::minutes},  {"minutes", unit::minutes},
    {"phút", unit::minutes},   {"s", unit::seconds},       {"sec", unit::seconds},
    {"second", unit::seconds}, {"seconds", unit::seconds}, {"giây", unit::seconds},
});

std::optional<unit> unit_called(std::string_view name) {
  for (const auto& row : unit_names) {
    if (row.name == name)
      return row.which;
  }
  return std::nullopt;
}

/// What the writer of "25 days", "2h", "p1dt2h" or "P2H" meant, if that can be told.
std::optional<duration> guess(std::string_view text) {
  constexpr std::size_t longest_guess = 64;
  if (text.size() > longest_guess)
    return std::nullopt;
  const auto lowered = lower_ascii(text);
  std::string_view rest = lowered;
  // After a P, and before a T, an m means months.
  bool m_is_months = rest.starts_with('p');
  if (m_is_months)
    rest.remove_prefix(1);
  duration meant;
  while (!rest.empty()) {
    const auto digits = parse_digits(rest);
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    if (digits.empty()) {
      // Nothing but a T may stand between a unit and the next number.
      if (!rest.starts_with('t'))
        return std::nullopt;
      m_is_months = false;
      rest.remove_prefix(1);
      continue;
    }
    auto word = rest.substr(0, rest.find_first_of(" 0123456789"));
    if (!unit_called(word) && word.ends_with('t'))
      word.remove_suffix(1); // the T of "1dt2h"
    auto which = unit_called(word);
    if (which == unit::minutes && m_is_months && word == "m")
      which = unit::months;
    if (!which || digits.size() > most_digits || !put(meant, *which, value_of(digits)))
      return std::nullopt;
    rest.remove_prefix(word.size());
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  }
  if (is_zero(meant) || is_too_long(meant))
    return std::nullopt;
  return meant;
}

tl::unexpected<error> refuse(std::string_view text, const std::string& reason) {
  auto message = "\"" + std::string{text.substr(0, 64)} + "\" is not an ISO 8601 duration";
  if (const auto meant = guess(text))
    message += "; write \"" + to_text(*meant) + "\"";
  else
    message += ": " + reason;
  return fail(error_code::invalid_duration, std::move(message));
}

} // namespace

result<duration> parse_duration(std::string_view text) {
  const auto too_long = [&] {
    return fail(error_code::invalid_duration,
                "\"" + std::string{text.substr(0, 64)} + "\" is longer than 1000 years");
  };
  if (!text.starts_with('P'))
    return refuse(text, "it begins with a P, as in \"P25D\" or \"PT2H\"");

  duration length;
  auto rest = text.substr(1);
  bool in_time = false;
  std::optional<unit> previous;
  while (!rest.empty()) {
    if (rest.front() == 'T' && !in_time) {
      in_time = true;
      rest.remove_prefix(1);
      if (rest.empty())
        return refuse(text, "hours, minutes or seconds must follow the T");
      continue;
    }
    const auto digits = parse_digits(rest);
    if (digits.empty())
      return refuse(text, "a number must stand before each unit");
    std::string_view fraction;
    const bool has_fraction = rest.starts_with('.') || rest.starts_with(',');
    if (has_fraction) {
      rest.remove_prefix(1);
      fraction = parse_digits(rest);
    }
    if (rest.empty())
      return refuse(text, "a unit must follow each number");
    const auto which = unit_of(rest.front(), in_time);
    if (!which)
      return refuse(text, in_time ? "the units after the T are H, M and S"
                                  : "the units are Y, M, W and D and, after a T, H, M and S");
    if (previous && *which <= *previous)
      return refuse(text, "each unit may stand once, from the longest to the shortest");
    const auto significant = digits.substr(std::min(digits.find_first_not_of('0'), digits.size()));
    if (significant.size() > most_digits || !put(length, *which, value_of(significant)))
      return too_long();
    if (has_fraction) {
      if (fraction.empty())
        return refuse(text, "digits must follow the decimal point");
      if (rest.size() > 1)
        return refuse(text, "only the last unit may have a fraction");
      const auto part = fraction_of(*which, fraction);
      if (!part)
        return refuse(text, *which < unit::hours
                                ? "a fraction of a year, month, week or day has no exact length; "
                                  "write the rest in smaller units, as in \"P1DT12H\""
                                : "its fraction is no whole number of milliseconds; write the rest "
                                  "in smaller units, as in \"PT1H20M\"");
      length.exact += *part;
    }
    previous = which;
    rest.remove_prefix(1);
  }
  if (!previous)
    return refuse(text, "at least one unit must follow the P");
  if (is_too_long(length))
    return too_long();
  return length;
}

std::string to_text(const duration& length) {
  std::string text = "P";
  const auto write = [&](std::int64_t count, char designator) {
    if (count != 0)
      text += std::to_string(count) + designator;
  };
  write(length.years, 'Y');
  write(length.months, 'M');
  write(length.days, 'D');
  if (length.exact.count() != 0 || is_zero(length)) {
    text += 'T';
    const std::chrono::hh_mm_ss time{length.exact};
    write(time.hours().count(), 'H');
    write(time.minutes().count(), 'M');
    if (const auto ms = time.subseconds().count(); ms != 0) {
      auto fraction = std::to_string(1000 + ms).substr(1);
      fraction.erase(fraction.find_last_not_of('0') + 1);
      text += std::to_string(time.seconds().count()) + "." + fraction + "S";
    } else {
      write(time.seconds().count(), 'S');
    }
    if (text.back() == 'T')
      text += "0S";
  }
  return text;
}

bool is_zero(const duration& length) { return length == duration{}; }

} // namespace sojourn::calendar
