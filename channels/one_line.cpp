#include "channels/one_line.hpp"

#include "addresses/blanks.hpp"

namespace sojourn::channels {

std::string on_one_line(std::string_view text) {
  std::string line;
  bool was_control = false;
  while (!text.empty()) {
    const auto* const at = text.data();
    const auto c = addresses::next_code_point(text);
    const bool is_control = c < U' ' || (c >= 0x7f && c < 0xa0) || c == U'\u2028' || c == U'\u2029';
    if (!is_control)
      line.append(at, text.data());
    else if (!was_control)
      line += ' ';
    was_control = is_control;
  }
  return line;
}

} // namespace sojourn::channels
