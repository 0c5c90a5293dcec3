// Decimal arithmetic: what points and money are counted with.
#include "base/decimal.hpp"

#include <gtest/gtest.h>

namespace sojourn {
namespace {

decimal of(std::string_view text) { return decimal::read(text).value(); }
std::string shown(const decimal& number) { return dump(number.as_json()); }

TEST(decimal, products_of_prices_are_exact) {
  EXPECT_EQ(shown(*decimal::of(1.15) * decimal{100}), "115");
  EXPECT_EQ(shown(*decimal::of(0.29) * decimal{100}), "29");
  EXPECT_EQ(shown(*decimal::of(19.99) * decimal{100}), "1999");
  EXPECT_EQ(shown(*decimal::of(1.1) * *decimal::of(1.1)), "1.21");
}

TEST(decimal, sums_and_differences_are_exact) {
  EXPECT_EQ(shown(of("0.1") + of("0.2")), "0.3");
  EXPECT_EQ(shown(of("0.3") - of("0.1")), "0.2");
  EXPECT_EQ(shown(of("1") - of("1")), "0");
  EXPECT_EQ(shown(of("-5") + of("3.5")), "-1.5");
  EXPECT_EQ(shown(of("1e30") + of("1") - of("1e30")), "1");
}

TEST(decimal, what_has_no_room_loses_digits_at_the_end_and_not_its_size) {
  EXPECT_EQ(shown(of("1e300") + of("1")), "1e+300");
  const auto long_one = of("1234567890123456789012345678901234567");
  EXPECT_DOUBLE_EQ((long_one * long_one).as_double(), 1.5241578753238836e72);
  auto grown = of("1.15");
  for (int i = 0; i < 10; ++i)
    grown = grown * of("1.15");
  EXPECT_DOUBLE_EQ(grown.as_double(), 4.6523913960640972);
}

TEST(decimal, quotients_are_rounded_where_a_double_does_not_see_it) {
  EXPECT_EQ(shown(*of("1").divided_by(of("3"))), "0.3333333333333333");
  EXPECT_EQ(shown(*of("0.3").divided_by(of("0.1"))), "3");
  EXPECT_EQ(shown(*of("1").divided_by(of("-8"))), "-0.125");
  EXPECT_EQ(of("1").divided_by(of("0.0")), std::nullopt);
}

TEST(decimal, the_remainder_has_the_sign_of_what_is_divided) {
  EXPECT_EQ(shown(*of("-7").remainder(of("3"))), "-1");
  EXPECT_EQ(shown(*of("7").remainder(of("-3"))), "1");
  EXPECT_EQ(shown(*of("5.5").remainder(of("2"))), "1.5");
  EXPECT_EQ(shown(*of("1e30").remainder(of("7"))), "1");
  EXPECT_EQ(shown(*of("2").remainder(of("1e200"))), "2");
  EXPECT_EQ(of("1").remainder(of("0")), std::nullopt);
}

TEST(decimal, order_is_that_of_the_values_whatever_their_size) {
  EXPECT_LT(of("9007199254740992"), of("9007199254740993"));
  EXPECT_LT(of("-1e300"), of("1e-300"));
  EXPECT_LT(of("0.1"), of("0.10000000000000001"));
  EXPECT_GT(of("1e20"), of("99999999999999999999"));
  EXPECT_GT(of("-1"), of("-2"));
  EXPECT_EQ(of("1.50"), of("1.5"));
  EXPECT_EQ(of("-0"), of("0"));
  EXPECT_EQ(of("1e2"), of("100"));
}

TEST(decimal, integers_of_64_bits_come_and_go_as_they_are) {
  for (const auto* text : {"18446744073709551615", "9223372036854775807", "-9223372036854775808",
                           "9007199254740993", "0"})
    EXPECT_EQ(shown(*decimal::of(json::parse(text))), text);
}

TEST(decimal, a_text_that_is_more_than_a_number_is_none) {
  for (const auto* text : {"", "-", ".", "1.2.3", "1e", "0x10", "1 ", "Infinity", "NaN", "1e99999",
                           "--1", "1e+-2", "1e++2"})
    EXPECT_EQ(decimal::read(text), std::nullopt) << text;
  EXPECT_EQ(shown(of("+1.5e+2")), "150");
  EXPECT_EQ(shown(of(".5")), "0.5");
  EXPECT_EQ(shown(of("5.")), "5");
}

TEST(decimal, thousandths_round_half_away_from_zero) {
  EXPECT_EQ(of("1.0005").thousandths(), 1001);
  EXPECT_EQ(of("-1.0005").thousandths(), -1001);
  EXPECT_EQ(of("1.00049").thousandths(), 1000);
  EXPECT_EQ(of("19.99").thousandths(), 19990);
  EXPECT_EQ(of("1e30").thousandths(), std::nullopt);
}

TEST(decimal, whole_parts_go_towards_zero_and_floors_down) {
  EXPECT_EQ(of("114.999").truncated(), 114);
  EXPECT_EQ(of("-1.5").truncated(), -1);
  EXPECT_EQ(of("-1.5").floor(), -2);
  EXPECT_EQ(of("1.5").floor(), 1);
  EXPECT_EQ(of("9223372036854775808").truncated(), std::nullopt);
  EXPECT_TRUE(of("1.50e1").is_whole());
  EXPECT_FALSE(of("1.5").is_whole());
}

} // namespace
} // namespace sojourn
