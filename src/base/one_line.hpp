// Texts of strangers in places that are read line by line, such as a log.
#pragma once

#include <string>
#include <string_view>

namespace sojourn {

/// `text` with its control characters, line separators and marks that turn the direction of writing
/// (Unicode's Cc, U+200E, U+200F, U+2028 to U+202E, U+2066 to U+2069) written as escapes: "\n",
/// "\r",
/// "\t", else "\u0085". Everything else stays, bytes that are no UTF-8 among it.
[[nodiscard]] std::string on_one_line(std::string_view text);

} // namespace sojourn
