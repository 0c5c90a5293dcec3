#include "calendar/calendar.hpp"
#include "tests/support/instants.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sojourn::calendar {
namespace {

using tests::at;
using tests::berlin;
using tests::hanoi;
using tests::new_york;

using testing::HasSubstr;

std::string later(std::string_view start, std::string_view length, std::string_view zone) {
  const auto sum = add(at(start), parse_duration(length).value(), zone);
  return sum ? to_local_text(*sum, zone).value() : sum.error().message;
}

TEST(add, days_keep_the_wall_clock_time_through_daylight_saving) {
  EXPECT_EQ(later("2026-03-10T09:00:00+01:00", "P25D", berlin), "2026-04-04T09:00:00+02:00");
  EXPECT_EQ(later("2026-10-10T09:00:00+02:00", "P25D", berlin), "2026-11-04T09:00:00+01:00");
  EXPECT_EQ(later("2026-03-10T09:00:00+07:00", "P25D", hanoi), "2026-04-04T09:00:00+07:00");
}

TEST(add, hours_are_exact_through_daylight_saving) {
  EXPECT_EQ(later("2026-03-28T09:00:00+01:00", "PT24H", berlin), "2026-03-29T10:00:00+02:00");
  EXPECT_EQ(later("2026-03-28T09:00:00+01:00", "P1D", berlin), "2026-03-29T09:00:00+02:00");
}

TEST(add, a_time_in_the_gap_becomes_the_first_valid_instant_after_it) {
  EXPECT_EQ(later("2026-03-28T02:30:00+01:00", "P1D", berlin), "2026-03-29T03:00:00+02:00");
  EXPECT_EQ(later("2026-03-07T02:59:59-05:00", "P1D", new_york), "2026-03-08T03:00:00-04:00");
}

TEST(add, a_time_in_the_overlap_is_the_first_of_the_two) {
  EXPECT_EQ(later("2026-10-24T02:30:00+02:00", "P1D", berlin), "2026-10-25T02:30:00+02:00");
}

TEST(add, an_exact_length_does_not_fall_back_inside_the_overlap) {
  // The second 02:30 of the night plus ten minutes is the second 02:40.
  EXPECT_EQ(later("2026-10-25T02:30:00+01:00", "PT10M", berlin), "2026-10-25T02:40:00+01:00");
  EXPECT_EQ(later("2026-10-25T02:30:00+01:00", "PT0S", berlin), "2026-10-25T02:30:00+01:00");
}

TEST(add, a_day_that_the_month_lacks_becomes_its_last) {
  EXPECT_EQ(later("2026-01-31T10:00:00+07:00", "P1M", hanoi), "2026-02-28T10:00:00+07:00");
  EXPECT_EQ(later("2028-02-29T10:00:00+07:00", "P1Y", hanoi), "2029-02-28T10:00:00+07:00");
  EXPECT_EQ(later("2026-12-31T10:00:00+07:00", "P2M", hanoi), "2027-02-28T10:00:00+07:00");
}

TEST(add, years_and_months_come_before_days_and_days_before_hours) {
  EXPECT_EQ(later("2026-01-31T10:00:00+07:00", "P1M1D", hanoi), "2026-03-01T10:00:00+07:00");
  EXPECT_EQ(later("2026-03-28T02:30:00+01:00", "P1DT1H", berlin), "2026-03-29T04:00:00+02:00");
  EXPECT_EQ(later("2026-01-31T22:00:00+07:00", "P1Y1MT3H", hanoi), "2027-03-01T01:00:00+07:00");
}

TEST(add, the_day_is_the_day_of_the_zone) {
  // 18:00 in UTC on the 31st is already the 1st in Hà Nội.
  EXPECT_EQ(later("2026-01-31T18:00:00Z", "P1M", hanoi), "2026-03-01T01:00:00+07:00");
  EXPECT_EQ(later("2026-01-31T18:00:00Z", "P1M", "UTC"), "2026-02-28T18:00:00+00:00");
}

TEST(add, milliseconds_survive) {
  EXPECT_EQ(later("2026-03-01T09:00:00.123+07:00", "P1D", hanoi), "2026-03-02T09:00:00.123+07:00");
}

TEST(add, the_year_9999_is_the_last) {
  EXPECT_EQ(later("9998-12-31T23:59:59.999Z", "P1Y", "UTC"), "9999-12-31T23:59:59.999+00:00");
  for (const auto* length : {"P1Y", "P13M", "P366D", "PT8784H"}) {
    const auto sum = add(at("9999-01-01T00:00:00Z"), parse_duration(length).value(), "UTC");
    ASSERT_FALSE(sum) << length;
    EXPECT_EQ(sum.error().code, error_code::invalid_instant);
    EXPECT_THAT(sum.error().message, HasSubstr("9999-01-01T00:00:00Z plus P"));
  }
}

TEST(add, it_begins_before_1970_too) {
  EXPECT_EQ(later("1965-04-30T09:00:00+08:00", "P55Y", hanoi), "2020-04-30T09:00:00+07:00")
      << "Việt Nam was at +08:00 then, and the wall clock counts";
  EXPECT_EQ(later("1964-02-29T00:00:00.001Z", "P1Y", "UTC"), "1965-02-28T00:00:00.001+00:00");
  EXPECT_EQ(later("1969-12-31T23:59:59.999Z", "PT0.001S", "UTC"), "1970-01-01T00:00:00+00:00");
  EXPECT_EQ(later("0000-01-01T00:00:00Z", "P1000Y", "UTC"), "1000-01-01T00:00:00+00:00");
}

TEST(add, lengths_that_no_text_can_give_overflow_nothing) {
  const auto start = at("2026-03-01T00:00:00Z");
  for (const duration& length :
       {duration{.years = INT32_MAX}, duration{.months = INT32_MAX}, duration{.days = INT32_MAX},
        duration{.exact = milliseconds::max()}, duration{.years = -1}, duration{.days = -1},
        duration{.exact = milliseconds{-1}}})
    EXPECT_FALSE(add(start, length, "UTC"));
}

TEST(zone, names_are_those_of_the_database) {
  for (const auto* name : {"UTC", hanoi, "Asia/Saigon", berlin, "America/Argentina/Buenos_Aires"})
    EXPECT_TRUE(is_zone(name)) << name;
  for (const auto* name : {"", "Asia", "asia/ho_chi_minh", "Hanoi", "+07:00", "../etc/passwd",
                           "tzdata.zi", "Asia/Ho_Chi_Minh "})
    EXPECT_FALSE(is_zone(name)) << name;
}

TEST(zone, a_name_that_means_another_zone_on_another_machine_is_none) {
  for (const auto* name : {"localtime", "posixrules", "Factory", "posix/Asia/Ho_Chi_Minh",
                           "right/Asia/Ho_Chi_Minh", "/etc/localtime", "Asia/../localtime"})
    EXPECT_FALSE(is_zone(name)) << name;
}

TEST(zone, daylight_saving_goes_on_after_2037) {
  // The second Sunday of March, the first of November.
  EXPECT_EQ(later("2040-03-10T09:00:00-05:00", "P1D", new_york), "2040-03-11T09:00:00-04:00");
  EXPECT_EQ(later("2040-11-03T09:00:00-04:00", "P1D", new_york), "2040-11-04T09:00:00-05:00");
  EXPECT_EQ(later("2060-07-01T12:00:00Z", "PT0S", new_york), "2060-07-01T08:00:00-04:00");
  EXPECT_EQ(later("2060-01-01T12:00:00Z", "PT0S", new_york), "2060-01-01T07:00:00-05:00");
  EXPECT_EQ(later("2060-07-01T12:00:00Z", "PT0S", hanoi), "2060-07-01T19:00:00+07:00");
  EXPECT_EQ(later("2060-07-01T12:00:00Z", "PT0S", "Europe/Dublin"), "2060-07-01T13:00:00+01:00");
  EXPECT_EQ(later("2060-01-01T12:00:00Z", "PT0S", "Australia/Sydney"), "2060-01-01T23:00:00+11:00");
  EXPECT_EQ(later("2040-03-23T23:30:00-02:00", "P1D", "America/Nuuk"), "2040-03-25T00:00:00-01:00")
      << "its clocks are changed on Saturday, an hour before midnight";
  EXPECT_EQ(later("2040-03-10T02:30:00-05:00", "P1D", new_york), "2040-03-11T03:00:00-04:00")
      << "a gap";
  EXPECT_EQ(later("2040-11-03T01:30:00-04:00", "P1D", new_york), "2040-11-04T01:30:00-04:00")
      << "an overlap";
}

TEST(days_between, they_may_lie_before_1970) {
  EXPECT_EQ(days_between(at("1965-04-30T00:00:00Z"), at("2026-03-01T00:00:00Z"), "UTC"), 22'220);
  EXPECT_EQ(days_between(at("1969-12-31T23:59:59.999Z"), at("1970-01-02T00:00:00Z"), "UTC"), 1);
  EXPECT_EQ(days_between(at("0000-01-01T00:00:00Z"), at("9999-12-31T00:00:00Z"), "UTC"), 3'652'424);
}

TEST(zone, every_function_refuses_a_zone_that_is_none) {
  const auto now = at("2026-03-01T00:00:00Z");
  const auto expect_unknown = [](const auto& outcome) {
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code, error_code::unknown_zone);
    EXPECT_THAT(outcome.error().message, HasSubstr("\"Mars/Base\""));
  };
  expect_unknown(add(now, {}, "Mars/Base"));
  expect_unknown(parse_local("2026-03-01", "Mars/Base"));
  expect_unknown(next_opening(now, {}, "Mars/Base"));
  expect_unknown(days_between(now, now, "Mars/Base"));
  expect_unknown(to_local_text(now, "Mars/Base"));
}

TEST(days_between, a_day_is_whole_when_the_wall_clock_comes_round) {
  const auto days = [](std::string_view a, std::string_view b, std::string_view zone) {
    return days_between(at(a), at(b), zone).value();
  };
  EXPECT_EQ(days("2026-03-01T09:00:00+07:00", "2026-03-26T09:00:00+07:00", hanoi), 25);
  EXPECT_EQ(days("2026-03-01T09:00:00+07:00", "2026-03-26T08:59:59+07:00", hanoi), 24);
  EXPECT_EQ(days("2026-03-01T23:00:00+07:00", "2026-03-02T01:00:00+07:00", hanoi), 0);
  EXPECT_EQ(days("2026-03-28T09:00:00+01:00", "2026-03-29T09:00:00+02:00", berlin), 1)
      << "a day of 23 hours";
  EXPECT_EQ(days("2026-10-24T09:00:00+02:00", "2026-10-25T08:30:00+01:00", berlin), 0)
      << "24.5 hours of a day of 25";
}

TEST(days_between, backwards_is_the_negative_of_forwards) {
  const auto a = at("2026-03-01T09:00:00+07:00");
  const auto b = at("2026-03-26T08:00:00+07:00");
  EXPECT_EQ(days_between(b, a, hanoi), -24);
  EXPECT_EQ(days_between(a, a, hanoi), 0);
}

TEST(days_between, it_undoes_add) {
  for (const auto* start : {"2026-03-28T01:30:00Z", "2026-10-24T00:30:00Z", "2026-10-24T23:30:00Z",
                            "2026-03-08T06:59:00Z"}) {
    for (const auto* zone : {hanoi, berlin, new_york}) {
      for (int days = 0; days < 40; ++days) {
        const auto sum = add(at(start), {.days = days}, zone).value();
        EXPECT_EQ(days_between(at(start), sum, zone), days) << start << " " << zone;
      }
    }
  }
}

TEST(days_between, a_clock_set_back_over_midnight_makes_no_negative_day) {
  // On the Azores the clock goes back from 01:00 to 00:00.
  const auto before = at("2026-10-25T00:30:00Z"); // 00:30 the first time
  const auto after = at("2026-10-25T01:10:00Z");  // 00:10 the second time
  EXPECT_EQ(days_between(before, after, "Atlantic/Azores"), 0);
  EXPECT_EQ(days_between(after, before, "Atlantic/Azores"), 0);
}

} // namespace
} // namespace sojourn::calendar
