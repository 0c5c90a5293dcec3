#include "hooks/convert.hpp"

#include <gtest/gtest.h>

namespace sojourn::hooks {
namespace {

const conversion_options at_home{.country = "84", .zone = "Asia/Ho_Chi_Minh"};

/// The value, or "refused".
json converted(conversion how, const json& value, const conversion_options& options = at_home) {
  return convert(how, value, options).value_or(json("refused"));
}

TEST(hook_value, that_is_nothing_is_null_whatever_it_should_be) {
  for (const auto name : conversion_names()) {
    const auto how = find_conversion(name).value();
    EXPECT_EQ(converted(how, nullptr), json()) << name;
    EXPECT_EQ(converted(how, "  "), json()) << name;
    EXPECT_EQ(converted(how, json::array({1})), json("refused")) << name;
  }
}

TEST(hook_value, that_is_a_text_loses_the_blanks_around_it) {
  EXPECT_EQ(converted(conversion::text, "  An  Bình "), "An  Bình");
  EXPECT_EQ(converted(conversion::text, 207119551), "207119551");
  EXPECT_EQ(converted(conversion::text, 5'678'901'234'567), "5678901234567");
  EXPECT_EQ(converted(conversion::text, true), "true");
}

TEST(hook_value, that_is_a_phone_number_gets_its_one_spelling) {
  for (const auto* written : {"0912 345 678", "+84 912-345-678", "84912345678", "(0912) 345.678"})
    EXPECT_EQ(converted(conversion::phone, written), "+84912345678") << written;
  EXPECT_EQ(converted(conversion::phone, "202-555-0143", {.country = "1"}), "+12025550143");
  EXPECT_EQ(converted(conversion::phone, "call me"), json()) << "an order is not refused for that";
}

TEST(hook_value, that_is_an_address_gets_its_one_spelling) {
  EXPECT_EQ(converted(conversion::email, " An@Shop.Example "), "an@shop.example");
  EXPECT_EQ(converted(conversion::email, "none"), json());
}

TEST(hook_value, that_is_money_is_the_number_that_is_written) {
  EXPECT_EQ(converted(conversion::money, "409.94"), 409.94);
  EXPECT_EQ(converted(conversion::money, "350000.0000"), 350000);
  EXPECT_EQ(converted(conversion::money, 19.9), 19.9);
  EXPECT_EQ(converted(conversion::money, "12,50"), "refused") << "twelve, or twelve hundred";
  EXPECT_EQ(converted(conversion::money, true), "refused");
  EXPECT_EQ(converted(conversion::decimal, "409.940"), "409.94");
  EXPECT_EQ(converted(conversion::decimal, 350000), "350000");
  EXPECT_EQ(converted(conversion::decimal, "0.12345"), "0.12345");
}

TEST(hook_value, in_the_smallest_units_of_a_currency_is_counted_as_the_currency_is) {
  EXPECT_EQ(in_units(1999, "usd"), json(19.99));
  EXPECT_EQ(in_units(350000, "VND"), json(350000)) << "a dong has no parts";
  EXPECT_EQ(in_units(1234, "kwd"), json(1.234));
  EXPECT_EQ(in_units("1999", "eur"), json(19.99));
  EXPECT_EQ(in_units(1999, nullptr), std::nullopt);
  EXPECT_EQ(in_units("much", "usd"), std::nullopt);
}

TEST(hook_value, that_is_a_number_is_whole_where_it_must_be) {
  EXPECT_EQ(converted(conversion::whole, "3"), 3);
  EXPECT_EQ(converted(conversion::whole, 3.0), 3);
  EXPECT_EQ(converted(conversion::whole, 2.5), "refused");
  EXPECT_EQ(converted(conversion::number, "2.5"), 2.5);
}

TEST(hook_value, that_is_a_flag_a_currency_or_an_id_is_in_its_form_or_refused) {
  EXPECT_EQ(converted(conversion::flag, "Yes"), true);
  EXPECT_EQ(converted(conversion::flag, 0), false);
  EXPECT_EQ(converted(conversion::flag, "perhaps"), "refused");
  EXPECT_EQ(converted(conversion::currency, "usd"), "USD");
  EXPECT_EQ(converted(conversion::currency, "đồng"), "refused");
  EXPECT_EQ(converted(conversion::id, 42), "42");
  EXPECT_EQ(converted(conversion::id, std::string(200, 'x')), "refused");
}

TEST(hook_value, that_is_an_instant_is_told_in_utc) {
  EXPECT_EQ(converted(conversion::instant, "2026-03-01T09:30:00+07:00"), "2026-03-01T02:30:00Z");
  EXPECT_EQ(converted(conversion::instant, "2026-03-01T09:30:00"), "2026-03-01T02:30:00Z")
      << "local time of the zone";
  EXPECT_EQ(converted(conversion::instant, "2026-03-01 09:30:00"), "2026-03-01T02:30:00Z");
  EXPECT_EQ(converted(conversion::instant, "2026-03-01T09:30:00.1234567"), "2026-03-01T02:30:00Z");
  EXPECT_EQ(converted(conversion::instant, 1772332200), "2026-03-01T02:30:00Z");
  EXPECT_EQ(converted(conversion::instant, 1772332200000), "2026-03-01T02:30:00Z");
  EXPECT_EQ(converted(conversion::instant, "1772332200"), "2026-03-01T02:30:00Z");
  EXPECT_EQ(converted(conversion::instant, "0001-01-01T00:00:00"), json()) << ".NET's no date";
  EXPECT_EQ(converted(conversion::instant, "yesterday"), "refused");
}

TEST(hook_value, that_is_a_day_is_the_day_that_is_written_or_that_it_is_in_the_zone) {
  EXPECT_EQ(converted(conversion::date, "1990-05-17"), "1990-05-17");
  EXPECT_EQ(converted(conversion::date, "1990-05-17T00:00:00.0000000"), "1990-05-17");
  EXPECT_EQ(converted(conversion::date, "1990-05-16T17:00:00Z"), "1990-05-17");
  EXPECT_EQ(converted(conversion::date, "17/05/1990"), json());
  EXPECT_EQ(converted(conversion::date, "0001-01-01T00:00:00"), json());
}

} // namespace
} // namespace sojourn::hooks
