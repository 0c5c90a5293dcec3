#include "engine/pauses.hpp"
#include "tests/unit/engine/harness.hpp"

namespace sojourn::engine::testing {
namespace {

using campaign::pause_timers;

const instant noon = at("2026-03-01T12:00:00Z");

TEST(a_timer_that_stands_still, is_later_by_what_the_pauses_took_from_it) {
  const auto set_at = noon;
  const auto due = noon + hours{10};
  const auto from_to = [&](int from, int to) {
    return pause{noon + hours{from}, noon + hours{to}};
  };
  EXPECT_EQ(due_without_pauses(set_at, due, {}), due);
  EXPECT_EQ(due_without_pauses(set_at, due, {from_to(2, 5)}), due + hours{3});
  EXPECT_EQ(due_without_pauses(set_at, due, {from_to(-5, -2)}), due) << "before it was set";
  EXPECT_EQ(due_without_pauses(set_at, due, {from_to(-5, 2)}), due + hours{2});
  EXPECT_EQ(due_without_pauses(set_at, due, {from_to(10, 12)}), due) << "it had fired";
  EXPECT_EQ(due_without_pauses(set_at, due, {from_to(2, 5), from_to(11, 15)}), due + hours{7})
      << "the second pause falls into the time that the first one added";
  EXPECT_EQ(due_without_pauses(set_at, due, {from_to(9, 40)}), due + hours{31});
}

TEST(a_timer_that_stands_still, is_not_due_in_a_pause_that_lasts) {
  EXPECT_EQ(due_without_pauses(noon, noon + hours{10}, {{noon + hours{3}, {}}}), std::nullopt);
  EXPECT_EQ(due_without_pauses(noon, noon + hours{10}, {{noon + hours{10}, {}}}), noon + hours{10});
}

TEST(instances_that_are_spread, share_the_window_evenly_and_keep_their_place) {
  const std::vector<pause> pauses{{noon - hours{2}, noon}};
  std::array<int, 4> quarters{};
  for (std::uint64_t id = 1; id <= 4000; ++id) {
    const auto then = spread_over(hours{4}, instance_id{id}, pauses, noon + minutes{3});
    ASSERT_EQ(then, spread_over(hours{4}, instance_id{id}, pauses, noon + hours{9}));
    ASSERT_GE(then, noon);
    ASSERT_LT(then, noon + hours{4});
    ++quarters[static_cast<std::size_t>((then - noon) / hours{1})];
  }
  for (const auto count : quarters)
    EXPECT_NEAR(count, 1000, 120);
}

/// The campaign is paused and goes on while one instance lives.
class a_pause_of_the_campaign : public one_instance {
protected:
  void given(pause_timers timers) {
    campaign = campaign_of({{"rest", delay("P1D", "answer?")},
                            {"answer?", wait({on("order.paid", "paid")}, "P2D", "silent")},
                            {"paid", stop("paid")},
                            {"silent", stop("silent")}});
    campaign.on_pause.timers = timers;
    start();
  }
  void pause_campaign() {
    known.campaign_paused = true;
    known.pauses.push_back({now, {}});
  }
  void resume_campaign() {
    known.campaign_paused = false;
    known.pauses.back().to = now;
  }
  void go_on() { give(commanded{command_kind::campaign_resumed, "campaign", "", {}}); }
};

TEST_F(a_pause_of_the_campaign, leaves_a_timer_its_remaining_time) {
  given(pause_timers::keep_remaining);
  pass(hours{20});
  pause_campaign();
  pass(hours{4});
  give(timer_due{now});
  expect_at("rest", instance_status::paused, waiting_for::campaign_resume);
  EXPECT_TRUE(state().deferred.empty());

  pass(hours{96});
  resume_campaign();
  go_on();

  expect_at("rest", instance_status::waiting, waiting_for::timer);
  EXPECT_EQ(state().due, now + hours{4});
  timer();
  expect_at("answer?", instance_status::waiting, waiting_for::event);
}

TEST_F(a_pause_of_the_campaign, that_nobody_noticed_is_made_up_for_when_the_timer_fires) {
  given(pause_timers::keep_remaining);
  const auto began = now;
  pass(hours{2});
  pause_campaign();
  pass(hours{5});
  resume_campaign();

  timer();
  expect_at("rest", instance_status::waiting, waiting_for::timer);
  EXPECT_EQ(state().due, began + hours{29});
  timer();
  expect_at("answer?", instance_status::waiting, waiting_for::event);
  EXPECT_EQ(state().due, began + hours{29 + 48}) << "the pause is not counted twice";
}

TEST_F(a_pause_of_the_campaign, does_not_prolong_a_wait_whose_event_came_during_it) {
  given(pause_timers::keep_remaining);
  timer();
  pause_campaign();
  event("order.paid");
  pass(hours{500});
  resume_campaign();
  go_on();
  expect_ended(instance_status::completed, "paid");
}

TEST_F(a_pause_of_the_campaign, spreads_what_fell_due_over_the_window) {
  given(pause_timers::spread);
  pause_campaign();
  pass(hours{30});
  give(timer_due{now});
  pass(hours{30});
  resume_campaign();
  go_on();

  expect_at("rest", instance_status::paused, waiting_for::campaign_resume);
  ASSERT_TRUE(state().due);
  EXPECT_GE(*state().due, now);
  EXPECT_LT(*state().due, now + campaign.on_pause.window);
  go_on();
  EXPECT_TRUE(meant_nothing()) << "it has its place";
  timer();
  expect_at("answer?", instance_status::waiting, waiting_for::event);
}

TEST_F(a_pause_of_the_campaign, does_not_put_off_an_event_into_the_window) {
  given(pause_timers::spread);
  timer();
  pause_campaign();
  event("order.paid");
  resume_campaign();
  go_on();
  expect_ended(instance_status::completed, "paid");
}

TEST_F(a_pause_of_the_campaign, parks_again_whom_the_next_pause_finds_in_the_window) {
  given(pause_timers::spread);
  pause_campaign();
  pass(hours{30});
  give(timer_due{now});
  resume_campaign();
  go_on();
  pause_campaign();
  timer();
  expect_at("rest", instance_status::paused, waiting_for::campaign_resume);
  EXPECT_FALSE(state().due);
  pass(hours{5});
  resume_campaign();
  go_on();
  timer();
  expect_at("answer?", instance_status::waiting, waiting_for::event);
}

TEST_F(a_pause_of_the_campaign, keeps_no_more_events_than_the_limit_and_writes_down_the_others) {
  given(pause_timers::run_on);
  campaign.on_pause.keep_events = 2;
  timer();
  pause_campaign();
  for (int i = 0; i < 3; ++i)
    event("order.paid");
  ASSERT_NE(wrote<event_dropped>(), nullptr);
  EXPECT_EQ(wrote<event_dropped>()->kept, 2u);
  EXPECT_EQ(state().deferred.size(), 2u);
  resume_campaign();
  go_on();
  expect_ended(instance_status::completed, "paid");
}

TEST_F(a_pause_of_the_campaign, parks_nobody_for_an_event_that_is_not_kept) {
  given(pause_timers::run_on);
  campaign.on_pause.keep_events = 0;
  timer();
  pause_campaign();
  event("order.paid");
  EXPECT_NE(wrote<event_dropped>(), nullptr);
  expect_at("answer?", instance_status::waiting, waiting_for::event);
}

} // namespace
} // namespace sojourn::engine::testing
