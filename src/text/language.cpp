#include "text/language.hpp"

#include "base/ascii.hpp"

namespace sojourn::text {

namespace {

constexpr std::string_view separators = "-_";

char as_compared(char c) { return c == '_' ? '-' : lower_ascii(c); }

} // namespace

bool is_same_tag(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char left, char right) { return as_compared(left) == as_compared(right); });
}

bool is_of_language(std::string_view tag, std::string_view primary) {
  return is_same_tag(tag.substr(0, tag.find_first_of(separators)), primary);
}

std::string_view shortened(std::string_view range) {
  auto end = range.find_last_of(separators);
  if (end == std::string_view::npos)
    return {};
  if (end >= 2 && separators.find(range[end - 2]) != std::string_view::npos)
    end -= 2;
  return range.substr(0, end);
}

} // namespace sojourn::text
