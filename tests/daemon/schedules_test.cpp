// Campaigns on a calendar, over HTTP and a virtual clock.
#include "whole_daemon.hpp"

namespace sojourn::testing {

namespace {

/// On the first of each month at nine, for the diamonds.
json monthly_reward(json more = json::object()) {
  json trigger{
      {"type", "schedule"}, {"rule", "FREQ=MONTHLY;BYMONTHDAY=1"}, {"start", "2026-01-01T09:00"}};
  trigger.update(more);
  return {{"id", "reward"},
          {"name", "Monthly reward"},
          {"timezone", "Asia/Ho_Chi_Minh"},
          {"trigger", trigger},
          {"audience", {{"==", {{{"var", "customer.tier"}}, "diamond"}}}},
          {"reentry", {{"policy", "parallel"}}},
          {"start", "rest"},
          {"steps", {{"rest", {{"type", "delay"}, {"for", "P3D"}, {"next", "end"}}}}}};
}

/// The clock of these tests begins on 2026-03-01 at nine in Ho Chi Minh City.
class schedules : public whole_daemon {
protected:
  void begin(const json& definition) {
    start();
    answer("PUT", "/v1/records/customer/an", {{"tier", "diamond"}});
    answer("PUT", "/v1/records/customer/bo", {{"tier", "gold"}});
    install(definition);
    settle();
  }
  json runs() { return answer("GET", "/v1/campaigns/reward/runs").at("items"); }
  std::vector<std::string> occurrences() {
    std::vector<std::string> found;
    for (const auto& run : runs())
      found.push_back(run.at("occurrence"));
    return found;
  }
  void order(const std::string& what) {
    answer("POST", "/v1/campaigns/reward/" + what, json::object());
  }
};

using list = std::vector<std::string>;

} // namespace

TEST_F(schedules, each_occurrence_is_a_run_over_the_audience_of_that_moment) {
  begin(monthly_reward());
  pass("P10D");
  answer("PATCH", "/v1/records/customer/bo", {{"tier", "diamond"}});

  pass("P30D");

  ASSERT_EQ(occurrences(), list{"2026-04-01T02:00:00Z"});
  EXPECT_EQ(runs()[0].at("entered"), 2);
  EXPECT_EQ(runs()[0].at("state"), "ended");
}

TEST_F(schedules, the_same_instant_asked_again_is_no_second_run) {
  begin(monthly_reward());
  pass("P31D");
  daemon_.reset();
  start();
  settle();
  pass("P10D");
  EXPECT_EQ(occurrences(), list{"2026-04-01T02:00:00Z"});
}

TEST_F(schedules, occurrences_during_a_pause_are_made_up_for_by_the_latest_alone) {
  begin(monthly_reward());
  order("pause");
  pass("P100D"); // over April, May and June

  order("resume");
  settle();

  EXPECT_EQ(occurrences(), list{"2026-06-01T02:00:00Z"});
}

TEST_F(schedules, all_missed_ones_are_made_up_for_when_the_campaign_says_so) {
  begin(monthly_reward({{"missed", "all"}, {"overlap", "parallel"}}));
  order("pause");
  pass("P100D");

  order("resume");
  settle();

  EXPECT_EQ(occurrences(),
            (list{"2026-06-01T02:00:00Z", "2026-05-01T02:00:00Z", "2026-04-01T02:00:00Z"}));
}

TEST_F(schedules, what_was_missed_before_the_window_is_left) {
  begin(monthly_reward({{"missed", "all"}, {"missed_window", "P45D"}, {"overlap", "parallel"}}));
  order("pause");
  pass("P100D"); // it is the ninth of June

  order("resume");
  settle();

  EXPECT_EQ(occurrences(), (list{"2026-06-01T02:00:00Z", "2026-05-01T02:00:00Z"}));
}

TEST_F(schedules, an_occurrence_while_the_run_before_is_open_is_skipped) {
  begin(monthly_reward({{"rule", "FREQ=DAILY"}}));
  pass("P4D"); // each run is open for three days
  EXPECT_EQ(occurrences(), (list{"2026-03-05T02:00:00Z", "2026-03-02T02:00:00Z"}));
}

TEST_F(schedules, a_queued_run_begins_when_the_one_before_has_ended) {
  begin(monthly_reward(
      {{"rule", "FREQ=DAILY;COUNT=2"}, {"start", "2026-03-02T09:00"}, {"overlap", "queue"}}));
  pass("P2D");
  ASSERT_EQ(runs().size(), 2u);
  EXPECT_EQ(runs()[0].at("state"), "queued");

  pass("P2D");

  EXPECT_EQ(runs()[1].at("state"), "ended");
  EXPECT_EQ(runs()[0].at("state"), "open");
}

TEST_F(schedules, the_next_occurrences_are_shown_by_the_campaigns_wall_clock) {
  begin(monthly_reward({{"rule", "FREQ=MONTHLY;BYMONTHDAY=31"}, {"missing_day", "last_day"}}));
  const auto next = answer("GET", "/v1/campaigns/reward/schedule").at("next");
  EXPECT_EQ(next[0], "2026-03-31T09:00:00+07:00");
  EXPECT_EQ(next[1], "2026-04-30T09:00:00+07:00");
}

TEST_F(schedules, a_list_of_instants_is_a_schedule_too) {
  auto definition = monthly_reward();
  definition["trigger"] = {{"type", "schedule"},
                           {"at", {"2026-03-09T20:00", "2026-03-08T08:00:00+07:00"}},
                           {"overlap", "parallel"}};
  begin(definition);
  pass("P30D");
  EXPECT_EQ(occurrences(), (list{"2026-03-09T13:00:00Z", "2026-03-08T01:00:00Z"}));
}

TEST_F(schedules, a_rule_that_is_none_is_refused_with_its_place) {
  start();
  const auto response =
      ask("PUT", "/v1/campaigns/reward", monthly_reward({{"rule", "FREQ=SOMETIMES"}}).dump());
  EXPECT_EQ(response.status, 422);
  EXPECT_EQ(json::parse(response.body).at("errors").at(0).at("pointer"), "/trigger/rule");
}

} // namespace sojourn::testing
