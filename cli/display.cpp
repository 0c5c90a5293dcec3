#include "cli/display.hpp"

#include "base/ids.hpp"
#include "base/one_line.hpp"

#include <algorithm>
#include <array>

namespace sojourn::cli {

namespace {

struct range {
  char32_t first;
  char32_t last;
};

/// Marks that stand on the character before them, and characters without a shape.
constexpr auto zero_width = std::to_array<range>({
    {0x0300, 0x036F}, // combining diacritical marks: decomposed Vietnamese
    {0x0483, 0x0489},   {0x0591, 0x05BD}, {0x0610, 0x061A}, {0x064B, 0x065F},
    {0x0E31, 0x0E31},                                       // Thai
    {0x0E34, 0x0E3A},   {0x0E47, 0x0E4E}, {0x0EB1, 0x0EB1}, // Lao
    {0x0EB4, 0x0EBC},   {0x0EC8, 0x0ECD}, {0x17B4, 0x17B5}, // Khmer
    {0x17B7, 0x17BD},   {0x17C6, 0x17C6}, {0x17C9, 0x17D3}, {0x1AB0, 0x1AFF},
    {0x1DC0, 0x1DFF},   {0x200B, 0x200D}, {0x2060, 0x2064}, {0x20D0, 0x20FF},
    {0xFE00, 0xFE0F},   {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF}, {0x1F3FB, 0x1F3FF}, // skin tones
    {0xE0100, 0xE01EF},
});

constexpr auto double_width = std::to_array<range>({
    {0x1100, 0x115F}, // Hangul
    {0x231A, 0x231B},   {0x23E9, 0x23EC},   {0x2614, 0x2615},
    {0x2648, 0x2653},   {0x26A1, 0x26A1},   {0x26BD, 0x26BE},
    {0x2705, 0x2705},   {0x274C, 0x274C},   {0x2753, 0x2755},
    {0x2795, 0x2797},   {0x2B50, 0x2B50},   {0x2E80, 0x303E}, // Chinese, Japanese
    {0x3041, 0x33FF},   {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},
    {0xA000, 0xA4CF},   {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},
    {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},
    {0x1F300, 0x1F64F}, // emoji
    {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x1FA70, 0x1FAFF},
    {0x20000, 0x3FFFD},
});

template <class Ranges>
bool holds(const Ranges& ranges, char32_t point) {
  const auto after = std::ranges::upper_bound(ranges, point, {}, &range::first);
  return after != ranges.begin() && point <= std::prev(after)->last;
}

/// Bytes of the code point that `lead` begins; 1 for what begins none.
std::size_t length_of(unsigned char lead) {
  return lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
}

/// The code point of `encoded`, which is one in valid UTF-8.
char32_t decode(std::string_view encoded) {
  const auto lead = static_cast<unsigned char>(encoded.front());
  if (encoded.size() == 1)
    return lead;
  char32_t point = lead & (0xFFu >> (encoded.size() + 1));
  for (const char c : encoded.substr(1))
    point = (point << 6) | (static_cast<unsigned char>(c) & 0x3Fu);
  return point;
}

} // namespace

std::string printable(std::string_view text) {
  std::string shown;
  shown.reserve(text.size());
  while (!text.empty()) {
    const auto one =
        text.substr(0, std::min(length_of(static_cast<unsigned char>(text.front())), text.size()));
    if (!is_utf8(one)) {
      shown += "\uFFFD";
      text.remove_prefix(1);
      continue;
    }
    shown += one;
    text.remove_prefix(one.size());
  }
  return escape_to_one_line(shown);
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const auto one =
        text.substr(0, std::min(length_of(static_cast<unsigned char>(text.front())), text.size()));
    const auto point = decode(one);
    width += holds(zero_width, point) ? 0 : holds(double_width, point) ? 2 : 1;
    text.remove_prefix(one.size());
  }
  return width;
}

std::string padded(std::string_view text, std::size_t width, bool to_the_right) {
  const auto taken = display_width(text);
  const std::string blanks(width > taken ? width - taken : 0, ' ');
  return to_the_right ? blanks + std::string{text} : std::string{text} + blanks;
}

} // namespace sojourn::cli
