#include "channels/described/phone.hpp"

#include <gtest/gtest.h>

namespace sojourn::channels {
namespace {

TEST(phone, however_a_number_is_written_it_has_one_form) {
  for (const auto* written :
       {"0901 234 567", "+84 901-234-567", "0084901234567", "84901234567", "(090) 123.4567"})
    EXPECT_EQ(international_number(written, "84"), "+84901234567") << written;
  EXPECT_EQ(international_number("+44 20 7946 0958", "84"), "+442079460958");
}

TEST(phone, what_is_no_number_is_none) {
  for (const auto* written :
       {"", "call me", "0123", "901234567", "+0901234567", "8+4901234567", "+84901234567890123"})
    EXPECT_EQ(international_number(written, "84"), std::nullopt) << written;
}

} // namespace
} // namespace sojourn::channels
