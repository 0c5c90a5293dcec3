#include "calendar/schedule.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sojourn::calendar {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using namespace std::chrono_literals;

const instant first = from_unix_ms(1'772'330'400'000);
const instant second = first + 24h;
const instant third = first + 48h;

TEST(schedule, a_list_is_sorted_and_has_each_instant_once) {
  const auto listed = schedule::of({third, first, second, first}).value();

  EXPECT_THAT(listed.next(instant::min(), 10), ElementsAre(first, second, third));
  EXPECT_THAT(listed.next(first, 1), ElementsAre(second));
  EXPECT_THAT(listed.next(third, 10), IsEmpty());
  EXPECT_THAT(listed.next(instant::min(), 0), IsEmpty());
  EXPECT_EQ(listed, schedule::of({first, second, third}).value());
}

TEST(schedule, due_is_after_the_one_and_until_the_other) {
  const auto listed = schedule::of({first, second, third}).value();

  EXPECT_THAT(listed.due(first, third, 10), ElementsAre(second, third));
  EXPECT_THAT(listed.due(first, third - 1ms, 10), ElementsAre(second));
  EXPECT_THAT(listed.due(first, third, 1), ElementsAre(second));
  EXPECT_THAT(listed.due(third, first, 10), IsEmpty());
}

TEST(schedule, previous_is_the_last_at_or_before) {
  const auto listed = schedule::of({first, second}).value();

  EXPECT_EQ(listed.previous(second), second);
  EXPECT_EQ(listed.previous(second - 1ms), first);
  EXPECT_EQ(listed.previous(first - 1ms), std::nullopt);
}

TEST(schedule, a_list_has_a_least_and_a_most) {
  EXPECT_THAT(schedule::of({}).error().message, HasSubstr("lists no instant"));
  std::vector<instant> many;
  for (std::size_t i = 0; i <= max_schedule_instants; ++i)
    many.push_back(first + milliseconds{i});
  EXPECT_THAT(schedule::of(many).error().message, HasSubstr("more than 1000 instants"));
  many.pop_back();
  EXPECT_TRUE(schedule::of(many));
}

TEST(schedule, a_rule_answers_like_its_recurrence) {
  const auto rule = recurrence::parse("FREQ=DAILY;COUNT=3", "2026-03-01T09:00", "UTC").value();
  const schedule repeated{rule};

  EXPECT_EQ(repeated.next(instant::min(), 10), occurrences(rule, instant::min(), 10));
  EXPECT_EQ(repeated.due(first, second, 10), occurrences_between(rule, first, second, 10));
  EXPECT_EQ(repeated.previous(instant::max()), previous(rule, instant::max()));
}

TEST(missed_occurrences, none_the_latest_or_all_of_them_run) {
  const auto now = third + 1h;

  EXPECT_THAT(to_run({first, second, third}, missed_policy::none, {}, now), IsEmpty());
  EXPECT_THAT(to_run({first, second, third}, missed_policy::latest, {}, now), ElementsAre(third));
  EXPECT_THAT(to_run({first, second, third}, missed_policy::all, {}, now),
              ElementsAre(first, second, third));
  for (const auto policy : {missed_policy::none, missed_policy::latest, missed_policy::all})
    EXPECT_THAT(to_run({}, policy, {}, now), IsEmpty());
}

TEST(missed_occurrences, what_is_older_than_the_window_is_dropped) {
  const auto now = third + 1h;

  EXPECT_THAT(to_run({first, second, third}, missed_policy::all, 25h, now),
              ElementsAre(second, third))
      << "exactly as old as the window is still inside";
  EXPECT_THAT(to_run({first, second, third}, missed_policy::all, 25h - 1ms, now),
              ElementsAre(third));
  EXPECT_THAT(to_run({first, second, third}, missed_policy::latest, 25h, now), ElementsAre(third));
  EXPECT_THAT(to_run({first, second, third}, missed_policy::latest, 59min, now), IsEmpty());
  EXPECT_THAT(to_run({first, second, third}, missed_policy::all, milliseconds::max(), now),
              ElementsAre(first, second, third));
}

TEST(missed_occurrences, one_that_is_due_now_is_not_missed) {
  for (const auto policy : {missed_policy::none, missed_policy::latest, missed_policy::all})
    EXPECT_THAT(to_run({second}, policy, 0ms, second), ElementsAre(second));
  EXPECT_THAT(to_run({first, second, third}, missed_policy::none, {}, third), ElementsAre(third));
  EXPECT_THAT(to_run({first, second, third}, missed_policy::latest, {}, third),
              ElementsAre(second, third));
}

TEST(missed_policy, names_come_back) {
  for (const auto policy : {missed_policy::none, missed_policy::latest, missed_policy::all})
    EXPECT_EQ(find_missed_policy(to_text(policy)), policy);
  EXPECT_EQ(find_missed_policy("some"), std::nullopt);
}

} // namespace
} // namespace sojourn::calendar
