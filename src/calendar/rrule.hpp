// The text of an RFC 5545 recurrence rule, read and checked; which days it means is
// recurrence.cpp's business.
#pragma once

#include "base/result.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace sojourn::calendar {

enum class frequency { minutely, hourly, daily, weekly, monthly, yearly };

/// "2MO": the second Monday of the month or year; number 0 is every one of them.
struct numbered_weekday {
  int number = 0;
  unsigned weekday = 0; ///< 0 is Monday
  bool operator==(const numbered_weekday&) const = default;
};

/// The last moment of a rule, as it was written.
struct rule_end {
  std::chrono::milliseconds since_epoch{}; ///< of the wall clock, or of UTC
  bool is_utc = false;
};

/// A rule as it was written: what it leaves out stays empty.
struct rrule {
  frequency every = frequency::daily;
  int interval = 1;
  std::optional<int> count;
  std::optional<rule_end> until;
  unsigned week_start = 0; ///< 0 is Monday
  std::vector<int> months, month_days, year_days, positions, hours, minutes;
  std::vector<numbered_weekday> days;
};

/// The most occurrences that COUNT may ask for; they are counted through when a rule is read.
constexpr int max_rule_count = 10'000;
/// The largest INTERVAL, which keeps libical's 16 bits and the years it walks in range.
constexpr int max_rule_interval = 10'000;
/// The longest rule text, in bytes; the longest rule that makes sense is shorter.
constexpr std::size_t max_rule_bytes = 4'000;

/// Reads "FREQ=MONTHLY;BYMONTHDAY=1", with or without "RRULE:" before it, in either case.
/// A part with a wrong value, twice, of an unknown name, or where RFC 5545 forbids it is
/// refused, and so is what libical does not get right: BYWEEKNO, BYSETPOS outside of
/// FREQ=MONTHLY with weekdays, BYMONTHDAY from the end outside of MONTHLY and YEARLY,
/// BYYEARDAY outside of YEARLY or with other days. Seconds come from the start alone.
/// Errors (invalid_definition): one sentence that names the part.
[[nodiscard]] result<rrule> read_rrule(std::string_view text);

} // namespace sojourn::calendar
