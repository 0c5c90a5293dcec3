// Offsets from UTC, for whoever may count days as 24 hours while they stand still.
#pragma once

#include "base/instant.hpp"

#include <optional>
#include <string_view>

namespace sojourn::calendar {

/// What the wall shows minus UTC, where that is the same at every instant of [from, to]; nullopt
/// where the clocks are changed in between, or there is no such zone.
[[nodiscard]] std::optional<milliseconds> only_offset(instant from, instant to,
                                                      std::string_view zone);

} // namespace sojourn::calendar
