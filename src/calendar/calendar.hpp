// Calendar arithmetic: zones, ISO 8601 durations, and adding one to the other.
#pragma once

#include "base/instant.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace sojourn::calendar {

/// An ISO 8601 duration. Years, months, weeks and days are calendar units that
/// depend on the zone; hours, minutes and seconds are exact. Never negative.
struct duration {
  std::int32_t years = 0;
  std::int32_t months = 0;
  std::int32_t days = 0; ///< weeks are kept as seven days
  milliseconds exact{0}; ///< the part after the T
  bool operator==(const duration&) const = default;
};

/// Reads "P25D", "PT1H30M", "P1Y2M3W4DT5H6M7.5S". At least one unit, each at most once and in
/// order; the last may have a fraction that is whole milliseconds ("PT1.5H"); at most 1000 years in
/// total. Errors (invalid_duration): says what is wrong and, where it can guess ("25 days", "2h"),
/// what to write instead.
[[nodiscard]] result<duration> parse_duration(std::string_view text);

/// Canonical ISO 8601 text; parse_duration(to_text(d)) == d.
[[nodiscard]] std::string to_text(const duration& length);

/// Whether the duration is zero.
[[nodiscard]] bool is_zero(const duration& length);

/// Whether the zone database has a zone of this IANA name.
[[nodiscard]] bool is_zone(std::string_view name);

/// `start` plus `length` by the calendar of `zone`: years and months first (a day
/// that the month lacks becomes its last), then days, keeping the wall-clock time,
/// then the exact part. A wall-clock time in a daylight-saving gap becomes the first
/// valid instant after it; in the overlap the first of the two.
/// Errors: unknown_zone; invalid_instant when the outcome is no year of 0000 to 9999.
[[nodiscard]] result<instant> add(instant start, const duration& length, std::string_view zone);

/// Reads what people write for an instant: RFC 3339, or "2026-03-01" and
/// "2026-03-01T09:00[:00]" without an offset, which are local to `zone`.
/// Errors: invalid_instant, unknown_zone.
[[nodiscard]] result<instant> parse_local(std::string_view text, std::string_view zone);

/// A wall-clock time of day, [00:00, 24:00).
struct time_of_day {
  int hour = 0;
  int minute = 0;
  bool operator==(const time_of_day&) const = default;
};

/// Reads "09:00". Errors: invalid_instant.
[[nodiscard]] result<time_of_day> parse_time_of_day(std::string_view text);

/// A daily opening [from, to) in local time; from > to wraps over midnight; from == to
/// is open all day.
struct window {
  time_of_day from;
  time_of_day to;
  bool operator==(const window&) const = default;
};

/// The first instant at or after `now` that lies inside `open` in `zone`.
/// Guarantees result >= now, and == now when open. Errors: unknown_zone.
[[nodiscard]] result<instant> next_opening(instant now, const window& open, std::string_view zone);

/// A period of the calendar; weeks begin on Monday.
enum class period { day, week, month };
/// The first instant of the period that holds `at`, by the calendar of `zone`. Errors:
/// unknown_zone.
[[nodiscard]] result<instant> start_of(period of, instant at, std::string_view zone);
/// What is added to its first instant to come to the next one's.
[[nodiscard]] duration length_of(period of);

/// Whole days (by the calendar of `zone`) from `a` to `b`: the largest n such that `a`
/// plus n days is not after `b`; -days_between(b, a) when `b` is before `a`.
/// Errors: unknown_zone.
[[nodiscard]] result<std::int64_t> days_between(instant a, instant b, std::string_view zone);

/// The local wall-clock text of an instant: "2026-03-01T16:30:00+07:00". Errors: unknown_zone.
[[nodiscard]] result<std::string> to_local_text(instant at, std::string_view zone);

} // namespace sojourn::calendar
