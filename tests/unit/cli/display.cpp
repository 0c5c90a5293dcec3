#include "cli/display.hpp"

#include <gtest/gtest.h>

namespace sojourn::cli {
namespace {

TEST(display_width, a_letter_takes_one_column_however_many_bytes_it_has) {
  EXPECT_EQ(display_width("An"), 2u);
  EXPECT_EQ(display_width("Đặng Thị Hường"), 14u);
}

TEST(display_width, composed_and_decomposed_vietnamese_are_equally_wide) {
  EXPECT_EQ(display_width("ế"), 1u);                  // U+1EBF
  EXPECT_EQ(display_width("e\u0302\u0301"), 1u);      // e, circumflex, acute
  EXPECT_EQ(display_width("Nguye\u0302\u0303n"), 6u); // Nguyễn
}

TEST(display_width, east_asian_letters_and_emoji_take_two_columns) {
  EXPECT_EQ(display_width("東京"), 4u);
  EXPECT_EQ(display_width("한국"), 4u);
  EXPECT_EQ(display_width("🎁"), 2u);
}

TEST(display_width, what_has_no_shape_takes_no_column) {
  EXPECT_EQ(display_width("a\u200Bb"), 2u);
  EXPECT_EQ(display_width("❤\uFE0F"), 1u);
}

TEST(printable, text_stays_as_it_is) {
  EXPECT_EQ(printable("Chào An, 50.000 ₫ 🎁"), "Chào An, 50.000 ₫ 🎁");
}

TEST(printable, control_characters_cannot_reach_a_terminal) {
  EXPECT_EQ(printable("a\nb\tc\r"), "a\\nb\\tc\\r");
  EXPECT_EQ(printable("\x1b[31mred"), "\\u001b[31mred");
  EXPECT_EQ(printable("\x7f"), "\\u007f");
  EXPECT_EQ(printable("\u009b"), "\\u009b"); // the eight-bit CSI
  EXPECT_EQ(printable(std::string_view{"\0", 1}), "\\u0000");
}

TEST(printable, the_direction_of_writing_cannot_be_reversed) {
  EXPECT_EQ(printable("a\u202Eb"), "a\\u202eb");
}

TEST(printable, bytes_that_are_no_text_are_replaced_one_by_one) {
  EXPECT_EQ(printable("a\xff\xc3"), "a\uFFFD\uFFFD");
  EXPECT_EQ(printable("\xe1\xba"), "\uFFFD\uFFFD");
}

TEST(padded, blanks_fill_up_to_the_width_on_screen) {
  EXPECT_EQ(padded("Hường", 7), "Hường  ");
  EXPECT_EQ(padded("12", 4, true), "  12");
  EXPECT_EQ(padded("longer", 3), "longer");
}

} // namespace
} // namespace sojourn::cli
