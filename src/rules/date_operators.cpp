#include "rules/date_operators.hpp"

#include "base/rfc3339.hpp"
#include "calendar/subtract.hpp"
#include "rules/evaluator.hpp"

#include <array>
#include <cmath>
#include <cstdlib>

namespace sojourn::rules {

namespace {

/// Milliseconds of a date that anybody means by a number are at least as many: this is March 1973,
/// and as seconds the year 5138.
constexpr double fewest_ms = 1e11;

} // namespace

result<std::optional<instant>> read_date(const json& value, const std::string& zone) {
  if (value.is_null() || value.is_discarded())
    return std::nullopt;
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    if (text.empty())
      return std::nullopt;
    const auto at = calendar::parse_local(text, zone);
    if (!at)
      return fail(at.error());
    return *at;
  }
  if (value.is_number()) {
    const auto unix_ms = value.get<double>();
    const auto is_known = unix_ms >= static_cast<double>(to_unix_ms(first_instant)) &&
                          unix_ms <= static_cast<double>(to_unix_ms(last_instant)) &&
                          std::trunc(unix_ms) == unix_ms;
    if (is_known && std::abs(unix_ms) < fewest_ms)
      return fail(error_code::invalid_rule,
                  dump(value) + " as a date counts milliseconds, which is " +
                      to_text(from_unix_ms(static_cast<std::int64_t>(unix_ms))) +
                      "; write the date as text, such as \"2026-03-01\"");
    if (is_known)
      return from_unix_ms(static_cast<std::int64_t>(unix_ms));
  }
  return fail(error_code::invalid_rule,
              in_short(value) +
                  " is not a date; a date is RFC 3339 text or whole milliseconds since 1970");
}

std::optional<std::string> doubt_about_date(const json& literal) {
  if (!literal.is_string() && !literal.is_number())
    return std::nullopt;
  const auto read = read_date(literal, "UTC");
  return read ? std::nullopt : std::optional{read.error().message};
}

result<calendar::duration> read_length(const json& value) {
  if (!value.is_string())
    return fail(error_code::invalid_rule,
                in_short(value) + " is not an ISO 8601 duration such as \"P25D\"");
  return calendar::parse_duration(value.get_ref<const std::string&>());
}

result<time_shift> read_shift(const json& value) {
  const bool back = value.is_string() && value.get_ref<const std::string&>().starts_with('-');
  auto length = read_length(back ? json(value.get_ref<const std::string&>().substr(1)) : value);
  if (!length)
    return fail(std::move(length.error()));
  return time_shift{*length, back};
}

result<instant> shifted(instant from, const time_shift& by, const std::string& zone) {
  return by.back ? calendar::subtract(from, by.length, zone) : calendar::add(from, by.length, zone);
}

result<date_unit> read_unit(const json& value) {
  constexpr auto names = std::to_array<std::string_view>({"days", "hours", "minutes", "seconds"});
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (value.is_string() && value.get_ref<const std::string&>() == names[i])
      return static_cast<date_unit>(i);
  }
  return fail(error_code::invalid_rule,
              in_short(value) +
                  " is not a unit; the units are \"days\", \"hours\", \"minutes\" and \"seconds\"");
}

result<std::int64_t> count_between(instant from, instant to, date_unit unit,
                                   const std::string& zone) {
  const auto between = to - from;
  switch (unit) {
  case date_unit::days:
    return calendar::days_between(from, to, zone);
  case date_unit::hours:
    return std::chrono::duration_cast<std::chrono::hours>(between).count();
  case date_unit::minutes:
    return std::chrono::duration_cast<std::chrono::minutes>(between).count();
  case date_unit::seconds:
    break;
  }
  return std::chrono::duration_cast<std::chrono::seconds>(between).count();
}

} // namespace sojourn::rules
