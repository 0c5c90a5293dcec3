// Files in UTF-16, as spreadsheets write them, read as UTF-8; and blanks that nobody sees.
#include "base/text_encoding.hpp"

#include "base/blanks.hpp"
#include "base/ids.hpp"

#include <gtest/gtest.h>

namespace sojourn {

namespace {

/// `text` in UTF-16, without a byte order mark of its own.
std::string utf16(std::u16string_view text, bool little) {
  std::string bytes;
  for (const auto unit : text) {
    const char high = static_cast<char>(unit >> 8);
    const char low = static_cast<char>(unit & 0xFF);
    bytes += little ? low : high;
    bytes += little ? high : low;
  }
  return bytes;
}

std::string converted(const std::string& bytes, std::size_t piece) {
  to_utf8 decoder{encoding_of(bytes)};
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += piece)
    text += decoder.convert(std::string_view{bytes}.substr(at, piece));
  return text + decoder.finish();
}

constexpr std::u16string_view sample = u"\uFEFFid;tên\n1;Nguyễn 🎁\n";
constexpr std::string_view as_utf8 = "\uFEFFid;tên\n1;Nguyễn 🎁\n";

} // namespace

TEST(text_encoding, utf_16_of_either_order_becomes_utf_8_whatever_the_pieces) {
  for (const bool little : {true, false}) {
    for (const std::size_t piece : {1, 2, 3, 5, 1000}) {
      EXPECT_EQ(converted(utf16(sample, little), piece), as_utf8) << little << " " << piece;
      EXPECT_EQ(converted(utf16(sample.substr(1), little), piece), as_utf8.substr(3)) << piece;
    }
  }
}

TEST(text_encoding, what_is_utf_8_stays_as_it_is) {
  EXPECT_EQ(converted(std::string{as_utf8}, 2), as_utf8);
  EXPECT_EQ(converted("x", 1), "x");
  EXPECT_EQ(converted("", 1), "");
}

TEST(text_encoding, half_a_character_is_no_utf_8) {
  for (const auto* broken : {u"\uFEFFa\xD83C"
                             u"b",
                             u"\uFEFFa\xDF81", u"\uFEFFa\xD83C"})
    EXPECT_FALSE(is_utf8(converted(utf16(broken, true), 1)));
  EXPECT_FALSE(is_utf8(converted(utf16(u"\uFEFFa", true) + "x", 1)));
}

TEST(blanks, around_a_text_are_passed_over_and_inside_of_it_stay) {
  EXPECT_EQ(without_blanks_around("\uFEFF\u00A0 AB\u00A0C \t\r\n"), "AB\u00A0C");
  EXPECT_EQ(without_blanks_around(" \u00A0"), "");
  EXPECT_EQ(without_blanks_around("à"), "à"); // C3 A0 ends like a no-break blank
}

} // namespace sojourn
