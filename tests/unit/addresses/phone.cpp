#include "addresses/phone.hpp"

#include "tests/places.hpp"

#include <fstream>
#include <gtest/gtest.h>

namespace sojourn::addresses {
namespace {

TEST(phone, however_a_number_is_written_it_has_one_form) {
  for (const auto* written :
       {"0901 234 567", "+84 901-234-567", "0084901234567", "84901234567", "(090) 123.4567",
        "901234567", "+84 (0) 901234567", "840901234567", "0901\u00a0234\u202f567",
        "\u202a+84 901 234 567\u202c", "tel:+84-901-234-567", "０９０１２３４５６７",
        "0901\u2011234\u2013567", "\t0901234567\n", "(+84) 901234567"})
    EXPECT_EQ(international_number(written), "+84901234567") << written;
}

TEST(phone, a_number_that_begins_like_the_country_code_is_a_number_all_the_same) {
  EXPECT_EQ(international_number("844666531"), "+84844666531");
  EXPECT_EQ(international_number("0844666531"), "+84844666531");
  EXPECT_EQ(international_number("84844666531"), "+84844666531");
}

TEST(phone, the_long_numbers_of_before_2018_are_what_they_became) {
  const std::pair<const char*, const char*> changed[] = {
      {"0120 123 4567", "+84701234567"},     {"0129 1234567", "+84821234567"},
      {"01651234567", "+84351234567"},       {"+84 165 123 4567", "+84351234567"},
      {"84 1651234567", "+84351234567"},     {"1651234567", "+84351234567"},
      {"+84 (0)1991234567", "+84591234567"}, {"01861234567", "+84561234567"},
      {"0188 1234567", "+84581234567"},      {"01621234567", "+84321234567"}};
  for (const auto& [before, now] : changed)
    EXPECT_EQ(international_number(before), now) << before;
  EXPECT_EQ(international_number("01301234567"), std::nullopt) << "no network had it";
}

TEST(phone, what_is_no_number_is_none) {
  for (const auto* written :
       {"", "+", "call me", "0123", "+0901234567", "8+4901234567", "+84901234567890123",
        "090123456", "09012345678", "0401234567", "0901234567 / 0912345678", "0901234567 ext. 5",
        "+999 12345", "000901234567", "12345678901234567890123", "+84+90", "\xff\xfe"})
    EXPECT_EQ(international_number(written), std::nullopt) << written;
}

TEST(phone, of_another_country_is_read_by_its_code) {
  EXPECT_EQ(international_number("020 7946 0958", "44"), "+442079460958");
  EXPECT_EQ(international_number("442079460958", "44"), "+442079460958");
  EXPECT_EQ(international_number("2025550123", "1"), "+12025550123");
  EXPECT_EQ(international_number("12025550123", "1"), "+12025550123");
  EXPECT_EQ(international_number("91234567", "65"), "+6591234567");
  EXPECT_EQ(international_number("06 12345678", "39"), "+390612345678") << "the 0 belongs to it";
  EXPECT_EQ(international_number("+84 901 234 567", "44"), "+84901234567");
}

TEST(phone, is_read_as_the_reference_reads_it) {
  std::ifstream table{tests::source_folder() + "/tests/unit/addresses/phone_numbers.tsv"};
  std::string line;
  int compared = 0;
  while (std::getline(table, line)) {
    const auto tab = line.find('\t');
    if (line.starts_with('#') || tab == std::string::npos)
      continue;
    ++compared;
    const auto expected = line.substr(tab + 1);
    EXPECT_EQ(international_number(line.substr(0, tab)), expected) << line;
    EXPECT_EQ(international_number(expected), expected) << "the form of a form is itself";
  }
  EXPECT_GT(compared, 500);
}

} // namespace
} // namespace sojourn::addresses
