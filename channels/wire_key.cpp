#include "channels/wire_key.hpp"

#include "signing/digest.hpp"

#include <string_view>

namespace sojourn::channels {

namespace {

/// RFC 5322's atext without the percent sign, which announces an encoded byte.
bool is_plain(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view{"!#$&'*+-/=?^_`{|}~"}.find(c) != std::string_view::npos;
}

} // namespace

std::string wire_key(const effect_key& key) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  const std::string_view step = key.step;
  std::string encoded;
  for (std::size_t i = 0; i < step.size(); ++i) {
    // A Message-ID has no empty part between two dots; dots surround the step.
    const bool inner_dot =
        step[i] == '.' && i > 0 && i + 1 < step.size() && step[i - 1] != '.' && step[i + 1] != '.';
    if (is_plain(step[i]) || inner_dot) {
      encoded += step[i];
    } else {
      const auto byte = static_cast<unsigned char>(step[i]);
      encoded += '%';
      encoded += digits[byte >> 4];
      encoded += digits[byte & 15];
    }
  }
  return to_text(effect_key{key.instance, encoded, key.visit});
}

std::string short_key(const effect_key& key, std::size_t most) {
  auto whole = wire_key(key);
  if (whole.size() <= most)
    return whole;
  const auto instance = to_text(key.instance) + "-";
  return instance + signing::sha256_hex(whole).substr(0, most - instance.size());
}

} // namespace sojourn::channels
