#include "calendar/recurrence.hpp"

#include "base/ids.hpp"
#include "calendar/calendar.hpp"
#include "tests/support/instants.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

namespace sojourn::calendar {
namespace {

using tests::at;
using tests::berlin;
using tests::hanoi;
using tests::new_york;

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::size_t plenty = 100'000;

recurrence rule_of(std::string_view rule, std::string_view start, std::string_view zone = hanoi,
                   missing_day missing = missing_day::skip) {
  auto parsed = recurrence::parse(rule, start, zone, missing);
  if (!parsed)
    throw std::runtime_error(parsed.error().message);
  return *parsed;
}

/// The first occurrences after an instant, as local texts.
std::vector<std::string> texts(const recurrence& rule, std::string_view after, std::size_t limit) {
  std::vector<std::string> found;
  for (const auto one : occurrences(rule, at(after), limit))
    found.push_back(to_local_text(one, rule.zone()).value());
  return found;
}

/// The same, as local dates.
std::vector<std::string> dates(const recurrence& rule, std::string_view after, std::size_t limit) {
  auto found = texts(rule, after, limit);
  for (auto& one : found)
    one.resize(10);
  return found;
}

constexpr auto long_ago = "1970-01-01T00:00:00Z";

TEST(recurrence, monthly_on_the_first_at_nine_in_the_morning) {
  const auto rule = rule_of("FREQ=MONTHLY;BYMONTHDAY=1", "2026-01-31T09:00:00");

  EXPECT_THAT(texts(rule, long_ago, 3),
              ElementsAre("2026-02-01T09:00:00+07:00", "2026-03-01T09:00:00+07:00",
                          "2026-04-01T09:00:00+07:00"));
}

TEST(recurrence, after_is_exclusive_and_to_is_inclusive) {
  const auto rule = rule_of("FREQ=DAILY", "2026-03-01T09:00");
  const auto first = at("2026-03-01T09:00:00+07:00");
  const auto second = at("2026-03-02T09:00:00+07:00");

  EXPECT_THAT(occurrences(rule, first, 1), ElementsAre(second));
  EXPECT_THAT(occurrences(rule, first - milliseconds{1}, 1), ElementsAre(first));
  EXPECT_THAT(occurrences_between(rule, first, second, plenty), ElementsAre(second));
  EXPECT_THAT(occurrences_between(rule, first, second - milliseconds{1}, plenty), IsEmpty());
  EXPECT_THAT(occurrences_between(rule, second, first, plenty), IsEmpty());
  EXPECT_THAT(occurrences(rule, first, 0), IsEmpty());
}

TEST(recurrence, the_prefix_and_small_letters_change_nothing) {
  const auto plain = rule_of("FREQ=MONTHLY;BYDAY=2MO", "2026-01-01T09:00");
  const auto dressed = rule_of("rrule:freq=monthly;byday=+2mo;", "2026-01-01T09:00");

  EXPECT_EQ(dates(plain, long_ago, 20), dates(dressed, long_ago, 20));
}

TEST(recurrence, a_birthday_on_29_february_is_skipped_or_moved) {
  const auto birthday = "2024-02-29T09:00";
  for (const auto* rule : {"FREQ=YEARLY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
                           "FREQ=MONTHLY;BYMONTH=2", "FREQ=MONTHLY;INTERVAL=12"}) {
    EXPECT_THAT(dates(rule_of(rule, birthday), "2024-03-01T00:00:00Z", 2),
                ElementsAre("2028-02-29", "2032-02-29"))
        << rule;
    EXPECT_THAT(dates(rule_of(rule, birthday, hanoi, missing_day::last_day), long_ago, 5),
                ElementsAre("2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"))
        << rule;
  }
}

TEST(recurrence, a_century_without_a_leap_year_is_bridged) {
  const auto rule = rule_of("FREQ=YEARLY", "2024-02-29T09:00", "UTC");

  EXPECT_THAT(dates(rule, "2096-03-01T00:00:00Z", 1), ElementsAre("2104-02-29"));
}

TEST(recurrence, day_31_is_skipped_or_the_last_day_of_the_month) {
  for (const auto* rule : {"FREQ=MONTHLY", "FREQ=MONTHLY;BYMONTHDAY=31",
                           "FREQ=YEARLY;BYMONTH=1,2,3,4,5;BYMONTHDAY=31"}) {
    EXPECT_THAT(dates(rule_of(rule, "2026-01-31T09:00"), long_ago, 3),
                ElementsAre("2026-01-31", "2026-03-31", "2026-05-31"))
        << rule;
    EXPECT_THAT(dates(rule_of(rule, "2026-01-31T09:00", hanoi, missing_day::last_day), long_ago, 5),
                ElementsAre("2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"))
        << rule;
  }
}

TEST(recurrence, two_missing_days_are_one_last_day) {
  const auto rule =
      rule_of("FREQ=MONTHLY;BYMONTHDAY=30,31", "2026-01-31T09:00", hanoi, missing_day::last_day);

  EXPECT_THAT(dates(rule, long_ago, 5),
              ElementsAre("2026-01-31", "2026-02-28", "2026-03-30", "2026-03-31", "2026-04-30"));
  const auto counted = rule_of("FREQ=MONTHLY;BYMONTHDAY=29,30,31;COUNT=3", "2026-01-31T09:00",
                               hanoi, missing_day::last_day);
  EXPECT_THAT(dates(counted, long_ago, plenty),
              ElementsAre("2026-01-31", "2026-02-28", "2026-03-29"));
}

TEST(recurrence, a_time_in_the_spring_gap_has_the_offset_from_before_it) {
  // RFC 5545, 3.3.5.
  EXPECT_THAT(texts(rule_of("FREQ=DAILY", "2026-03-28T02:30", berlin), long_ago, 3),
              ElementsAre("2026-03-28T02:30:00+01:00", "2026-03-29T03:30:00+02:00",
                          "2026-03-30T02:30:00+02:00"));
  EXPECT_THAT(texts(rule_of("FREQ=DAILY", "2026-03-06T02:30", new_york), long_ago, 4),
              ElementsAre("2026-03-06T02:30:00-05:00", "2026-03-07T02:30:00-05:00",
                          "2026-03-08T03:30:00-04:00", "2026-03-09T02:30:00-04:00"));
  EXPECT_THAT(texts(rule_of("FREQ=DAILY", "2040-03-10T02:30", new_york), long_ago, 2),
              ElementsAre("2040-03-10T02:30:00-05:00", "2040-03-11T03:30:00-04:00"));
}

TEST(recurrence, hourly_fires_once_an_hour_through_the_gap) {
  const auto rule = rule_of("FREQ=HOURLY;COUNT=5", "2026-03-08T00:30", new_york);

  EXPECT_THAT(texts(rule, long_ago, plenty),
              ElementsAre("2026-03-08T00:30:00-05:00", "2026-03-08T01:30:00-05:00",
                          "2026-03-08T03:30:00-04:00", "2026-03-08T04:30:00-04:00",
                          "2026-03-08T05:30:00-04:00"));
}

TEST(recurrence, hourly_rests_in_the_second_pass_of_an_overlap) {
  // 01:30 is the first of the two, as RFC 5545, 3.3.5 has it, and so is every other there.
  const auto rule = rule_of("FREQ=HOURLY;COUNT=4", "2026-11-01T00:30", new_york);

  EXPECT_THAT(texts(rule, long_ago, plenty),
              ElementsAre("2026-11-01T00:30:00-04:00", "2026-11-01T01:30:00-04:00",
                          "2026-11-01T02:30:00-05:00", "2026-11-01T03:30:00-05:00"));
}

TEST(recurrence, times_that_a_gap_moves_behind_others_come_in_order) {
  // On Lord Howe Island the wall goes from 02:00 to 02:30: 02:15 becomes 02:45, after 02:35.
  const auto daily =
      rule_of("FREQ=DAILY;BYMINUTE=15,35", "2026-10-04T02:15", "Australia/Lord_Howe");
  EXPECT_THAT(texts(daily, long_ago, 3),
              ElementsAre("2026-10-04T02:35:00+11:00", "2026-10-04T02:45:00+11:00",
                          "2026-10-05T02:15:00+11:00"));
  const auto counted = rule_of("FREQ=MINUTELY;INTERVAL=45;COUNT=4", "2026-03-08T01:30", new_york);
  EXPECT_THAT(texts(counted, long_ago, plenty),
              ElementsAre("2026-03-08T01:30:00-05:00", "2026-03-08T03:00:00-04:00",
                          "2026-03-08T03:15:00-04:00", "2026-03-08T03:45:00-04:00"))
      << "01:30, 02:15, 03:00 and 03:45 on the wall";
  EXPECT_THAT(texts(counted, "2026-03-08T03:00:00-04:00", 1),
              ElementsAre("2026-03-08T03:15:00-04:00"));
}

TEST(recurrence, a_time_in_the_autumn_overlap_is_the_first_of_the_two) {
  const auto rule = rule_of("FREQ=DAILY", "2026-10-24T02:30", berlin);

  EXPECT_THAT(texts(rule, long_ago, 3),
              ElementsAre("2026-10-24T02:30:00+02:00", "2026-10-25T02:30:00+02:00",
                          "2026-10-26T02:30:00+01:00"));
  EXPECT_THAT(texts(rule, "2026-10-25T02:30:00+01:00", 1), ElementsAre("2026-10-26T02:30:00+01:00"))
      << "the second 02:30 is none";
}

TEST(recurrence, local_times_that_the_gap_makes_one_instant_are_one_occurrence) {
  const auto rule = rule_of("FREQ=HOURLY;BYMINUTE=0,30;COUNT=4", "2026-03-29T01:30", berlin);

  EXPECT_THAT(texts(rule, long_ago, plenty),
              ElementsAre("2026-03-29T01:30:00+01:00", "2026-03-29T03:00:00+02:00",
                          "2026-03-29T03:30:00+02:00", "2026-03-29T04:00:00+02:00"))
      << "02:00 and 03:00 are one, so are 02:30 and 03:30";
}

TEST(recurrence, a_day_that_a_zone_left_out_is_the_next_one) {
  // Samoa crossed the date line: 30 December 2011 was never there.
  const auto rule = rule_of("FREQ=YEARLY", "2010-12-30T10:00", "Pacific/Apia");

  EXPECT_THAT(texts(rule, "2011-01-01T00:00:00Z", 2),
              ElementsAre("2011-12-31T10:00:00+14:00", "2012-12-30T10:00:00+14:00"));
}

TEST(recurrence, the_second_monday_and_the_last_friday_of_the_month) {
  EXPECT_THAT(dates(rule_of("FREQ=MONTHLY;BYDAY=2MO", "2026-01-01T09:00"), long_ago, 3),
              ElementsAre("2026-01-12", "2026-02-09", "2026-03-09"));
  EXPECT_THAT(dates(rule_of("FREQ=MONTHLY;BYDAY=-1FR", "2026-01-01T09:00"), long_ago, 3),
              ElementsAre("2026-01-30", "2026-02-27", "2026-03-27"));
  EXPECT_THAT(dates(rule_of("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2026-01-01T09:00"),
                    long_ago, 3),
              ElementsAre("2026-01-30", "2026-02-27", "2026-03-31"));
  EXPECT_THAT(dates(rule_of("FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "2026-01-01T09:00"), long_ago, 2),
              ElementsAre("2026-11-26", "2027-11-25"));
}

TEST(recurrence, every_other_week_keeps_its_rhythm_far_from_the_start) {
  const auto rule = rule_of("FREQ=WEEKLY;INTERVAL=2", "2020-01-06T09:00", "UTC");
  const auto start = at("2020-01-06T09:00:00Z");

  for (const auto* after : {"2026-01-01T00:00:00Z", "2026-01-08T00:00:00Z", "2099-01-01T00:00:00Z"})
    EXPECT_EQ((occurrences(rule, at(after), 1).front() - start) % std::chrono::days{14},
              milliseconds{0})
        << after;
}

TEST(recurrence, the_week_begins_where_the_rule_says) {
  // The example of RFC 5545, section 3.3.10.
  const auto monday =
      rule_of("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "1997-08-05T09:00", "UTC");
  const auto sunday =
      rule_of("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "1997-08-05T09:00", "UTC");

  EXPECT_THAT(dates(monday, long_ago, plenty),
              ElementsAre("1997-08-05", "1997-08-10", "1997-08-19", "1997-08-24"));
  EXPECT_THAT(dates(sunday, long_ago, plenty),
              ElementsAre("1997-08-05", "1997-08-17", "1997-08-19", "1997-08-31"));
}

TEST(recurrence, hours_and_minutes_keep_their_rhythm_over_midnight) {
  EXPECT_THAT(texts(rule_of("FREQ=HOURLY;INTERVAL=7", "2026-01-01T09:15", "UTC"), long_ago, 4),
              ElementsAre("2026-01-01T09:15:00+00:00", "2026-01-01T16:15:00+00:00",
                          "2026-01-01T23:15:00+00:00", "2026-01-02T06:15:00+00:00"));
  EXPECT_THAT(texts(rule_of("FREQ=MINUTELY;INTERVAL=1000;BYHOUR=1,2", "2026-01-01T09:15", "UTC"),
                    long_ago, 2),
              ElementsAre("2026-01-02T01:55:00+00:00", "2026-01-11T02:35:00+00:00"));
}

TEST(recurrence, it_ends_after_count) {
  const auto rule = rule_of("FREQ=DAILY;COUNT=3", "2026-03-01T09:00");

  EXPECT_THAT(dates(rule, long_ago, plenty), ElementsAre("2026-03-01", "2026-03-02", "2026-03-03"));
  EXPECT_THAT(dates(rule, "2026-03-02T10:00:00+07:00", plenty), ElementsAre("2026-03-03"))
      << "what was before is counted too";
  EXPECT_THAT(dates(rule, "2026-03-03T09:00:00+07:00", plenty), IsEmpty());
}

TEST(recurrence, it_ends_at_until_in_each_of_its_three_forms) {
  for (const auto* until : {"20260302T090000", "20260302T020000Z", "20260302"})
    EXPECT_THAT(dates(rule_of("FREQ=DAILY;UNTIL=" + std::string{until}, "2026-03-01T09:00"),
                      long_ago, plenty),
                ElementsAre("2026-03-01", "2026-03-02"))
        << until;
  for (const auto* until : {"20260302T085959", "20260302T015959Z", "20260301"})
    EXPECT_THAT(dates(rule_of("FREQ=DAILY;UNTIL=" + std::string{until}, "2026-03-01T09:00"),
                      long_ago, plenty),
                ElementsAre("2026-03-01"))
        << until;
}

TEST(recurrence, previous_is_the_last_at_or_before) {
  const auto rule = rule_of("FREQ=YEARLY", "2024-02-29T09:00", "UTC");

  EXPECT_EQ(previous(rule, at("2027-06-01T00:00:00Z")), at("2024-02-29T09:00:00Z"));
  EXPECT_EQ(previous(rule, at("2028-02-29T09:00:00Z")), at("2028-02-29T09:00:00Z"));
  EXPECT_EQ(previous(rule, at("2024-02-29T08:59:59Z")), std::nullopt);
  EXPECT_EQ(previous(rule, instant::min()), std::nullopt);
  EXPECT_EQ(previous(rule_of("FREQ=MINUTELY;COUNT=5", "2026-03-01T09:00", "UTC"), instant::max()),
            at("2026-03-01T09:04:00Z"));
}

TEST(recurrence, a_rule_that_names_nothing_ends_quickly) {
  for (const auto* rule :
       {"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=HOURLY;BYMONTH=4;BYMONTHDAY=31",
        "FREQ=MINUTELY;INTERVAL=2;BYMINUTE=1", "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30;COUNT=10000",
        "FREQ=YEARLY;INTERVAL=4;BYYEARDAY=366", "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31;COUNT=9"}) {
    const auto began = std::chrono::steady_clock::now();
    const auto empty = rule_of(rule, "2026-02-01T00:00", "UTC");
    EXPECT_THAT(occurrences(empty, at(long_ago), 1), IsEmpty()) << rule;
    EXPECT_EQ(previous(empty, instant::max()), std::nullopt) << rule;
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds{20}) << rule;
  }
}

TEST(recurrence, instants_at_the_ends_of_time_are_harmless) {
  const auto rule = rule_of("FREQ=YEARLY", "2026-01-01T00:00", "UTC");

  EXPECT_EQ(occurrences(rule, instant::min(), 1).front(), at("2026-01-01T00:00:00Z"));
  EXPECT_THAT(occurrences(rule, instant::max(), 1), IsEmpty());
  EXPECT_THAT(occurrences(rule, at("9999-12-31T00:00:00Z"), 1), IsEmpty());
  EXPECT_EQ(occurrences_between(rule, instant::min(), instant::max(), plenty).size(), 101u)
      << "it looks a hundred years ahead";
}

TEST(recurrence, it_may_be_asked_from_many_threads) {
  const auto rule =
      rule_of("FREQ=MONTHLY;BYMONTHDAY=31", "2026-01-31T09:00", berlin, missing_day::last_day);
  const auto expected = occurrences(rule, at(long_ago), 100);
  std::vector<std::thread> threads;
  std::vector<int> right(4);
  for (auto& mine : right)
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i)
        mine += occurrences(rule_of(rule.rule(), rule.start(), rule.zone(), rule.missing()),
                            at(long_ago), 100) == expected;
    });
  for (auto& thread : threads)
    thread.join();
  EXPECT_THAT(right, testing::Each(50));
}

struct mistake {
  std::string_view rule;
  std::string_view message;
};

TEST(recurrence, every_mistake_in_a_rule_is_named) {
  for (const auto& [rule, message] : std::vector<mistake>{
           {"", "\"\" is not a part of a recurrence rule"},
           {"every day", "\"EVERY DAY\" is not a part of a recurrence rule; write"},
           {"FREQ=DAILY;;COUNT=1", "\"\" is not a part"},
           {"COUNT=1", "has no FREQ"},
           {"FREQ=SECONDLY", "at most once a minute"},
           {"FREQ=FORTNIGHTLY", "FREQ has \"FORTNIGHTLY\"; write MINUTELY,"},
           {"FREQ=DAILY;FREQ=DAILY", "\"FREQ\" stands twice"},
           {"FREQ=DAILY;BYFULLMOON=1", "\"BYFULLMOON\" is not a part"},
           {"RSCALE=HEBREW;FREQ=DAILY", "\"RSCALE\" is not a part"},
           {"FREQ=DAILY;SKIP=OMIT", "\"SKIP\" is not a part"},
           {"FREQ=DAILY;COUNT=3;UNTIL=20270101", "COUNT and UNTIL do not go together"},
           {"FREQ=DAILY;COUNT=0", "COUNT has \"0\"; write a number from 1 to 10000"},
           {"FREQ=DAILY;COUNT=10001", "COUNT has \"10001\""},
           {"FREQ=DAILY;INTERVAL=0", "INTERVAL has \"0\"; write a number from 1 to 10000"},
           {"FREQ=DAILY;INTERVAL=-1", "INTERVAL has \"-1\""},
           {"FREQ=DAILY;INTERVAL=99999999999", "INTERVAL has \"99999999999\""},
           {"FREQ=DAILY;INTERVAL=2x", "INTERVAL has \"2X\""},
           {"FREQ=DAILY;UNTIL=tomorrow", "UNTIL has \"TOMORROW\"; write a local time"},
           {"FREQ=DAILY;UNTIL=20260230", "UNTIL has \"20260230\""},
           {"FREQ=DAILY;UNTIL=20260201Z", "UNTIL has \"20260201Z\""},
           {"FREQ=DAILY;UNTIL=20260201T250000", "UNTIL has \"20260201T250000\""},
           {"FREQ=DAILY;WKST=XX", "WKST has \"XX\""},
           {"FREQ=DAILY;BYSECOND=0", "BYSECOND is not supported; the seconds are"},
           {"FREQ=YEARLY;BYWEEKNO=20", "BYWEEKNO is not supported"},
           {"FREQ=DAILY;BYHOUR=24", "BYHOUR has \"24\"; write numbers from 0 to 23"},
           {"FREQ=DAILY;BYHOUR=9,", "BYHOUR has \"\""},
           {"FREQ=DAILY;BYHOUR=9,9", "BYHOUR names 9 twice"},
           {"FREQ=DAILY;BYMINUTE=60", "BYMINUTE has \"60\""},
           {"FREQ=DAILY;BYMONTH=13", "BYMONTH has \"13\""},
           {"FREQ=DAILY;BYMONTH=5L", "BYMONTH has \"5L\""},
           {"FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY has \"0\"; write numbers from 1 to 31, or"},
           {"FREQ=MONTHLY;BYMONTHDAY=-32", "BYMONTHDAY has \"-32\""},
           {"FREQ=YEARLY;BYYEARDAY=367", "BYYEARDAY has \"367\""},
           {"FREQ=WEEKLY;BYDAY=MONDAY", "BYDAY has \"MONDAY\"; write weekdays from MO to SU"},
           {"FREQ=MONTHLY;BYDAY=0MO", "BYDAY has \"0MO\""},
           {"FREQ=MONTHLY;BYDAY=54MO", "BYDAY has \"54MO\""},
           {"FREQ=MONTHLY;BYDAY=6MO", "above 5, which no month has"},
           {"FREQ=WEEKLY;BYDAY=MO,MO", "BYDAY names MO twice"},
           {"FREQ=WEEKLY;BYDAY=2MO", "go with FREQ=MONTHLY and YEARLY only"},
           {"FREQ=MONTHLY;BYDAY=2MO;BYMONTHDAY=9", "do not go with BYMONTHDAY"},
           {"FREQ=WEEKLY;BYMONTHDAY=1", "does not go with FREQ=WEEKLY"},
           {"FREQ=DAILY;BYMONTHDAY=-1", "only in FREQ=MONTHLY and YEARLY"},
           {"FREQ=MONTHLY;BYYEARDAY=1", "BYYEARDAY goes with FREQ=YEARLY only"},
           {"FREQ=YEARLY;BYYEARDAY=1;BYMONTH=1", "BYYEARDAY does not go with BYMONTH"},
           {"FREQ=DAILY;BYSETPOS=1", "BYSETPOS goes with FREQ=MONTHLY and weekdays"},
           {"FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6", "BYSETPOS is above 5, the most days"},
       }) {
    const auto parsed = recurrence::parse(rule, "2026-01-31T09:00", hanoi);
    ASSERT_FALSE(parsed) << rule;
    EXPECT_EQ(parsed.error().code, error_code::invalid_definition) << rule;
    EXPECT_THAT(parsed.error().message, HasSubstr(message)) << rule;
  }
  EXPECT_FALSE(
      recurrence::parse("FREQ=DAILY;BYHOUR=" + std::string(5000, '1'), "2026-01-31T09:00", hanoi));
}

TEST(recurrence, a_long_mistake_is_cut_between_two_characters) {
  for (const auto* filler : {"", "x"}) {
    std::string rule = std::string{"FREQ=DAILY;BYHOUR="} + filler;
    for (int i = 0; i < 100; ++i)
      rule += "ữ";
    EXPECT_TRUE(is_utf8(recurrence::parse(rule, "2026-01-31T09:00", hanoi).error().message));
  }
}

TEST(recurrence, last_day_is_refused_where_it_means_nothing) {
  for (const auto& [rule, message] : std::vector<mistake>{
           {"FREQ=DAILY;BYMONTHDAY=31", "FREQ=MONTHLY and YEARLY only"},
           {"FREQ=MONTHLY;BYMONTHDAY=-31", "does not go with BYMONTHDAY=-31"},
       }) {
    const auto parsed = recurrence::parse(rule, "2026-01-31T09:00", hanoi, missing_day::last_day);
    ASSERT_FALSE(parsed) << rule;
    EXPECT_THAT(parsed.error().message, HasSubstr(message));
  }
}

TEST(recurrence, a_start_is_a_local_date_and_time) {
  for (const auto* start :
       {"", "2026-01-31", "2026-01-31T09:00:00Z", "2026-01-31T09:00+07:00", "2026-01-31 09:00:00",
        "2026-02-30T09:00", "2026-01-31T24:30", "2026-01-31T09:00:00.5", "tomorrow"}) {
    const auto parsed = recurrence::parse("FREQ=DAILY", start, hanoi);
    ASSERT_FALSE(parsed) << start;
    EXPECT_EQ(parsed.error().code, error_code::invalid_instant);
    EXPECT_THAT(parsed.error().message, HasSubstr("is not a local start; write \"2026-01-31T"));
  }
  EXPECT_THAT(recurrence::parse("FREQ=DAILY", "1582-12-31T00:00", hanoi).error().message,
              HasSubstr("too early for a start; the year 1583 is the first"));
  EXPECT_THAT(recurrence::parse("FREQ=DAILY", "2400-01-01T00:00", hanoi).error().message,
              HasSubstr("too late for a start; the year 2399 is the last"));
  EXPECT_EQ(recurrence::parse("FREQ=DAILY", "2026-01-31T09:00", "Mars/Base").error().code,
            error_code::unknown_zone);
}

TEST(recurrence, a_birthday_before_1970_comes_round) {
  EXPECT_THAT(dates(rule_of("FREQ=YEARLY", "1965-04-30T09:00"), "2026-01-01T00:00:00Z", 2),
              ElementsAre("2026-04-30", "2027-04-30"));
  EXPECT_EQ(previous(rule_of("FREQ=YEARLY", "1965-04-30T09:00"), at("1969-12-31T00:00:00Z")),
            at("1969-04-30T01:00:00Z"));
  EXPECT_THAT(
      texts(rule_of("FREQ=DAILY;COUNT=3", "1969-12-31T07:59:59"), "1965-01-01T00:00:00Z", plenty),
      ElementsAre("1969-12-31T07:59:59+08:00", "1970-01-01T07:59:59+08:00",
                  "1970-01-02T07:59:59+08:00"));
}

TEST(missing_day, names_come_back) {
  for (const auto choice : {missing_day::skip, missing_day::last_day})
    EXPECT_EQ(find_missing_day(to_text(choice)), choice);
  EXPECT_EQ(find_missing_day("first_day"), std::nullopt);
}

} // namespace
} // namespace sojourn::calendar
