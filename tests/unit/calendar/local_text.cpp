#include "calendar/calendar.hpp"
#include "tests/support/instants.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sojourn::calendar {
namespace {

using tests::berlin;
using tests::hanoi;

using testing::HasSubstr;

std::string read(std::string_view text, std::string_view zone) {
  const auto at = parse_local(text, zone);
  return at ? sojourn::to_text(*at) : at.error().message;
}

TEST(parse_local, text_without_an_offset_is_local_to_the_zone) {
  EXPECT_EQ(read("2026-03-01", hanoi), "2026-02-28T17:00:00Z");
  EXPECT_EQ(read("2026-03-01T09:00", hanoi), "2026-03-01T02:00:00Z");
  EXPECT_EQ(read("2026-03-01T09:00:30", hanoi), "2026-03-01T02:00:30Z");
  EXPECT_EQ(read("2026-07-01T09:00", berlin), "2026-07-01T07:00:00Z");
}

TEST(parse_local, an_offset_in_the_text_beats_the_zone) {
  EXPECT_EQ(read("2026-03-01T09:00:00Z", hanoi), "2026-03-01T09:00:00Z");
  EXPECT_EQ(read("2026-03-01T09:00+01:00", hanoi), "2026-03-01T08:00:00Z");
}

TEST(parse_local, gaps_and_overlaps_are_those_of_add) {
  EXPECT_EQ(read("2026-03-29T02:30", berlin), "2026-03-29T01:00:00Z");
  EXPECT_EQ(read("2026-10-25T02:30", berlin), "2026-10-25T00:30:00Z");
}

TEST(parse_local, what_is_no_date_is_answered_with_how_to_write_one) {
  for (const auto* text : {"", "tomorrow", "01/03/2026", "2026-02-30", "2026-03-01T25:00",
                           "2026-03-01T09:00+07", "2026-03-01T09", "2026-03-01T09:00:00.5"}) {
    const auto at = parse_local(text, hanoi);
    ASSERT_FALSE(at) << text;
    EXPECT_EQ(at.error().code, error_code::invalid_instant) << text;
    EXPECT_THAT(at.error().message, HasSubstr("is not a date; write \"2026-03-01\"")) << text;
  }
}

TEST(parse_local, people_were_born_before_1970) {
  EXPECT_EQ(read("1970-01-01", hanoi), "1969-12-31T16:00:00Z") << "it kept UTC+8 then";
  EXPECT_EQ(read("1965-04-30", berlin), "1965-04-29T23:00:00Z");
  EXPECT_EQ(read("1899-12-31T23:59:59Z", hanoi), "1899-12-31T23:59:59Z");
  EXPECT_EQ(read("0000-02-29", "UTC"), "0000-02-29T00:00:00Z") << "it was a leap year";
}

TEST(parse_local, what_leaves_the_years_of_an_instant_is_said_to) {
  EXPECT_THAT(read("0000-01-01", hanoi), HasSubstr("outside of the years 0000 to 9999"));
  EXPECT_THAT(read("9999-12-31T23:00", "America/New_York"),
              HasSubstr("outside of the years 0000 to 9999"));
  EXPECT_EQ(read("9999-12-31", hanoi), "9999-12-30T17:00:00Z");
}

TEST(parse_local, a_local_leap_second_is_one_by_utc) {
  EXPECT_EQ(read("2017-01-01T06:59:60", hanoi), "2017-01-01T00:00:00Z");
  EXPECT_THAT(read("2016-12-31T23:59:60", hanoi), HasSubstr("a second 60"));
}

TEST(time_of_day, it_lies_before_24_hours) {
  EXPECT_EQ(parse_time_of_day("00:00"), (time_of_day{0, 0}));
  EXPECT_EQ(parse_time_of_day("09:05"), (time_of_day{9, 5}));
  EXPECT_EQ(parse_time_of_day("23:59"), (time_of_day{23, 59}));
  for (const auto* text :
       {"", "9:00", "24:00", "12:60", "12-00", "12:00:00", "ab:cd", "-1:00", " 9:00"}) {
    const auto time = parse_time_of_day(text);
    ASSERT_FALSE(time) << text;
    EXPECT_EQ(time.error().code, error_code::invalid_instant);
  }
}

TEST(to_local_text, it_shows_the_wall_clock_and_the_offset) {
  const auto at = parse_instant("2026-03-01T09:30:00Z").value();
  EXPECT_EQ(to_local_text(at, hanoi), "2026-03-01T16:30:00+07:00");
  EXPECT_EQ(to_local_text(at, "America/St_Johns"), "2026-03-01T06:00:00-03:30");
  EXPECT_EQ(to_local_text(at, "UTC"), "2026-03-01T09:30:00+00:00");
}

TEST(to_local_text, a_year_of_five_digits_is_shown_in_utc) {
  const auto last = parse_instant("9999-12-31T23:00:00Z").value();
  EXPECT_EQ(to_local_text(last, hanoi), "9999-12-31T23:00:00+00:00");
  const auto first = parse_instant("0000-01-01T01:00:00Z").value();
  EXPECT_EQ(to_local_text(first, "America/New_York"), "0000-01-01T01:00:00+00:00");
}

TEST(to_local_text, it_names_the_same_instant_even_where_the_offset_has_seconds) {
  // Monrovia kept 44 minutes and 30 seconds behind until 1972.
  const auto at = parse_instant("1971-06-01T12:00:00Z").value();
  const auto text = to_local_text(at, "Africa/Monrovia").value();
  EXPECT_EQ(parse_instant(text), at) << text;
}

} // namespace
} // namespace sojourn::calendar
