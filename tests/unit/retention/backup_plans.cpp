// When backups are due, and which are kept.
#include "retention/backup_plan.hpp"

#include <gmock/gmock.h>

namespace sojourn::retention {
namespace {

instant at(const char* text) { return parse_instant(text).value(); }

const backup_plan daily{.every = std::chrono::hours{24}};
const backup_plan nightly{.every = std::chrono::hours{24},
                          .at = calendar::time_of_day{3, 30},
                          .zone = "Asia/Ho_Chi_Minh"};

TEST(backup_plans, without_an_interval_nothing_is_due) {
  EXPECT_EQ(next_backup({}, std::nullopt, at("2026-03-01T00:00:00Z")), std::nullopt);
}

TEST(backup_plans, the_first_one_is_due_at_once) {
  const auto now = at("2026-03-01T10:00:00Z");
  EXPECT_EQ(next_backup(daily, std::nullopt, now), now);
  EXPECT_EQ(next_backup(nightly, std::nullopt, now), now);
}

TEST(backup_plans, the_next_one_counts_from_the_last) {
  EXPECT_EQ(next_backup(daily, at("2026-03-01T10:00:00Z"), at("2026-03-01T12:00:00Z")),
            at("2026-03-02T10:00:00Z"));
}

TEST(backup_plans, a_time_of_day_is_that_of_the_zone) {
  // 10:00 UTC is 17:00 in Vietnam; the next one is at 03:30 of the day after.
  EXPECT_EQ(next_backup(nightly, at("2026-03-01T10:00:00Z"), at("2026-03-01T12:00:00Z")),
            at("2026-03-01T20:30:00Z"));
  // One that was late does not move those that follow.
  EXPECT_EQ(next_backup(nightly, at("2026-03-01T20:47:00Z"), at("2026-03-01T21:00:00Z")),
            at("2026-03-02T20:30:00Z"));
}

TEST(backup_plans, several_days_are_counted_by_the_calendar) {
  auto weekly = nightly;
  weekly.every = std::chrono::hours{7 * 24};
  EXPECT_EQ(next_backup(weekly, at("2026-03-01T20:30:00Z"), at("2026-03-01T21:00:00Z")),
            at("2026-03-08T20:30:00Z"));
}

TEST(backup_plans, a_time_in_the_gap_is_the_first_valid_instant_after_it) {
  auto berlin = nightly;
  berlin.at = calendar::time_of_day{2, 30};
  berlin.zone = "Europe/Berlin";
  // On 29 March 2026 the clocks go from 02:00 to 03:00.
  EXPECT_EQ(next_backup(berlin, at("2026-03-28T02:00:00Z"), at("2026-03-28T03:00:00Z")),
            at("2026-03-29T01:00:00Z"));
}

TEST(backup_plans, a_time_of_day_means_nothing_where_the_interval_is_no_day) {
  auto often = nightly;
  often.every = std::chrono::hours{6};
  EXPECT_EQ(next_backup(often, at("2026-03-01T10:00:00Z"), at("2026-03-01T11:00:00Z")),
            at("2026-03-01T16:00:00Z"));
}

TEST(backup_plans, one_of_the_future_says_that_the_clock_was_set_back) {
  const auto now = at("2026-03-01T10:00:00Z");
  EXPECT_EQ(next_backup(daily, at("2027-01-01T00:00:00Z"), now), now);
}

TEST(backup_plans, failures_are_tried_again_soon_and_then_ever_less_often) {
  EXPECT_EQ(pause_after_failures(daily, 0), milliseconds{0});
  EXPECT_EQ(pause_after_failures(daily, 1), std::chrono::minutes{1});
  EXPECT_EQ(pause_after_failures(daily, 2), std::chrono::minutes{2});
  EXPECT_EQ(pause_after_failures(daily, 100), std::chrono::hours{1});
  EXPECT_EQ(pause_after_failures({.every = std::chrono::minutes{5}}, 100), std::chrono::minutes{5});
}

TEST(backup_plans, the_newest_are_kept_in_whatever_order_they_come) {
  const auto a = at("2026-03-01T00:00:00Z");
  const auto b = at("2026-03-02T00:00:00Z");
  const auto c = at("2026-03-03T00:00:00Z");
  EXPECT_THAT(backups_to_remove({b, c, a}, 2), testing::ElementsAre(a));
  EXPECT_THAT(backups_to_remove({b, c, a}, 3), testing::IsEmpty());
  EXPECT_THAT(backups_to_remove({b, c, a}, 0), testing::ElementsAre(b, a)) << "one is always kept";
}

} // namespace
} // namespace sojourn::retention
