// Text on a terminal: how wide it is, and that it cannot do harm there.
#pragma once

#include <string>
#include <string_view>

namespace sojourn::cli {

/// `text` in one line that a terminal shows as it is: control characters are written as
/// escapes ("\n", "\u001b"), characters that reverse the direction of writing too, and bytes
/// that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string printable(std::string_view text);

/// The columns that `text`, which is UTF-8, takes: combining marks none, East Asian wide
/// characters and emoji two, all else one.
[[nodiscard]] std::size_t display_width(std::string_view text);

/// `text` with blanks up to `width` columns, before it if `to_the_right`.
[[nodiscard]] std::string padded(std::string_view text, std::size_t width,
                                 bool to_the_right = false);

} // namespace sojourn::cli
