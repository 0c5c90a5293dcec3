// Texts of RFC 3339 taken apart, with or without their offset.
#pragma once

#include "base/instant.hpp"

#include <optional>

namespace sojourn {

/// 0000-01-01T00:00:00Z and the last millisecond of 9999: what RFC 3339 can write, by the
/// proleptic Gregorian calendar.
inline constexpr instant first_instant{std::chrono::sys_days{std::chrono::year{0} / 1 / 1}};
inline constexpr instant last_instant{
    instant{std::chrono::sys_days{std::chrono::year{10'000} / 1 / 1}} - milliseconds{1}};

/// Whether `at` can be written: years 0000 to 9999.
[[nodiscard]] constexpr bool is_in_range(instant at) {
  return at >= first_instant && at <= last_instant;
}

/// What stands in "2026-03-01T09:00:00+07:00", not yet an instant.
struct written_time {
  milliseconds wall{0};        ///< since 1970-01-01T00:00 on the same wall; of a leap second, that
                               ///< of the second before it
  bool is_leap_second = false; ///< the second is 60
  std::optional<std::chrono::minutes> offset{}; ///< none where the text has none
};

/// Reads a date and time of day, with or without seconds, a fraction of them (cut off beyond the
/// millisecond) and an offset. nullopt: it is no such text.
[[nodiscard]] std::optional<written_time> read_written_time(std::string_view text);

/// The instant that is written, where the wall's second (of a leap second, the one before) began
/// at `at` in UTC. A leap second counts as the second after it.
/// Errors (invalid_instant): a second 60 elsewhere than at 23:59:60 UTC at the end of a June or a
/// December since 1972; a year outside of 0000 to 9999 in UTC.
[[nodiscard]] result<instant> instant_of(const written_time& written, instant at,
                                         std::string_view text);

} // namespace sojourn
