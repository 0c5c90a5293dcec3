#include "addresses/blanks.hpp"

#include <utf8proc.h>

namespace sojourn::addresses {

bool is_blank(char32_t c) {
  return c == U' ' || (c >= U'\t' && c <= U'\r') || c == U'\u0085' || c == U'\u00a0' ||
         c == U'\u00ad' || c == U'\u034f' || c == U'\u061c' || c == U'\u1680' || c == U'\u180e' ||
         (c >= U'\u2000' && c <= U'\u200f') || (c >= U'\u2028' && c <= U'\u202f') ||
         (c >= U'\u205f' && c <= U'\u206f') || c == U'\u3000' || c == U'\ufeff';
}

char32_t next_code_point(std::string_view& text) {
  utf8proc_int32_t found = 0;
  const auto read = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                     static_cast<utf8proc_ssize_t>(text.size()), &found);
  text.remove_prefix(read > 0 ? static_cast<std::size_t>(read) : 1);
  return read > 0 ? static_cast<char32_t>(found) : U'\ufffd';
}

void append_code_point(std::string& text, char32_t c) {
  constexpr utf8proc_int32_t replacement = 0xfffd;
  auto value = static_cast<utf8proc_int32_t>(c);
  if (c > 0x10ffff || !utf8proc_codepoint_valid(value))
    value = replacement;
  utf8proc_uint8_t bytes[4];
  const auto size = utf8proc_encode_char(value, bytes);
  text.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
}

std::string_view without_blanks_around(std::string_view text) {
  const char* begin = nullptr;
  const char* end = text.data();
  for (auto rest = text; !rest.empty();) {
    const auto* const at = rest.data();
    if (is_blank(next_code_point(rest)))
      continue;
    if (begin == nullptr)
      begin = at;
    end = rest.data();
  }
  return begin == nullptr ? std::string_view{}
                          : std::string_view{begin, static_cast<std::size_t>(end - begin)};
}

} // namespace sojourn::addresses
