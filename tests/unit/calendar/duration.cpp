#include "calendar/calendar.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sojourn::calendar {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

duration length(std::string_view text) {
  const auto read = parse_duration(text);
  EXPECT_TRUE(read) << read.error().message;
  return read.value_or(duration{});
}

std::string complaint(std::string_view text) {
  const auto read = parse_duration(text);
  EXPECT_FALSE(read) << text << " was read as " << to_text(*read);
  if (read)
    return {};
  EXPECT_EQ(read.error().code, error_code::invalid_duration);
  return read.error().message;
}

TEST(duration, every_unit_is_read) {
  EXPECT_EQ(length("P1Y2M3W4DT5H6M7.5S"),
            (duration{.years = 1, .months = 2, .days = 25, .exact = 5h + 6min + 7500ms}));
  EXPECT_EQ(length("P25D"), (duration{.days = 25}));
  EXPECT_EQ(length("PT1H30M"), (duration{.exact = 90min}));
  EXPECT_EQ(length("P1M"), (duration{.months = 1}));
  EXPECT_EQ(length("PT1M"), (duration{.exact = 1min}));
  EXPECT_EQ(length("PT0.050S"), (duration{.exact = 50ms}));
  EXPECT_EQ(length("PT0.05S"), (duration{.exact = 50ms}));
  EXPECT_EQ(length("P000000000000000000001D"), (duration{.days = 1}));
}

TEST(duration, the_last_unit_may_have_a_fraction) {
  EXPECT_EQ(to_text(length("PT1.5H")), "PT1H30M");
  EXPECT_EQ(to_text(length("PT1,5H")), "PT1H30M") << "ISO 8601 prefers the comma";
  EXPECT_EQ(to_text(length("PT0.5M")), "PT30S");
  EXPECT_EQ(to_text(length("P1DT0.25H")), "P1DT15M");
  EXPECT_EQ(to_text(length("PT0.1M")), "PT6S") << "no binary fraction takes part";
  EXPECT_EQ(to_text(length("PT0.29H")), "PT17M24S");
  EXPECT_EQ(to_text(length("P2.0D")), "P2D");
}

TEST(duration, its_text_is_canonical) {
  EXPECT_EQ(to_text(length("P2W")), "P14D");
  EXPECT_EQ(to_text(length("PT90M")), "PT1H30M");
  EXPECT_EQ(to_text(length("PT48H")), "PT48H") << "two days are not always 48 hours";
  EXPECT_EQ(to_text(length("PT0.050S")), "PT0.05S");
  EXPECT_EQ(to_text(length("P0D")), "PT0S");
}

TEST(duration, text_makes_a_round_trip) {
  for (const auto* text :
       {"PT0S", "P1Y", "P1M", "P25D", "P1Y2M3DT4H5M6.007S", "PT0.001S", "P1000Y", "PT8765820H"})
    EXPECT_EQ(to_text(length(text)), text);
}

TEST(duration, only_an_empty_one_is_zero) {
  EXPECT_TRUE(is_zero(length("PT0S")));
  EXPECT_TRUE(is_zero(length("P0Y0D")));
  EXPECT_FALSE(is_zero(length("PT0.001S")));
  EXPECT_FALSE(is_zero(length("P1M")));
}

TEST(duration, what_people_write_instead_is_answered_with_what_to_write) {
  EXPECT_THAT(complaint("25 days"),
              HasSubstr("\"25 days\" is not an ISO 8601 duration; write \"P25D\""));
  EXPECT_THAT(complaint("2h"), HasSubstr("write \"PT2H\""));
  EXPECT_THAT(complaint("1h30m"), HasSubstr("write \"PT1H30M\""));
  EXPECT_THAT(complaint("1 day 2 hours"), HasSubstr("write \"P1DT2H\""));
  EXPECT_THAT(complaint("25D"), HasSubstr("write \"P25D\""));
  EXPECT_THAT(complaint("p1dt2h"), HasSubstr("write \"P1DT2H\""));
  EXPECT_THAT(complaint("p2m"), HasSubstr("write \"P2M\"")) << "after a P, an m is a month";
  EXPECT_THAT(complaint("2m"), HasSubstr("write \"PT2M\""));
  EXPECT_THAT(complaint("P2H"), HasSubstr("write \"PT2H\""));
  EXPECT_THAT(complaint("PT25D"), HasSubstr("write \"P25D\""));
  EXPECT_THAT(complaint("25 ngày"), HasSubstr("write \"P25D\""));
  EXPECT_THAT(complaint("P1DT"), HasSubstr("write \"P1D\""));
  EXPECT_THAT(complaint("PT5M2H"), HasSubstr("write \"PT2H5M\""));
}

TEST(duration, what_cannot_be_guessed_is_answered_with_the_rule) {
  EXPECT_THAT(complaint(""), HasSubstr("begins with a P"));
  EXPECT_THAT(complaint("tomorrow"), HasSubstr("begins with a P"));
  EXPECT_THAT(complaint("-P1D"), HasSubstr("begins with a P"));
  EXPECT_THAT(complaint("P"), HasSubstr("at least one unit"));
  EXPECT_THAT(complaint("PT"), HasSubstr("must follow the T"));
  EXPECT_THAT(complaint("P1.5D"), HasSubstr("no exact length; write the rest in smaller units"));
  EXPECT_THAT(complaint("P0.5M"), HasSubstr("no exact length"));
  EXPECT_THAT(complaint("PT1.5H30M"), HasSubstr("only the last unit may have a fraction"));
  EXPECT_THAT(complaint("PT1.2345S"), HasSubstr("no whole number of milliseconds"));
  EXPECT_THAT(complaint("PT0.3333333333H"), HasSubstr("no whole number of milliseconds"));
  EXPECT_THAT(complaint("PT1.S"), HasSubstr("digits must follow the decimal point"));
  EXPECT_THAT(complaint("P12"), HasSubstr("a unit must follow"));
  EXPECT_THAT(complaint("PD"), HasSubstr("a number must stand"));
  EXPECT_THAT(complaint("P1D-1D"), HasSubstr("a number must stand"));
  EXPECT_THAT(complaint("P1X"), HasSubstr("the units are Y, M, W and D"));
}

TEST(duration, a_thousand_years_are_enough) {
  EXPECT_TRUE(parse_duration("P12000M"));
  for (const auto* text : {"P1001Y", "P1000YT0.001S", "P12001M", "P999999999999999999999999D",
                           "PT99999999999999S", "P600Y4801M"})
    EXPECT_THAT(complaint(text), HasSubstr("longer than 1000 years")) << text;
}

} // namespace
} // namespace sojourn::calendar
