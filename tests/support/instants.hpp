// Instants and zones as tests write them.
#pragma once

#include "base/instant.hpp"

#include <string_view>

namespace sojourn::tests {

/// An instant of RFC 3339. Throws where it is none, which fails the test.
inline instant at(std::string_view text) { return parse_instant(text).value(); }

inline constexpr auto hanoi = "Asia/Ho_Chi_Minh";
inline constexpr auto berlin = "Europe/Berlin";
inline constexpr auto new_york = "America/New_York";

} // namespace sojourn::tests
