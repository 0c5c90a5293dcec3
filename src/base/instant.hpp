// Instants: points in time as Sojourn stores and shows them.
#pragma once

#include "base/result.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace sojourn {

using milliseconds = std::chrono::milliseconds;

/// A point in time in UTC, to the millisecond. Years 0000 to 9999; see base/rfc3339.hpp.
using instant = std::chrono::sys_time<milliseconds>;

/// Milliseconds since 1970-01-01T00:00:00Z.
[[nodiscard]] constexpr std::int64_t to_unix_ms(instant at) {
  return at.time_since_epoch().count();
}

/// The reverse of to_unix_ms.
[[nodiscard]] constexpr instant from_unix_ms(std::int64_t unix_ms) {
  return instant{milliseconds{unix_ms}};
}

/// RFC 3339 in UTC: "2026-03-01T16:30:00Z", with ".123" only when there are milliseconds.
[[nodiscard]] std::string to_text(instant at);

/// Reads RFC 3339 with any offset; fractions beyond the millisecond are cut off.
/// Errors: invalid_instant.
[[nodiscard]] result<instant> parse_instant(std::string_view text);

} // namespace sojourn
