#include "text/text_length.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <utf8proc.h>
#include <vector>

namespace sojourn::text {

namespace {

using code_point = std::int32_t;

/// The code points of a text in normal form C; what is not UTF-8 counts by bytes.
std::vector<code_point> code_points(std::string_view text) {
  const auto composed = to_nfc(text);
  std::vector<code_point> found;
  auto rest = std::string_view{composed};
  while (!rest.empty()) {
    utf8proc_int32_t next = 0;
    const auto read = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(rest.data()),
                                       static_cast<utf8proc_ssize_t>(rest.size()), &next);
    found.push_back(read > 0 ? next : 0xFFFD);
    rest.remove_prefix(read > 0 ? static_cast<std::size_t>(read) : 1);
  }
  return found;
}

/// The alphabet of GSM 03.38 beyond ASCII, and what of ASCII it lacks or takes two septets for.
constexpr char32_t further[] = U"£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà";
constexpr std::u32string_view lacking = U"`";
constexpr std::u32string_view in_two = U"^{}\\[~]|€\f";

/// Septets of a character; 0: the alphabet lacks it.
std::size_t septets(code_point c) {
  const auto is_in = [c](std::u32string_view set) {
    return set.find(static_cast<char32_t>(c)) != std::u32string_view::npos;
  };
  if (is_in(in_two))
    return 2;
  const bool ascii = (c >= 0x20 && c < 0x7f && !is_in(lacking)) || c == '\n' || c == '\r';
  return ascii || is_in(further) ? 1 : 0;
}

std::size_t utf16_units(code_point c) { return c > 0xFFFF ? 2 : 1; }

template <class Units>
sms_size divide(const std::vector<code_point>& text, std::size_t alone, std::size_t joined,
                const Units& units_of) {
  sms_size size;
  for (const auto c : text)
    size.units += units_of(c);
  if (size.units <= alone) {
    size.segments = text.empty() ? 0 : 1;
    return size;
  }
  size.segments = 1;
  std::size_t used = 0;
  for (const auto c : text) {
    const auto needed = units_of(c);
    if (used + needed > joined) {
      ++size.segments;
      used = 0;
    }
    used += needed;
  }
  return size;
}

} // namespace

std::string to_nfc(std::string_view text) {
  utf8proc_uint8_t* made = nullptr;
  const auto length =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                   static_cast<utf8proc_ssize_t>(text.size()), &made,
                   static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned{made, &std::free};
  if (length < 0)
    return std::string{text};
  return {reinterpret_cast<const char*>(made), static_cast<std::size_t>(length)};
}

std::size_t characters(std::string_view text) { return code_points(text).size(); }

sms_size size_as_sms(std::string_view text) {
  const auto read = code_points(text);
  if (std::all_of(read.begin(), read.end(), [](code_point c) { return septets(c) > 0; }))
    return divide(read, 160, 153, septets);
  auto size = divide(read, 70, 67, utf16_units);
  size.gsm = false;
  return size;
}

} // namespace sojourn::text
