// Capital letters of the Latin script, without a Unicode library.
#include "text/format.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace sojourn::text {

namespace {

/// Small letters first..last, every `step`th, whose capitals stand `distance` before them.
struct case_range {
  std::uint16_t first;
  std::uint16_t last;
  std::uint16_t step;
  std::int16_t distance;
};

// Sorted by `first`. Pairs of capital and small letter in turn have step 2, distance 1.
constexpr auto ranges = std::to_array<case_range>({
    {0x0061, 0x007A, 1, 32},   // a to z
    {0x00B5, 0x00B5, 1, -743}, // µ, whose capital is Greek
    {0x00E0, 0x00F6, 1, 32},   // à to ö
    {0x00F8, 0x00FE, 1, 32},   // ø to þ
    {0x00FF, 0x00FF, 1, -121}, // ÿ
    {0x0101, 0x012F, 2, 1},    // ā to į, with ă and đ
    {0x0131, 0x0131, 1, 232},  // ı
    {0x0133, 0x0137, 2, 1},    // ĳ to ķ
    {0x013A, 0x0148, 2, 1},    // ĺ to ň
    {0x014B, 0x0177, 2, 1},    // ŋ to ŷ, with ũ
    {0x017A, 0x017E, 2, 1},    // ź to ž
    {0x017F, 0x017F, 1, 300},  // ſ
    {0x0180, 0x0180, 1, -195}, // ƀ
    {0x0183, 0x0185, 2, 1},    // ƃ, ƅ
    {0x0188, 0x0188, 1, 1},    // ƈ
    {0x018C, 0x018C, 1, 1},    // ƌ
    {0x0192, 0x0192, 1, 1},    // ƒ
    {0x0195, 0x0195, 1, -97},  // ƕ
    {0x0199, 0x0199, 1, 1},    // ƙ
    {0x019A, 0x019A, 1, -163}, // ƚ
    {0x019E, 0x019E, 1, -130}, // ƞ
    {0x01A1, 0x01A5, 2, 1},    // ơ to ƥ
    {0x01A8, 0x01A8, 1, 1},    // ƨ
    {0x01AD, 0x01AD, 1, 1},    // ƭ
    {0x01B0, 0x01B0, 1, 1},    // ư
    {0x01B4, 0x01B6, 2, 1},    // ƴ, ƶ
    {0x01B9, 0x01B9, 1, 1},    // ƹ
    {0x01BD, 0x01BD, 1, 1},    // ƽ
    {0x01BF, 0x01BF, 1, -56},  // ƿ
    {0x01C5, 0x01C5, 1, 1},    // ǅ
    {0x01C6, 0x01C6, 1, 2},    // ǆ
    {0x01C8, 0x01C8, 1, 1},    // ǈ
    {0x01C9, 0x01C9, 1, 2},    // ǉ
    {0x01CB, 0x01CB, 1, 1},    // ǋ
    {0x01CC, 0x01CC, 1, 2},    // ǌ
    {0x01CE, 0x01DC, 2, 1},    // ǎ to ǜ
    {0x01DD, 0x01DD, 1, 79},   // ǝ
    {0x01DF, 0x01EF, 2, 1},    // ǟ to ǯ
    {0x01F2, 0x01F2, 1, 1},    // ǲ
    {0x01F3, 0x01F3, 1, 2},    // ǳ
    {0x01F5, 0x01F5, 1, 1},    // ǵ
    {0x01F9, 0x021F, 2, 1},    // ǹ to ȟ
    {0x0223, 0x0233, 2, 1},    // ȣ to ȳ
    {0x023C, 0x023C, 1, 1},    // ȼ
    {0x0242, 0x0242, 1, 1},    // ɂ
    {0x0247, 0x024F, 2, 1},    // ɇ to ɏ
    {0x1E01, 0x1E95, 2, 1},    // ḁ to ẕ
    {0x1EA1, 0x1EFF, 2, 1},    // ạ to ỹ: the Vietnamese letters with two marks
});

std::uint32_t capital_of(std::uint32_t point) {
  const auto after = std::upper_bound(
      ranges.begin(), ranges.end(), point,
      [](std::uint32_t wanted, const case_range& range) { return wanted < range.first; });
  if (after == ranges.begin())
    return point;
  const auto& range = *(after - 1);
  if (point > range.last || (point - range.first) % range.step != 0)
    return point;
  return static_cast<std::uint32_t>(static_cast<std::int32_t>(point) - range.distance);
}

void append_utf8(std::string& out, std::uint32_t point) {
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += static_cast<char>(0xC0 | point >> 6);
    out += static_cast<char>(0x80 | (point & 0x3F));
  } else {
    out += static_cast<char>(0xE0 | point >> 12);
    out += static_cast<char>(0x80 | (point >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (point & 0x3F));
  }
}

} // namespace

std::string to_upper(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  const auto bits = [&](std::size_t at) -> std::uint32_t {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0u;
  };
  const auto continues = [&](std::size_t at) { return (bits(at) & 0xC0) == 0x80; };
  // Every letter with a capital takes one to three bytes and none of them begins with
  // C0, C1 or E0, where overlong forms would be; all other bytes are copied, broken or not.
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = bits(i);
    if (lead < 0x80) {
      append_utf8(out, capital_of(lead));
      ++i;
    } else if (lead >= 0xC2 && lead <= 0xDF && continues(i + 1)) {
      append_utf8(out, capital_of((lead & 0x1F) << 6 | (bits(i + 1) & 0x3F)));
      i += 2;
    } else if (lead >= 0xE1 && lead <= 0xEF && continues(i + 1) && continues(i + 2)) {
      append_utf8(
          out, capital_of((lead & 0x0F) << 12 | (bits(i + 1) & 0x3F) << 6 | (bits(i + 2) & 0x3F)));
      i += 3;
    } else {
      out += text[i++];
    }
  }
  return out;
}

} // namespace sojourn::text
