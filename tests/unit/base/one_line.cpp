#include "base/one_line.hpp"

#include <gtest/gtest.h>

namespace sojourn {
namespace {

TEST(escape_to_one_line, keeps_what_is_written_on_a_line) {
  EXPECT_EQ(escape_to_one_line("Nguyễn Văn An \"gold\" \\ €"), "Nguyễn Văn An \"gold\" \\ €");
}

TEST(escape_to_one_line, a_line_break_cannot_begin_another_line) {
  EXPECT_EQ(escape_to_one_line("name\r\n2026-03-01 info  all is well"),
            "name\\r\\n2026-03-01 info  all is well");
}

TEST(escape_to_one_line, controls_and_separators_of_unicode_are_escaped) {
  EXPECT_EQ(escape_to_one_line("a\x1b[2J\x7f\tb"), "a\\u001b[2J\\u007f\\tb");
  EXPECT_EQ(escape_to_one_line("\u0085\u2028\u2029\u202e\u2066"),
            "\\u0085\\u2028\\u2029\\u202e\\u2066");
  EXPECT_EQ(escape_to_one_line("\u200e\u200f"), "\\u200e\\u200f");
  EXPECT_EQ(escape_to_one_line(std::string_view{"\0", 1}), "\\u0000");
}

TEST(escape_to_one_line, neighbours_of_these_and_broken_utf_8_stay) {
  EXPECT_EQ(escape_to_one_line("\u2027\u202f\u2065\u206a\u00a0"), "\u2027\u202f\u2065\u206a\u00a0");
  EXPECT_EQ(escape_to_one_line("\xe2\x80"), "\xe2\x80");
  EXPECT_EQ(escape_to_one_line("\xc2"), "\xc2");
}

TEST(is_one_line, says_whether_anything_would_be_escaped) {
  EXPECT_TRUE(is_one_line("Nguyễn Văn An, 12 Hàng Bài"));
  for (const auto* text : {"a\nb", "a\tb", "a\u2028b", "a\u202eb", "a\u0085b"})
    EXPECT_FALSE(is_one_line(text)) << text;
}

TEST(is_plain_text, may_have_several_lines_and_no_other_control) {
  EXPECT_TRUE(is_plain_text("first\r\nsecond\tline"));
  for (const auto* text : {"a\x1b[2J", "a\u202eb", "a\u2028b"})
    EXPECT_FALSE(is_plain_text(text)) << text;
}

TEST(has_link, finds_what_a_mail_program_would_make_a_link_of) {
  EXPECT_TRUE(has_link("An HTTPS://evil.example"));
  EXPECT_TRUE(has_link("www.evil.example"));
  EXPECT_FALSE(has_link("Trần Thị B. (Hà Nội)"));
}

} // namespace
} // namespace sojourn
