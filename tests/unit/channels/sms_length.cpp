#include "channels/described/sms_length.hpp"

#include <gtest/gtest.h>
#include <string>

namespace sojourn::channels {
namespace {

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i)
    all += text;
  return all;
}

TEST(sms_length, plain_texts_hold_160_characters_alone_and_153_in_a_row) {
  EXPECT_EQ(sms_segments(""), 1u);
  EXPECT_EQ(sms_segments(std::string(160, 'a')), 1u);
  EXPECT_EQ(sms_segments(std::string(161, 'a')), 2u);
  EXPECT_EQ(sms_segments(std::string(306, 'a')), 2u);
  EXPECT_EQ(sms_segments(std::string(307, 'a')), 3u);
}

TEST(sms_length, some_characters_count_twice_and_are_not_torn) {
  EXPECT_EQ(sms_segments(repeated("€", 80)), 1u);
  EXPECT_EQ(sms_segments(repeated("€", 81)), 2u);
  EXPECT_EQ(sms_segments(repeated("€", 153)), 3u) << "76 fit each part of 153 septets";
  EXPECT_EQ(sms_segments(repeated("ñ", 160)), 1u);
}

TEST(sms_length, one_vietnamese_letter_makes_the_whole_text_wide) {
  EXPECT_EQ(sms_segments("ạ" + std::string(69, 'a')), 1u);
  EXPECT_EQ(sms_segments("ạ" + std::string(70, 'a')), 2u);
  EXPECT_EQ(sms_segments(repeated("ạ", 134)), 2u);
  EXPECT_EQ(sms_segments(repeated("ạ", 135)), 3u);
  EXPECT_EQ(sms_segments(repeated("🎁", 35)), 1u);
  EXPECT_EQ(sms_segments(repeated("🎁", 36)), 2u);
}

} // namespace
} // namespace sojourn::channels
