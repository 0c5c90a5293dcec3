// The rule by which a zone goes on after its table: the text at the end of a TZif file.
#pragma once

#include "base/instant.hpp"

#include <optional>
#include <string_view>

namespace sojourn::calendar {

/// A stretch of time, [begin, end), in which the clocks of a zone stand at one offset from UTC.
struct zone_stretch {
  instant begin;
  instant end;
  milliseconds offset; ///< what the wall shows minus UTC
};

/// One of the two changes of a year.
struct yearly_change {
  enum class form {
    weekday_of_month, ///< M3.2.0: `weekday` of the week `week` (5: the last) of `month`
    day_without_leap, ///< J60: the day of the year, 1 to 365; 29 February is never counted
    day_of_year,      ///< 59: the day of the year, 0 to 365
  };
  form is = form::weekday_of_month;
  unsigned month = 1;
  unsigned week = 1;
  unsigned weekday = 0; ///< 0 is Sunday
  int day = 0;
  milliseconds time = std::chrono::hours{2}; ///< since that day's midnight; -167 to 167 hours
};

/// "EST5EDT,M3.2.0,M11.1.0" or "<+07>-7": a POSIX TZ value with the extensions of RFC 8536, 3.3.1.
struct posix_rule {
  struct daylight_saving {
    milliseconds offset;
    yearly_change begins; ///< by the wall clock of the standard time
    yearly_change ends;   ///< by the wall clock of the daylight-saving time
  };
  milliseconds standard_offset{0};
  std::optional<daylight_saving> daylight{}; ///< none: the clocks are never changed

  /// nullopt for a text that is no such rule.
  [[nodiscard]] static std::optional<posix_rule> parse(std::string_view text);

  /// The stretch that holds `at`.
  [[nodiscard]] zone_stretch stretch_at(instant at) const;
};

} // namespace sojourn::calendar
