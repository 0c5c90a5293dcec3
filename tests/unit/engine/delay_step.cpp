#include "tests/unit/engine/harness.hpp"

namespace sojourn::engine::testing {
namespace {

class a_delay : public one_instance {
protected:
  void given(step_kind kind, const char* zone = "UTC") {
    campaign = campaign_of({{"rest", std::move(kind)}});
    campaign.timezone = zone;
  }
  void expect_waits_until(const char* until) {
    expect_at("rest", instance_status::waiting, waiting_for::timer);
    EXPECT_EQ(state().due, at(until)) << (state().due ? to_text(*state().due) : "no timer");
    ASSERT_NE(wrote<delayed>(), nullptr);
    EXPECT_EQ(*wrote<delayed>(), (delayed{"rest", 1, at(until)}));
  }
};

TEST_F(a_delay, of_a_duration_counts_from_the_settling_of_the_previous_step) {
  campaign = campaign_of({{"tell", send("rest")}, {"rest", delay("PT36H", "end")}});
  start();
  pass(minutes{90});

  settle(outcome::accepted);

  expect_waits_until("2026-03-02T22:30:00Z");
}

TEST_F(a_delay, goes_on_when_its_timer_fires) {
  given(delay("P1D", "end"));
  start();

  timer();

  expect_ended(instance_status::completed, "");
  EXPECT_EQ(state().settled_at, at("2026-03-02T09:00:00Z"));
}

TEST_F(a_delay, that_fires_late_settles_at_the_instant_it_fired) {
  campaign = campaign_of({{"rest", delay("P1D", "more")}, {"more", delay("PT1H", "end")}});
  start();
  now = at("2026-03-05T00:00:00Z");

  timer();

  EXPECT_EQ(state().due, at("2026-03-05T01:00:00Z"));
}

TEST_F(a_delay, is_not_ended_by_a_timer_that_fires_early) {
  given(delay("P1D", "end"));
  start();
  now = at("2026-03-02T08:59:59.999Z");

  give(timer_due{at("2026-03-02T09:00:00Z")});

  EXPECT_TRUE(meant_nothing());
}

TEST_F(a_delay, is_ended_once_by_a_timer_that_fires_twice) {
  campaign = campaign_of({{"rest", delay("P1D", "more")}, {"more", delay("P1D", "end")}});
  start();
  timer();

  give(timer_due{now});

  EXPECT_TRUE(meant_nothing());
  expect_at("more", instance_status::waiting, waiting_for::timer);
}

TEST_F(a_delay, of_days_keeps_the_wall_clock_hour_when_summer_time_begins) {
  given(delay("P25D", "end"), "Europe/Berlin");
  now = at("2026-03-10T09:00:00+01:00");

  start();

  expect_waits_until("2026-04-04T09:00:00+02:00");
}

TEST_F(a_delay, of_days_keeps_the_wall_clock_hour_when_summer_time_ends) {
  given(delay("P25D", "end"), "Europe/Berlin");
  now = at("2026-10-10T09:00:00+02:00");

  start();

  expect_waits_until("2026-11-04T09:00:00+01:00");
}

TEST_F(a_delay, of_hours_does_not_care_for_summer_time) {
  given(delay("PT600H", "end"), "Europe/Berlin");
  now = at("2026-03-10T09:00:00+01:00");

  start();

  expect_waits_until("2026-04-04T10:00:00+02:00");
}

TEST_F(a_delay, into_the_gap_of_summer_time_ends_right_after_it) {
  given(delay("P1D", "end"), "Europe/Berlin");
  now = at("2026-03-28T02:30:00+01:00");

  start();

  expect_waits_until("2026-03-29T03:00:00+02:00");
}

TEST_F(a_delay, until_an_instant_waits_for_it) {
  given(delay(at("2026-12-24T18:00:00Z"), "end"));

  start();

  expect_waits_until("2026-12-24T18:00:00Z");
}

TEST_F(a_delay, until_a_date_of_the_record_reads_it_in_the_campaigns_zone) {
  given(delay(var("customer.expires_on"), "end"), "Asia/Ho_Chi_Minh");
  known.record = {{"expires_on", "2026-04-01"}};

  start();

  expect_waits_until("2026-03-31T17:00:00Z");
  ASSERT_NE(wrote<facts_read>(), nullptr);
  EXPECT_EQ(wrote<facts_read>()->values, json({{"customer.expires_on", "2026-04-01"}}));
}

TEST_F(a_delay, until_a_computed_date_waits_for_it) {
  given(delay(rule({{"date_add", {json{{"var", "trigger.ordered_at"}}, "P3D"}}}), "end"));

  start({{"ordered_at", "2026-03-01T12:00:00Z"}});

  expect_waits_until("2026-03-04T12:00:00Z");
}

TEST_F(a_delay, until_the_next_opening_of_a_window_waits_for_it) {
  given(delay(calendar::window{{8, 0}, {21, 0}}, "end"), "Asia/Ho_Chi_Minh");
  now = at("2026-03-01T23:30:00+07:00");

  start();

  expect_waits_until("2026-03-02T08:00:00+07:00");
}

TEST_F(a_delay, until_a_window_that_is_open_settles_at_once) {
  given(delay(calendar::window{{8, 0}, {21, 0}}, "end"));

  start();

  expect_ended(instance_status::completed, "");
}

TEST_F(a_delay, for_the_best_hour_waits_until_it_comes_by_the_clock_of_the_subject) {
  given(delay(campaign::best_hour_window{}, "end"), "Asia/Ho_Chi_Minh");
  known.best_hour = best_hour{.hour = 20, .whose = "person", .zone = "Europe/Berlin"};
  now = at("2026-03-01T09:00:00Z");

  start();

  expect_waits_until("2026-03-01T20:00:00+01:00");
  ASSERT_NE(wrote<facts_read>(), nullptr);
  EXPECT_EQ(wrote<facts_read>()->values,
            json({{"best_hour", {{"hour", 20}, {"whose", "person"}, {"zone", "Europe/Berlin"}}}}));
  known.best_hour->hour = 9; // what is known later changes nothing
  timer();
  expect_ended(instance_status::completed, "");
}

TEST_F(a_delay, for_the_best_hour_goes_on_inside_of_it) {
  given(delay(campaign::best_hour_window{}, "end"));
  known.best_hour = best_hour{.hour = 23, .whose = "group", .zone = "UTC"};
  now = at("2026-03-01T23:59:59Z");

  start();

  expect_ended(instance_status::completed, "");
}

TEST_F(a_delay, for_the_best_hour_that_was_just_missed_waits_for_the_next_day) {
  given(delay(campaign::best_hour_window{}, "end"));
  known.best_hour = best_hour{.hour = 23, .whose = "shop", .zone = "UTC"};
  now = at("2026-03-02T00:00:00Z");

  start();

  expect_waits_until("2026-03-02T23:00:00Z");
}

TEST_F(a_delay, for_the_best_hour_of_somebody_of_whom_nothing_is_known_goes_on_at_once) {
  given(delay(campaign::best_hour_window{}, "end"));

  start();

  expect_ended(instance_status::completed, "");
  EXPECT_EQ(wrote<facts_read>(), nullptr) << "what was not known is not known to a replay";
}

TEST(a_campaign_with_a_delay_for_the_best_hour, needs_the_record_and_the_group_of_its_audience) {
  auto made = campaign_of({{"rest", delay(campaign::best_hour_window{}, "end")}});
  EXPECT_TRUE(needs_of(made).best_hour);
  EXPECT_TRUE(needs_of(made).record) << "which names the zone";
  EXPECT_EQ(needs_of(made).hours_group, "");

  made.source = {{"audience", {{"in_segment", {"inactive", {{"days", 60}}}}}}};
  EXPECT_EQ(needs_of(made).hours_group, R"(inactive{"days":60})");
  EXPECT_FALSE(needs_of(campaign_of({{"rest", delay("P1D", "end")}})).best_hour);
}

TEST_F(a_delay, that_is_over_already_settles_at_once_at_the_present_instant) {
  campaign = campaign_of(
      {{"rest", delay(at("2020-01-01T00:00:00Z"), "more")}, {"more", delay("PT1H", "end")}});

  start();

  EXPECT_EQ(written().front(), R"(delayed {"step":"rest","visit":1,"until_ms":1577836800000})");
  expect_at("more", instance_status::waiting, waiting_for::timer);
  EXPECT_EQ(state().due, now + hours{1});
}

TEST_F(a_delay, from_a_named_step_counts_from_that_steps_settling) {
  campaign = campaign_of({{"tell", send("rest")},
                          {"rest", delay("P1D", "again")},
                          {"again", delay("P3D", "end", "tell")}});
  start();
  pass(hours{1});
  settle(outcome::accepted);
  const auto told_at = now;
  pass(hours{30});

  timer();

  expect_at("again", instance_status::waiting, waiting_for::timer);
  EXPECT_EQ(state().due, told_at + hours{72});
  EXPECT_EQ(state().anchors, (std::map<std::string, instant>{{"tell", told_at}}));
}

TEST_F(a_delay, from_a_step_of_the_same_turn_counts_from_it_too) {
  campaign = campaign_of({{"which", branch({}, "pause")},
                          {"pause", delay("P1D", "rest")},
                          {"rest", delay("P3D", "end", "which")}});
  start();
  const auto started_at = now;

  timer();

  EXPECT_EQ(state().due, started_at + hours{72});
}

TEST_F(a_delay, from_a_step_that_it_never_passed_counts_from_the_previous_one) {
  campaign = campaign_of({{"rest", delay("P1D", "end", "tell")}, {"tell", send("rest")}});

  start();

  EXPECT_EQ(state().due, now + hours{24});
}

TEST_F(a_delay, whose_date_is_missing_holds_and_says_so) {
  given(delay(var("customer.birthday"), "end"));
  known.record = {{"name", "An"}};

  start();

  expect_held("the delay \"rest\" got null where a date belongs");
}

TEST_F(a_delay, whose_date_is_none_holds_with_the_calendars_words) {
  given(delay(var("customer.birthday"), "end"));
  known.record = {{"birthday", "tomorrow"}};

  start();

  EXPECT_EQ(state().status, instance_status::held);
  EXPECT_NE(state().reason.find("tomorrow"), std::string::npos) << state().reason;
}

TEST_F(a_delay, whose_condition_is_broken_holds) {
  given(delay(broken(), "end"));

  start();

  EXPECT_EQ(state().status, instance_status::held);
}

TEST_F(a_delay, that_was_held_reads_its_date_again_on_retry) {
  given(delay(var("customer.birthday"), "end"));
  known.record = {{"birthday", "tomorrow"}};
  start();
  known.record = {{"birthday", "2026-05-05T00:00:00Z"}};

  command(command_kind::retry, "the date is right now");

  expect_at("rest", instance_status::waiting, waiting_for::timer);
  EXPECT_EQ(state().due, at("2026-05-05T00:00:00Z"));
  EXPECT_EQ(state().visit, 2u);
}

TEST_F(a_delay, beyond_the_year_9999_holds) {
  given(delay("P999Y", "rest"));
  now = at("9500-01-01T00:00:00Z");

  start();

  EXPECT_EQ(state().status, instance_status::held);
}

} // namespace
} // namespace sojourn::engine::testing
