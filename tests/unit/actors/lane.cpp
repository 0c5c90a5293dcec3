// The queue of one channel: what it may take, what it has, and when it is closed.
#include "actors/dispatch/lane.hpp"

#include "actors/dispatch/pacing.hpp"
#include "tests/support/fake_channel.hpp"
#include "tests/unit/actors/now.hpp"

#include <gtest/gtest.h>

namespace sojourn::actors {
namespace {

using namespace std::chrono_literals;

class one_lane : public ::testing::Test {
protected:
  void declare(channels::capabilities can) { lane_.declare(std::move(can), "email"); }
  void push(effect_number effect, const std::string& destination = "email") {
    lane_.push(destination, "news", effect, now);
  }
  /// As many as it takes now, each on its way.
  int queue_all() {
    int taken = 0;
    for (; lane_.takes_next(places_); ++taken) {
      (void)lane_.pop_next(places_);
      lane_.enter();
    }
    return taken;
  }
  lane lane_;
  destinations places_{{.failures = 3, .first_pause = 30s, .longest_pause = 600s}};
};

TEST_F(one_lane, takes_few_ahead_where_the_channel_cannot_deduplicate) {
  declare({.deduplicates = false, .concurrency = 2});
  for (effect_number i = 0; i < 100; ++i)
    push(i);
  EXPECT_EQ(queue_all(), 2 + 16);
}

TEST_F(one_lane, takes_more_ahead_where_the_channel_deduplicates) {
  declare({.deduplicates = true, .concurrency = 2});
  for (effect_number i = 0; i < 100; ++i)
    push(i);
  EXPECT_EQ(queue_all(), 2 + 16 + 2 * 4);
}

TEST_F(one_lane, takes_for_a_destination_only_as_many_as_have_room_there) {
  declare({.deduplicates = true, .concurrency = 8, .concurrency_each = 1});
  push(1, "silent");
  push(2, "silent");
  push(3, "good");
  places_.enter("silent");
  ASSERT_TRUE(lane_.takes_next(places_));
  EXPECT_EQ(lane_.pop_next(places_), 3u);
  EXPECT_FALSE(lane_.takes_next(places_));
  places_.leave("silent");
  EXPECT_TRUE(lane_.takes_next(places_));
}

TEST_F(one_lane, keeps_what_is_ready_until_the_channel_has_room) {
  declare({.deduplicates = false, .concurrency = 1});
  lane_.enter();
  lane_.hand_over();
  lane_.enter();
  lane_.make_ready(2);
  EXPECT_FALSE(lane_.has_room());
  EXPECT_EQ(lane_.pop_ready(), std::nullopt);
  lane_.leave_flight();
  EXPECT_EQ(lane_.pop_ready(), 2u);
}

TEST_F(one_lane, offers_the_idle_slots_of_its_channel_while_nothing_waits) {
  declare({.deduplicates = true, .concurrency = 4});
  lane_.enter();
  EXPECT_EQ(lane_.free_slots(now, 100), 3);
  EXPECT_EQ(lane_.free_slots(now, 2), 2) << "no more than fit into memory";
  EXPECT_EQ(lane_.free_slots(now, -5), 0);
  push(1);
  EXPECT_EQ(lane_.free_slots(now, 100), 0) << "who waits comes first";
}

TEST_F(one_lane, offers_none_while_its_channel_is_paced_or_closed) {
  declare({.concurrency = 4, .rate = {.per_second = 1}});
  EXPECT_EQ(lane_.free_slots(now, 100), 0);
  declare({.concurrency = 4});
  lane_.close(now + 1h, "no balance");
  EXPECT_EQ(lane_.free_slots(now, 100), 0);
  EXPECT_EQ(lane_.free_slots(now + 1h, 100), 4);
}

TEST_F(one_lane, says_only_once_that_it_offers_as_many_as_before) {
  EXPECT_TRUE(lane_.offers_another(0));
  EXPECT_FALSE(lane_.offers_another(0));
  EXPECT_TRUE(lane_.offers_another(3));
}

TEST_F(one_lane, shows_how_it_stands) {
  declare({.concurrency = 4});
  push(1);
  lane_.enter();
  lane_.hand_over();
  lane_.close(now + 1h, "no balance");
  const auto shown = lane_.standing(now);
  EXPECT_EQ(shown.waiting, 1u);
  EXPECT_EQ(shown.in_flight, 1);
  EXPECT_EQ(shown.oldest_at, now);
  EXPECT_EQ(shown.closed->second, "no balance");
  EXPECT_FALSE(lane_.standing(now + 1h).closed);
}

class accounts : public ::testing::Test {
protected:
  channels::channel_map channels{
      {"zns", std::make_shared<tests::fake_channel>(channels::capabilities{.account = "zalo"})},
      {"oa", std::make_shared<tests::fake_channel>(channels::capabilities{.account = "zalo"})},
      {"email", std::make_shared<tests::fake_channel>(channels::capabilities{})}};
  channel_lanes lanes{channels};
};

TEST_F(accounts, close_with_all_their_channels_and_no_other) {
  for (const auto* name : {"zns", "oa", "email"})
    (void)lanes.of(name);
  EXPECT_TRUE(lanes.close_account("zns", now + 1h, "no balance", now));
  EXPECT_TRUE(lanes.of("oa").closed_at(now));
  EXPECT_FALSE(lanes.of("email").closed_at(now));
  EXPECT_FALSE(lanes.close_account("oa", now + 2h, "no balance", now)) << "no news";
  EXPECT_TRUE(lanes.close_account("oa", now + 2h, "bad token", now));
}

TEST_F(accounts, open_once_the_time_is_over_and_a_message_was_taken) {
  (void)lanes.of("oa");
  lanes.close_account("zns", now + 1h, "no balance", now);
  EXPECT_FALSE(lanes.open_account("zns", now)) << "it was on its way when the account was closed";
  EXPECT_TRUE(lanes.open_account("zns", now + 1h));
  EXPECT_FALSE(lanes.open_account("zns", now + 1h));
}

TEST_F(accounts, of_channels_that_nothing_was_meant_for_are_shown_too) {
  EXPECT_EQ(lanes.standings(now).size(), 3u);
  EXPECT_EQ(lanes.find("email"), nullptr);
}

TEST(account_pacing, lets_a_burst_through_and_then_one_at_a_time) {
  account_pacing pacing;
  const channels::capabilities can{.rate = {.per_second = 1, .burst = 2}, .account = "zalo"};
  EXPECT_FALSE(pacing.take(can, now));
  EXPECT_FALSE(pacing.take(can, now));
  EXPECT_EQ(pacing.take(can, now), milliseconds{1'000});
  EXPECT_FALSE(pacing.take(can, now + 1s));
}

TEST(account_pacing, is_shared_by_the_channels_of_an_account) {
  account_pacing pacing;
  channels::capabilities zns{.rate = {.per_second = 1}, .account = "zalo"};
  channels::capabilities other{.rate = {.per_second = 1}, .account = "sms"};
  EXPECT_FALSE(pacing.take(zns, now));
  EXPECT_TRUE(pacing.take(zns, now));
  EXPECT_FALSE(pacing.take(other, now));
}

TEST(account_pacing, is_of_no_concern_without_a_rate) {
  account_pacing pacing;
  for (int i = 0; i < 10; ++i)
    EXPECT_FALSE(pacing.take({}, now));
}

} // namespace
} // namespace sojourn::actors
