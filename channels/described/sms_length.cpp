#include "channels/described/sms_length.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace sojourn::channels {

namespace {

struct part_sizes {
  std::size_t alone;
  std::size_t one_of_several;
};
constexpr part_sizes gsm7{160, 153};
constexpr part_sizes ucs2{70, 67};

/// GSM 03.38 beside the letters, digits and marks of ASCII that it shares.
constexpr std::u32string_view basic =
    U"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà";
/// What is written with an escape in front.
constexpr std::u32string_view extended = U"\f^{}\\[~]|€";

std::u32string code_points_of(std::string_view utf8) {
  std::u32string points;
  for (std::size_t i = 0; i < utf8.size();) {
    const auto lead = static_cast<unsigned char>(utf8[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    char32_t point = length == 1 ? lead : lead & (0xff >> (length + 1));
    for (std::size_t k = 1; k < length && i + k < utf8.size(); ++k)
      point = point << 6 | (static_cast<unsigned char>(utf8[i + k]) & 0x3f);
    points += point;
    i += length;
  }
  return points;
}

/// Septets of a character in GSM 03.38; 0 where it is in neither table.
std::size_t septets(char32_t c) {
  if ((c >= U'0' && c <= U'9') || (c >= U'A' && c <= U'Z') || (c >= U'a' && c <= U'z') ||
      basic.find(c) != std::u32string_view::npos)
    return 1;
  return extended.find(c) != std::u32string_view::npos ? 2 : 0;
}

/// Parts of as many units as fit, none of which tears a character.
std::size_t parts(const std::vector<std::size_t>& units, part_sizes sizes) {
  std::size_t total = 0;
  for (const auto size : units)
    total += size;
  if (total <= sizes.alone)
    return 1;
  std::size_t count = 1;
  std::size_t filled = 0;
  for (const auto size : units) {
    if (filled + size > sizes.one_of_several) {
      ++count;
      filled = 0;
    }
    filled += size;
  }
  return count;
}

} // namespace

std::size_t sms_segments(std::string_view text) {
  const auto points = code_points_of(text);
  const bool is_gsm7 =
      std::all_of(points.begin(), points.end(), [](char32_t c) { return septets(c) > 0; });
  std::vector<std::size_t> units;
  units.reserve(points.size());
  for (const auto c : points)
    units.push_back(is_gsm7 ? septets(c) : c > 0xffff ? 2 : 1);
  return parts(units, is_gsm7 ? gsm7 : ucs2);
}

} // namespace sojourn::channels
