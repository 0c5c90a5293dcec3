#include "base/folding.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <utf8proc.h>

namespace sojourn {

namespace {

/// Letters that are no letter with a mark by Unicode, though people type them as others.
struct typed_letter {
  utf8proc_int32_t point;
  std::string_view typed;
};
constexpr auto typed_letters = std::to_array<typed_letter>({
    {0xE6, "ae"},  // æ
    {0xF0, "d"},   // ð, which looks like đ in capitals
    {0xF8, "o"},   // ø
    {0xFE, "th"},  // þ
    {0x111, "d"},  // đ
    {0x127, "h"},  // ħ
    {0x131, "i"},  // ı
    {0x142, "l"},  // ł
    {0x153, "oe"}, // œ
    {0x256, "d"},  // ɖ, whose capital looks like Đ
});

bool is_apostrophe(utf8proc_int32_t point) {
  constexpr auto all = std::to_array<utf8proc_int32_t>(
      {'\'', '`', 0xB4, 0x2B9, 0x2BB, 0x2BC, 0x2BD, 0x2018, 0x2019, 0x201B, 0x2032, 0xFF07});
  return std::find(all.begin(), all.end(), point) != all.end();
}

bool is_letter_or_digit(utf8proc_int32_t point) {
  const auto category = utf8proc_category(point);
  return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO &&
         category != UTF8PROC_CATEGORY_MN && category != UTF8PROC_CATEGORY_ME;
}

void append(std::string& text, utf8proc_int32_t point) {
  const auto typed = std::ranges::find(typed_letters, point, &typed_letter::point);
  if (typed != typed_letters.end()) {
    text += typed->typed;
    return;
  }
  utf8proc_uint8_t bytes[4];
  const auto length = utf8proc_encode_char(point, bytes);
  text.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length));
}

std::string fold(std::string_view text, bool keeps_gap_of_apostrophe) {
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
    const bool is_mark = is_apostrophe(point);
    if (is_mark || !is_letter_or_digit(point)) {
      is_gap |= !is_mark || keeps_gap_of_apostrophe;
      continue;
    }
    if (is_gap && !result.empty())
      result += ' ';
    is_gap = false;
    append(result, point);
  }
  return result;
}

} // namespace

std::string folded(std::string_view text) { return fold(text, true); }

std::string folded_without_apostrophes(std::string_view text) { return fold(text, false); }

std::vector<std::string> words_in(std::string_view folded) {
  std::vector<std::string> words;
  for (std::size_t from = 0; from < folded.size();) {
    const auto to = std::min(folded.find(' ', from), folded.size());
    words.emplace_back(folded.substr(from, to - from));
    from = to + 1;
  }
  return words;
}

std::vector<std::string> folded_words(std::string_view text) { return words_in(folded(text)); }

} // namespace sojourn
