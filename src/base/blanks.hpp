// Blanks that nobody sees and programs leave around names and codes.
#pragma once

#include <array>
#include <string_view>

namespace sojourn {

/// `text` without blanks around it: ASCII's, the no-break blank, and the byte order mark, which is
/// a zero-width no-break blank inside of a text.
[[nodiscard]] constexpr std::string_view without_blanks_around(std::string_view text) {
  constexpr std::array<std::string_view, 6> blanks{" ", "\t", "\r", "\n", "\u00A0", "\uFEFF"};
  for (bool found = true; found;) {
    found = false;
    for (const auto blank : blanks) {
      if (text.starts_with(blank)) {
        text.remove_prefix(blank.size());
        found = true;
      }
      if (text.ends_with(blank)) {
        text.remove_suffix(blank.size());
        found = true;
      }
    }
  }
  return text;
}

} // namespace sojourn
