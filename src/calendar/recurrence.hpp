// Recurrences: the instants that an RFC 5545 rule names, by the wall clock of a zone.
#pragma once

#include "base/instant.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::calendar {

/// What a day means in a month that lacks it.
enum class missing_day {
  skip,     ///< nothing, as in RFC 5545
  last_day, ///< the month's last day, once
};

/// "skip" or "last_day".
[[nodiscard]] std::string_view to_text(missing_day choice);

/// The reverse of to_text, if `text` is one of them.
[[nodiscard]] std::optional<missing_day> find_missing_day(std::string_view text);

/// A rule, the local time it starts at, and the zone whose wall clock counts. A value:
/// immutable, cheap to copy. It and the functions below may be used from any thread; they
/// share nothing with each other but libical's errors, which libical keeps per thread.
///
/// An occurrence is a local time first (RFC 5545, 3.3.5): one in a daylight-saving gap has the
/// offset from before the gap, so 02:30 is 03:30; one in an overlap is the first of the two.
/// Local times that become one instant are one occurrence, and MINUTELY and HOURLY rest in the
/// second pass of an overlap. The start is an occurrence only if the rule names it.
class recurrence {
public:
  /// `rule` is described at read_rrule; `start` is "2026-01-31T09:00" or with seconds.
  /// With last_day, BYMONTHDAY=31 (or a start on the 31st without days in the rule) is the
  /// last day of a shorter month, and 29 February is 28 February in a common year.
  /// Errors: invalid_definition for the rule; invalid_instant for the start; unknown_zone.
  [[nodiscard]] static result<recurrence> parse(std::string_view rule, std::string_view start,
                                                std::string_view zone,
                                                missing_day missing = missing_day::skip);

  /// What parse() was given.
  [[nodiscard]] const std::string& rule() const;
  [[nodiscard]] const std::string& start() const;
  [[nodiscard]] const std::string& zone() const;
  [[nodiscard]] missing_day missing() const;

  /// Whether both were parsed from the same texts.
  bool operator==(const recurrence& other) const;

  struct plan; ///< the rule made ready for walking; for recurrence.cpp alone

private:
  explicit recurrence(std::shared_ptr<const plan> ready) : plan_(std::move(ready)) {}

  friend std::vector<instant> occurrences_between(const recurrence&, instant, instant, std::size_t);
  friend std::optional<instant> previous(const recurrence&, instant);

  std::shared_ptr<const plan> plan_;
};

/// The first `limit` instants strictly after `after`, ascending.
///
/// Looks `recurrence_reach_years` ahead of the later of `after` and the start, never beyond the
/// year `last_recurrence_year`; a rule whose first occurrence lies farther from its start has
/// none, and COUNT counts no farther either. The time it takes does not grow with the distance
/// from the start; a rule that names nothing is found out when it is read, which takes up to
/// some hundred milliseconds, and costs nothing afterwards.
[[nodiscard]] std::vector<instant> occurrences(const recurrence& rule, instant after,
                                               std::size_t limit);

/// The first `limit` instants in (from_exclusive, to_inclusive], ascending.
[[nodiscard]] std::vector<instant> occurrences_between(const recurrence& rule,
                                                       instant from_exclusive, instant to_inclusive,
                                                       std::size_t limit);

/// The last instant at or before `at`, if there is one.
[[nodiscard]] std::optional<instant> previous(const recurrence& rule, instant at);

/// How far ahead a rule is searched: longer than the eight years that 29 February can be away,
/// and the forty that it can be away from one weekday.
constexpr int recurrence_reach_years = 100;
/// The Gregorian calendar began in 1582; libical walks no farther than 2582.
constexpr int first_recurrence_year = 1583;
constexpr int last_recurrence_year = 2500;

} // namespace sojourn::calendar
