// At which hours people read, and whose hour is taken.
#include "reports/best_hours.hpp"

#include "tests/support/instants.hpp"

#include <gtest/gtest.h>

namespace sojourn::reports {
namespace {

using tests::at;
using tests::berlin;
using tests::hanoi;

const open_hours all_open = ~open_hours{};

/// So many reads at each of these hours.
active_hours reads_at(std::initializer_list<std::pair<std::size_t, std::int64_t>> counts) {
  active_hours made{.people = 1};
  for (const auto& [hour, reads] : counts)
    made.hours.at(hour).reads = reads;
  return made;
}

messages::send_rules rules_with(const char* quiet) {
  return *messages::read_send_rules({{"quiet_hours", json::parse(quiet)}}).value();
}

} // namespace

TEST(active_hours_of_people, are_counted_by_the_wall_of_each) {
  hours_of_people people;
  people.add("customer:an", at("2026-03-01T20:30:00+07:00"), at("2026-03-01T21:00:00+07:00"),
             hanoi);
  people.add("customer:bo", at("2026-03-01T20:30:00+01:00"), std::nullopt, berlin);
  people.add("customer:an", at("2026-03-02T20:59:59+07:00"), std::nullopt, hanoi);
  people.add("customer:none", std::nullopt, std::nullopt, hanoi);

  const auto all = people.all();
  EXPECT_EQ(all.people, 2);
  EXPECT_EQ(all.hours[20].reads, 3);
  EXPECT_EQ(all.hours[21].clicks, 1);
  active_hours of_an;
  people.add_to(of_an, "customer:an");
  people.add_to(of_an, "customer:stranger");
  EXPECT_EQ(of_an.people, 1);
  EXPECT_EQ(of_an.hours[20].reads, 2);
}

TEST(active_hours_of_people, follow_the_wall_through_a_change_of_its_offset) {
  active_hours hours;
  hours.add(at("2026-03-28T19:00:00Z"), std::nullopt, berlin); // 20:00 in winter
  hours.add(at("2026-03-29T18:00:00Z"), std::nullopt, berlin); // 20:00 in summer
  EXPECT_EQ(hours.hours[20].reads, 2);
}

TEST(the_best_hour, is_that_with_most_reads_and_clicks_together) {
  auto hours = reads_at({{8, 4}, {20, 3}});
  hours.hours[20].clicks = 2;
  EXPECT_EQ(best_of(hours, all_open, 5), 20);
}

TEST(the_best_hour, of_two_that_are_alike_is_that_with_more_around_it_else_the_earlier) {
  EXPECT_EQ(best_of(reads_at({{8, 4}, {20, 4}, {21, 1}}), all_open, 5), 20);
  EXPECT_EQ(best_of(reads_at({{8, 4}, {20, 4}}), all_open, 5), 8);
  EXPECT_EQ(best_of(reads_at({{0, 1}, {12, 4}, {23, 4}}), all_open, 5), 23)
      << "the first hour of the day is a neighbour of the last";
}

TEST(the_best_hour, is_none_in_which_nothing_may_arrive) {
  const auto open = open_hours_by(rules_with(R"([{"from": "22:00", "to": "08:00"}])"));
  EXPECT_EQ(best_of(reads_at({{2, 9}, {9, 5}}), open, 5), 9);
  EXPECT_EQ(best_of(reads_at({{2, 9}, {9, 4}}), open, 5), std::nullopt)
      << "what is read at night says too little of the day";
}

TEST(open_hours_of_a_shop, are_those_that_no_quiet_hours_of_all_channels_touch) {
  const auto night = open_hours_by(rules_with(R"([{"from": "21:30", "to": "08:00"}])"));
  EXPECT_FALSE(night.test(21));
  EXPECT_FALSE(night.test(7));
  EXPECT_TRUE(night.test(8));
  EXPECT_TRUE(night.test(20));
  EXPECT_EQ(open_hours_by(rules_with(R"([{"from": "12:15", "to": "12:45"}])")).count(), 23u);
  EXPECT_TRUE(
      open_hours_by(rules_with(R"([{"from": "21:00", "to": "08:00", "channels": ["sms"]}])")).all())
      << "another channel may bring it";
  EXPECT_TRUE(
      open_hours_by(
          rules_with(R"([{"from": "21:00", "to": "08:00", "purposes": ["transactional"]}])"))
          .all());
  EXPECT_TRUE(
      open_hours_by(
          rules_with(R"([{"from": "00:30", "to": "12:15"}, {"from": "13:00", "to": "00:15"}])"))
          .all())
      << "where no whole hour is open, the rules themselves decide";
}

TEST(the_hour_of_a_person, is_their_own_where_enough_is_known_else_the_groups_else_the_shops) {
  const auto person = reads_at({{7, 5}});
  const auto too_little = reads_at({{7, 4}});
  const auto group = reads_at({{12, 30}});
  const auto shop = reads_at({{20, 30}});
  const auto few = reads_at({{20, 29}});

  EXPECT_EQ(choose_hour(&person, &group, &shop, all_open), (chosen_hour{7, hours_of::person}));
  EXPECT_EQ(choose_hour(&too_little, &group, &shop, all_open), (chosen_hour{12, hours_of::group}));
  EXPECT_EQ(choose_hour(nullptr, nullptr, &shop, all_open), (chosen_hour{20, hours_of::shop}));
  EXPECT_EQ(choose_hour(&too_little, &few, &few, all_open), std::nullopt);
  EXPECT_EQ(to_text(hours_of::group), "group");
}

TEST(the_next_full_hour, begins_at_or_after_the_instant) {
  const auto next = [](const char* from) {
    return to_text(next_full_hour(at(from), 20, hanoi).value());
  };
  EXPECT_EQ(next("2026-03-01T10:00:00+07:00"), "2026-03-01T13:00:00Z");
  EXPECT_EQ(next("2026-03-01T20:00:00+07:00"), "2026-03-01T13:00:00Z");
  EXPECT_EQ(next("2026-03-01T20:00:30+07:00"), "2026-03-02T13:00:00Z") << "it has begun";
  EXPECT_EQ(next("2026-03-01T20:17:00+07:00"), "2026-03-02T13:00:00Z");
}

} // namespace sojourn::reports
