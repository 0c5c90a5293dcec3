#include "base/instant.hpp"

#include <gtest/gtest.h>

namespace sojourn {
namespace {

std::string normalised(std::string_view text) {
  const auto at = parse_instant(text);
  return at ? to_text(*at) : "refused: " + at.error().message;
}

TEST(instant, offsets_are_brought_to_utc) {
  EXPECT_EQ(normalised("2026-03-01T16:30:00+07:00"), "2026-03-01T09:30:00Z");
  EXPECT_EQ(normalised("2026-02-28T23:45:00-05:30"), "2026-03-01T05:15:00Z");
  EXPECT_EQ(normalised("2026-03-01T00:00:00Z"), "2026-03-01T00:00:00Z");
}

TEST(instant, letters_may_be_small_and_the_seconds_and_the_t_left_out) {
  EXPECT_EQ(normalised("2026-03-01t09:30:00z"), "2026-03-01T09:30:00Z");
  EXPECT_EQ(normalised("2026-03-01 09:30:00Z"), "2026-03-01T09:30:00Z");
  EXPECT_EQ(normalised("2026-03-01T23:30+07:00"), "2026-03-01T16:30:00Z");
}

TEST(instant, fractions_are_cut_at_the_millisecond) {
  EXPECT_EQ(normalised("2026-03-01T09:30:00.5Z"), "2026-03-01T09:30:00.500Z");
  EXPECT_EQ(normalised("2026-03-01T09:30:00.1239999999Z"), "2026-03-01T09:30:00.123Z");
  EXPECT_EQ(normalised("2026-03-01T09:30:00.000Z"), "2026-03-01T09:30:00Z");
}

TEST(instant, the_29th_of_february_exists_in_leap_years_only) {
  EXPECT_EQ(normalised("2028-02-29T00:00:00Z"), "2028-02-29T00:00:00Z");
  EXPECT_EQ(normalised("2000-02-29T00:00:00Z"), "2000-02-29T00:00:00Z");
  EXPECT_FALSE(parse_instant("2026-02-29T00:00:00Z"));
  EXPECT_FALSE(parse_instant("2100-02-29T00:00:00Z"));
}

TEST(instant, a_leap_second_is_the_next_second) {
  EXPECT_EQ(normalised("2016-12-31T23:59:60Z"), "2017-01-01T00:00:00Z");
  EXPECT_EQ(normalised("2015-06-30T23:59:60.5Z"), "2015-07-01T00:00:00.500Z");
  EXPECT_EQ(normalised("2017-01-01T06:59:60+07:00"), "2017-01-01T00:00:00Z");
  EXPECT_EQ(normalised("1990-12-31T15:59:60-08:00"), "1991-01-01T00:00:00Z")
      << "of RFC 3339, section 5.8";
}

TEST(instant, a_second_60_elsewhere_is_an_error) {
  for (const auto* text : {"2026-03-01T12:30:60Z", "2016-12-31T22:59:60Z", "2016-12-30T23:59:60Z",
                           "2016-03-31T23:59:60Z", "2016-12-31T23:59:60+07:00",
                           "2016-12-31T23:58:60Z", "1965-12-31T23:59:60Z", "2016-12-31T23:59:61Z"})
    EXPECT_FALSE(parse_instant(text)) << text;
  EXPECT_NE(normalised("2026-03-01T12:30:60Z").find("only at 23:59:60 UTC on 30 June or 31"),
            std::string::npos);
}

TEST(instant, the_years_are_those_of_rfc_3339) {
  for (const auto* text :
       {"0000-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "0000-02-29T12:00:00Z",
        "1582-10-10T00:00:00Z", "1900-02-28T23:59:59.999Z", "1969-12-31T23:59:59.999Z",
        "1970-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z"})
    EXPECT_EQ(normalised(text), text);
  EXPECT_EQ(normalised("1969-12-31T23:59:59.999Z"), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(to_unix_ms(parse_instant("1965-04-30T00:00:00Z").value()), -147'484'800'000);
  EXPECT_FALSE(parse_instant("1900-02-29T00:00:00Z"));
  EXPECT_FALSE(parse_instant("0000-01-01T00:00:00+00:01")) << "the year before";
  EXPECT_FALSE(parse_instant("9999-12-31T23:59:59-01:00")) << "the year after";
  EXPECT_FALSE(parse_instant("-001-01-01T00:00:00Z"));
}

TEST(instant, text_that_is_none_is_refused) {
  for (const auto* text :
       {"", "2026", "2026-03-01", "2026-03-01T09:30:00", "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z", "2026-04-31T00:00:00Z", "2026-03-01T24:00:00Z",
        "2026-03-01T09:60:00Z", "2026-03-01T09:30:61Z", "2026-03-01T09:30:00+7:00",
        "2026-03-01T09:30:00+24:00", "2026-03-01T09:30:00+0700", "2026-03-01T09:30:00.Z",
        "2026-03-01T09:30.5Z", "2026-03-01T09:30:00Zz", "2026/03/01T09:30:00Z",
        "2026-03-01T09:30:00 Z"}) {
    const auto at = parse_instant(text);
    ASSERT_FALSE(at) << text;
    EXPECT_EQ(at.error().code, error_code::invalid_instant) << text;
    EXPECT_NE(at.error().message.find("2026-03-01T09:00:00Z"), std::string::npos)
        << "the message shows how to write one";
  }
}

TEST(instant, unix_milliseconds_make_a_round_trip) {
  EXPECT_EQ(to_text(from_unix_ms(0)), "1970-01-01T00:00:00Z");
  EXPECT_EQ(to_text(from_unix_ms(253402300799999)), "9999-12-31T23:59:59.999Z");
  EXPECT_EQ(to_unix_ms(*parse_instant("2026-03-01T09:30:00.007Z")), 1772357400007);
}

} // namespace
} // namespace sojourn
