// What the date operators know about JSON: dates, lengths and units as arguments.
#pragma once

#include "calendar/calendar.hpp"
#include "rules/rule.hpp"

#include <optional>

namespace sojourn::rules {

/// Reads a date: RFC 3339, local text in `zone`, or integer milliseconds since 1970, but none
/// of the years around it: a number that small is meant as seconds or as "20260301".
/// null, "" and missing values are no date and no error.
[[nodiscard]] result<std::optional<instant>> read_date(const json& value, const std::string& zone);

/// What is wrong with a date that is written into a rule, if anything: a number that is none, or a
/// text that is no date in any zone.
[[nodiscard]] std::optional<std::string> doubt_about_date(const json& literal);

/// Reads an ISO 8601 duration.
[[nodiscard]] result<calendar::duration> read_length(const json& value);

/// A duration forwards, or backwards where it begins with a minus: "P3D", "-P3D".
struct time_shift {
  calendar::duration length;
  bool back = false;
};

/// Reads what date_add adds.
[[nodiscard]] result<time_shift> read_shift(const json& value);

/// The instant so much later or earlier by the calendar of `zone`.
[[nodiscard]] result<instant> shifted(instant from, const time_shift& by, const std::string& zone);

/// What date_diff counts in.
enum class date_unit { days, hours, minutes, seconds };

/// Reads "days", "hours", "minutes" or "seconds".
[[nodiscard]] result<date_unit> read_unit(const json& value);

/// Whole units from `from` to `to`, towards zero; days by the calendar of `zone`.
[[nodiscard]] result<std::int64_t> count_between(instant from, instant to, date_unit unit,
                                                 const std::string& zone);

} // namespace sojourn::rules
