#include "base/number_text.hpp"

#include <gtest/gtest.h>
#include <limits>

namespace sojourn {
namespace {

TEST(number_text, numbers_are_written_as_javascript_writes_them) {
  EXPECT_EQ(number_text(0.0), "0");
  EXPECT_EQ(number_text(-0.0), "0");
  EXPECT_EQ(number_text(85.0), "85");
  EXPECT_EQ(number_text(-1.21), "-1.21");
  EXPECT_EQ(number_text(0.1 + 0.2), "0.30000000000000004");
  EXPECT_EQ(number_text(1250000.5), "1250000.5");
  EXPECT_EQ(number_text(1e-6), "0.000001");
  EXPECT_EQ(number_text(1.5e-7), "1.5e-7");
  EXPECT_EQ(number_text(123456789012345680000.0), "123456789012345680000");
  EXPECT_EQ(number_text(1e21), "1e+21");
  EXPECT_EQ(number_text(-1.25e300), "-1.25e+300");
  EXPECT_EQ(number_text(5e-324), "5e-324");
}

TEST(number_text, what_is_no_number_has_a_name) {
  EXPECT_EQ(number_text(std::numeric_limits<double>::quiet_NaN()), "NaN");
  EXPECT_EQ(number_text(std::numeric_limits<double>::infinity()), "Infinity");
  EXPECT_EQ(number_text(-std::numeric_limits<double>::infinity()), "-Infinity");
}

TEST(number_text, integers_keep_all_their_digits) {
  EXPECT_EQ(number_text(json(std::numeric_limits<std::uint64_t>::max())), "18446744073709551615");
  EXPECT_EQ(number_text(json(std::numeric_limits<std::int64_t>::min())), "-9223372036854775808");
  EXPECT_EQ(number_text(json(2.0)), "2");
}

} // namespace
} // namespace sojourn
