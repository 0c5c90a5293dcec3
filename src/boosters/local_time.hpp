// Local times as the documents of boosters write them: without an offset, "2026-09-09T10:00".
#pragma once

#include "base/instant.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace sojourn::boosters {

/// "2026-09-09".
inline constexpr std::size_t day_characters = 10;

/// The local time of an instant, without its offset and without seconds where there are none.
/// `zone` exists.
[[nodiscard]] std::string local_text(instant at, std::string_view zone);

/// A local time moved by whole days, at the same hour of the day; "2026-09-09" likewise. It begins
/// with a day that exists. Errors: invalid_instant where the day is none of the years 0000 to 9999.
[[nodiscard]] result<std::string> moved_by(std::string_view local, std::int64_t days);

/// Whole days from one day to another. Errors: invalid_instant.
[[nodiscard]] result<std::int64_t> days_from(std::string_view from, std::string_view to);

} // namespace sojourn::boosters
