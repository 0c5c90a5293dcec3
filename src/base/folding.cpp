#include "base/folding.hpp"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <utf8proc.h>

namespace sojourn {

namespace {

/// Letters that are no letter with a mark by Unicode, though people type them as one.
utf8proc_int32_t plain(utf8proc_int32_t point) {
  constexpr utf8proc_int32_t barred_d = 0x111;
  constexpr utf8proc_int32_t barred_l = 0x142;
  constexpr utf8proc_int32_t slashed_o = 0xF8;
  switch (point) {
  case barred_d:
    return 'd';
  case barred_l:
    return 'l';
  case slashed_o:
    return 'o';
  default:
    return point;
  }
}

bool is_letter_or_digit(utf8proc_int32_t point) {
  const auto category = utf8proc_category(point);
  return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO &&
         category != UTF8PROC_CATEGORY_MN && category != UTF8PROC_CATEGORY_ME;
}

void append(std::string& text, utf8proc_int32_t point) {
  utf8proc_uint8_t bytes[4];
  const auto length = utf8proc_encode_char(point, bytes);
  text.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length));
}

} // namespace

std::string folded(std::string_view text) {
  utf8proc_uint8_t* made = nullptr;
  const auto length = utf8proc_map(
      reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
      static_cast<utf8proc_ssize_t>(text.size()), &made,
      static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE |
                                     UTF8PROC_STRIPMARK | UTF8PROC_CASEFOLD));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned{made, &std::free};
  if (length < 0)
    return std::string{text};
  std::string result;
  bool is_gap = false;
  for (utf8proc_ssize_t at = 0; at < length;) {
    utf8proc_int32_t point = 0;
    const auto read = utf8proc_iterate(made + at, length - at, &point);
    if (read <= 0)
      break;
    at += read;
    point = plain(point);
    if (!is_letter_or_digit(point)) {
      is_gap = true;
      continue;
    }
    if (is_gap && !result.empty())
      result += ' ';
    is_gap = false;
    append(result, point);
  }
  return result;
}

std::vector<std::string> folded_words(std::string_view text) {
  const auto whole = folded(text);
  std::vector<std::string> words;
  for (std::size_t from = 0; from < whole.size();) {
    const auto to = std::min(whole.find(' ', from), whole.size());
    words.push_back(whole.substr(from, to - from));
    from = to + 1;
  }
  return words;
}

} // namespace sojourn
