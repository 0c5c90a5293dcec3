#include "text/text_length.hpp"

#include <gtest/gtest.h>

namespace sojourn::text {

TEST(text_length, vietnamese_counts_the_same_however_it_was_typed) {
  const std::string composed = "Tiếng Việt";
  const std::string decomposed = "Tie\u0302\u0301ng Vie\u0323\u0302t";

  EXPECT_EQ(characters(composed), 10u);
  EXPECT_EQ(characters(decomposed), 10u);
  EXPECT_EQ(to_nfc(decomposed), composed);
}

TEST(text_length, what_is_no_utf_8_is_counted_by_bytes_and_stays) {
  const std::string broken = "a\xff\xfe";

  EXPECT_EQ(to_nfc(broken), broken);
  EXPECT_EQ(characters(broken), 3u);
  EXPECT_EQ(characters(""), 0u);
  EXPECT_EQ(characters(std::string{"a\0b", 3}), 3u);
}

TEST(text_length, an_sms_of_plain_letters_holds_160_and_one_of_vietnamese_70) {
  EXPECT_EQ(size_as_sms(std::string(160, 'a')), (sms_size{true, 160, 1}));
  EXPECT_EQ(size_as_sms(std::string(161, 'a')), (sms_size{true, 161, 2}));
  EXPECT_EQ(size_as_sms(std::string(306, 'a')), (sms_size{true, 306, 2}));
  EXPECT_EQ(size_as_sms(std::string(307, 'a')), (sms_size{true, 307, 3}));
  EXPECT_EQ(size_as_sms(std::string(69, 'a') + "ế"), (sms_size{false, 70, 1}));
  EXPECT_EQ(size_as_sms(std::string(70, 'a') + "e\u0302\u0301"), (sms_size{false, 71, 2}));
  EXPECT_EQ(size_as_sms(""), (sms_size{true, 0, 0}));
}

TEST(text_length, signs_in_two_septets_and_emoji_are_not_cut_in_two) {
  EXPECT_EQ(size_as_sms("[€]"), (sms_size{true, 6, 1}));
  // 152 and a sign of two do not fit 153 together: the sign begins the next segment.
  EXPECT_EQ(size_as_sms(std::string(152, 'a') + "€" + std::string(152, 'a')),
            (sms_size{true, 306, 3}));
  EXPECT_EQ(size_as_sms("à la carte"), (sms_size{true, 10, 1}));
  EXPECT_EQ(size_as_sms("`"), (sms_size{false, 1, 1}));
  EXPECT_EQ(size_as_sms("😀"), (sms_size{false, 2, 1}));
  EXPECT_EQ(size_as_sms(std::string(66, 'a') + "😀" + std::string(66, 'a')),
            (sms_size{false, 134, 3}));
}

} // namespace sojourn::text
