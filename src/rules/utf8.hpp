// Counting in UTF-8 by code point.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace sojourn::rules {

[[nodiscard]] inline std::size_t count_code_points(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

/// The byte at which the code point of this index begins, or the end of the text.
[[nodiscard]] inline std::size_t byte_of(std::string_view text, std::size_t code_point) {
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    if ((text[at] & 0xC0) != 0x80 && code_point-- == 0)
      return at;
  }
  return at;
}

} // namespace sojourn::rules
