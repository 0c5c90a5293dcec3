// How many parts an SMS has, which is what providers charge for.
#pragma once

#include <cstddef>
#include <string_view>

namespace sojourn::channels {

/// In how many parts `text` (UTF-8) travels. In the alphabet of GSM 03.38 one holds 160
/// characters and each of several 153, where "€", "[" and the like count twice; with any other
/// character in it, the whole is UCS-2: 70 and 67 UTF-16 units. The empty text is one part.
/// A character that counts twice is not torn between two parts.
[[nodiscard]] std::size_t sms_segments(std::string_view text);

} // namespace sojourn::channels
