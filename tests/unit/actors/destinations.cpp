// Which destinations are left alone, how much goes to each, and in which turns.
#include "actors/dispatch/destinations.hpp"

#include "actors/dispatch/fair_queue.hpp"
#include "tests/unit/actors/now.hpp"

#include <gtest/gtest.h>

namespace sojourn::actors {
namespace {

using namespace std::chrono_literals;
using channels::server_health;

constexpr auto any = [](const std::string&) { return true; };

class some_destinations : public ::testing::Test {
protected:
  void fail(const std::string& name, int times) {
    for (int i = 0; i < times; ++i)
      known.note(name, server_health::fails, now);
  }
  destinations known{{.failures = 3, .first_pause = 30s, .longest_pause = 600s}};
};

TEST_F(some_destinations, one_that_fails_in_a_row_is_left_alone_and_the_others_are_not) {
  fail("web_push https://dead.example", 3);

  const auto closed = known.ask("web_push https://dead.example", now);
  ASSERT_TRUE(closed.has_value());
  EXPECT_EQ(closed->until, now + 30s);
  EXPECT_FALSE(known.ask("web_push https://good.example", now).has_value());
  EXPECT_TRUE(known.is_failing("web_push"));
  EXPECT_FALSE(known.is_failing("web"));
}

TEST_F(some_destinations,
       an_answer_about_one_recipient_ends_the_row_and_what_went_nowhere_does_not) {
  fail("email", 2);
  known.note("email", server_health::untold, now);
  EXPECT_EQ(known.failing().at("email").failures(), 2u);

  known.note("email", server_health::works, now);
  EXPECT_TRUE(known.failing().empty());
  for (int i = 0; i < 30; ++i)
    known.note("email", server_health::works, now);
  EXPECT_FALSE(known.ask("email", now).has_value());
}

TEST_F(some_destinations, one_goes_to_see_after_the_pause) {
  fail("sms", 3);
  EXPECT_FALSE(known.ask("sms", now + 30s).has_value());
  EXPECT_TRUE(known.ask("sms", now + 30s).has_value()) << "the second waits for the first";

  known.note("sms", server_health::works, now + 31s);
  EXPECT_FALSE(known.ask("sms", now + 31s).has_value());
}

TEST_F(some_destinations, one_that_fails_has_room_for_fewer_and_in_the_end_for_one) {
  const auto room = [&](const std::string& name, int most) {
    int taken = 0;
    for (; known.has_room(name, most); ++taken)
      known.enter(name);
    for (int i = 0; i < taken; ++i)
      known.leave(name);
    return taken;
  };
  EXPECT_EQ(room("http https://a.example", 8), 8);
  fail("http https://a.example", 1);
  EXPECT_EQ(room("http https://a.example", 8), 4);
  fail("http https://a.example", 30);
  EXPECT_EQ(room("http https://a.example", 8), 1);
  EXPECT_EQ(room("http https://b.example", 8), 8);
}

TEST_F(some_destinations, of_more_than_can_be_remembered_the_oldest_is_forgotten) {
  known.note("http https://first.example", server_health::fails, now);
  for (std::size_t i = 0; i < most_failing_destinations; ++i)
    known.note("http https://" + std::to_string(i) + ".example", server_health::fails, now + 1s);

  EXPECT_EQ(known.failing().size(), most_failing_destinations);
  EXPECT_FALSE(known.failing().contains("http https://first.example"));
}

TEST(fair_queue, each_destination_has_its_turn_and_each_campaign_at_it) {
  fair_queue waiting;
  for (std::uint64_t job = 1; job <= 4; ++job)
    waiting.push("silent", "big", job, now);
  waiting.push("silent", "small", 5, now);
  waiting.push("good", "big", 6, now - 1s);

  EXPECT_EQ(waiting.size(), 6u);
  EXPECT_EQ(waiting.oldest(), now - 1s);
  std::vector<std::uint64_t> order;
  while (const auto job = waiting.pop(any))
    order.push_back(*job);
  EXPECT_EQ(order, (std::vector<std::uint64_t>{1, 6, 5, 2, 3, 4}));
  EXPECT_TRUE(waiting.empty());
  EXPECT_EQ(waiting.oldest(), std::nullopt);
}

TEST(fair_queue, counts_what_waits_for_each_destination) {
  fair_queue waiting;
  waiting.push("silent", "a", 1, now);
  waiting.push("silent", "b", 2, now);
  waiting.push("good", "b", 3, now);

  EXPECT_EQ(waiting.waiting_for("silent"), 2u);
  EXPECT_EQ(waiting.pop(any), 1u);
  EXPECT_EQ(waiting.waiting_for("silent"), 1u);
  EXPECT_EQ(waiting.waiting_for("nobody"), 0u);
}

TEST(fair_queue, a_destination_without_room_holds_up_no_other) {
  fair_queue waiting;
  waiting.push("silent", "a", 1, now);
  waiting.push("good", "b", 2, now);
  const auto not_silent = [](const std::string& destination) { return destination != "silent"; };

  EXPECT_EQ(waiting.pop(not_silent), 2u);
  EXPECT_FALSE(waiting.has(not_silent));
  EXPECT_EQ(waiting.pop(not_silent), std::nullopt);
  EXPECT_EQ(waiting.pop(any), 1u);
}

} // namespace
} // namespace sojourn::actors
