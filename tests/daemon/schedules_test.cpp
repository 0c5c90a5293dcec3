// Campaigns on a calendar, over HTTP and a virtual clock.
#include "whole_daemon.hpp"

#include <thread>

namespace sojourn::tests {

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

TEST_F(schedules, all_missed_ones_are_made_up_for_one_after_the_other_where_they_may_not_overlap) {
  auto definition = monthly_reward({{"missed", "all"}, {"rule", "FREQ=DAILY"}});
  definition["steps"] = {{"rest", {{"type", "end"}}}};
  begin(definition);
  order("pause");
  pass("P5D"); // 2 to 6 March

  order("resume");
  settle();

  EXPECT_EQ(occurrences(),
            (list{"2026-03-06T02:00:00Z", "2026-03-05T02:00:00Z", "2026-03-04T02:00:00Z",
                  "2026-03-03T02:00:00Z", "2026-03-02T02:00:00Z"}));
  for (const auto& run : runs()) {
    EXPECT_EQ(run.at("state"), "ended");
    EXPECT_EQ(run.at("entered"), 1);
  }
}

TEST_F(schedules, missed_ones_queue_behind_instances_that_are_open) {
  begin(monthly_reward({{"missed", "all"}, {"rule", "FREQ=DAILY"}})); // open for three days each
  order("pause");
  pass("P2D");

  order("resume");
  settle();
  EXPECT_EQ(runs()[0].at("state"), "queued");
  EXPECT_EQ(runs()[1].at("state"), "open");

  pass("P4D"); // what is due meanwhile is skipped, as it is punctual
  EXPECT_EQ(occurrences(), (list{"2026-03-03T02:00:00Z", "2026-03-02T02:00:00Z"}));
  EXPECT_EQ(runs()[0].at("state"), "open");
}

TEST_F(schedules, more_missed_ones_than_are_looked_at_together_are_all_made_up_for) {
  auto definition =
      monthly_reward({{"missed", "all"}, {"rule", "FREQ=MINUTELY"}, {"overlap", "parallel"}});
  definition["audience"] = {{"==", {{{"var", "customer.tier"}}, "nobody"}}};
  begin(definition);
  order("pause");
  pass("PT20H"); // 1,200 minutes
  order("resume");
  settle();

  std::size_t found = 0;
  std::string cursor;
  do {
    const auto page = answer("GET", "/v1/campaigns/reward/runs?limit=500" +
                                        (cursor.empty() ? "" : "&cursor=" + cursor));
    found += page.at("items").size();
    const auto next = page.find("next_cursor");
    cursor = next != page.end() && next->is_string() ? next->get<std::string>() : "";
  } while (!cursor.empty());
  EXPECT_EQ(found, 1'200u);
}

TEST_F(schedules, a_new_version_is_not_asked_about_what_lies_before_it) {
  begin(monthly_reward());
  pass("P10D");
  answer("PUT", "/v1/campaigns/reward", monthly_reward({{"rule", "FREQ=DAILY"}}));
  settle();
  EXPECT_EQ(occurrences(), list{});
  pass("P1D");
  EXPECT_EQ(occurrences(), list{"2026-03-12T02:00:00Z"});
}

TEST_F(schedules, a_time_in_a_daylight_saving_gap_keeps_the_offset_from_before_it) {
  auto definition = monthly_reward({{"rule", "FREQ=DAILY"}, {"start", "2026-03-06T02:30"}});
  definition["timezone"] = "America/New_York";
  begin(definition);
  const auto next = answer("GET", "/v1/campaigns/reward/schedule").at("next");
  EXPECT_EQ(next[1], "2026-03-07T02:30:00-05:00");
  EXPECT_EQ(next[2], "2026-03-08T03:30:00-04:00"); // RFC 5545, 3.3.5
  EXPECT_EQ(next[3], "2026-03-09T02:30:00-04:00");
}

TEST_F(schedules, a_list_and_a_rule_agree_about_a_gap) {
  auto definition = monthly_reward();
  definition["timezone"] = "America/New_York";
  definition["trigger"] = {{"type", "schedule"}, {"at", {"2026-03-08T02:30"}}};
  begin(definition);
  EXPECT_EQ(answer("GET", "/v1/campaigns/reward/schedule").at("next"),
            json{"2026-03-08T03:30:00-04:00"});
}

/// Less than the half minute at which the clock was once looked at.
constexpr std::chrono::seconds most_wait{10};

instant system_now() {
  return std::chrono::time_point_cast<milliseconds>(std::chrono::system_clock::now());
}

TEST_F(schedules, what_was_due_while_no_daemon_was_there_runs_as_one_begins) {
  using namespace std::chrono_literals;
  settings_.clock.start = system_now() - 2h;
  auto definition = monthly_reward();
  definition["trigger"] = {{"type", "schedule"}, {"at", {to_text(system_now() - 1h)}}};
  begin(definition);
  daemon_.reset();

  settings_.clock = {.mode = config::clock_mode::system, .start = {}};
  start();

  EXPECT_TRUE(soon([&] { return !runs().empty(); }, most_wait));
}

TEST_F(schedules, a_new_version_wakes_the_scheduler_that_sleeps_until_the_next_occurrence) {
  using namespace std::chrono_literals;
  settings_.clock = {.mode = config::clock_mode::system, .start = {}};
  start();
  auto definition = monthly_reward();
  definition["trigger"] = {{"type", "schedule"}, {"at", {to_text(system_now() + 24h)}}};
  install(definition);
  const auto due = system_now() + 1s;
  definition["trigger"] = {{"type", "schedule"}, {"at", {to_text(due)}}};
  answer("PUT", "/v1/campaigns/reward", definition);

  EXPECT_TRUE(soon([&] { return !runs().empty(); }, most_wait));
  EXPECT_GE(system_now(), due);
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

TEST_F(schedules, a_campaign_that_runs_is_not_given_a_schedule_that_its_codes_do_not_reach) {
  auto reward = monthly_reward();
  reward["trigger"] = {{"type", "schedule"}, {"at", {"2026-03-05T09:00"}}};
  reward["steps"] = {
      {"rest", {{"type", "voucher"}, {"pool", "spring"}, {"as", "offer"}, {"next", "end"}}}};
  start();
  answer("POST", "/v1/vouchers", {{"id", "spring"}, {"expires_at", "2026-03-10T00:00:00+07:00"}});
  install(reward);
  auto later = reward;
  later["trigger"]["at"] = {"2026-03-05T09:00", "2026-03-20T09:00"};

  const auto refused = ask("PUT", "/v1/campaigns/reward", later.dump());

  EXPECT_EQ(refused.status, 409);
  const auto problem = json::parse(refused.body);
  EXPECT_EQ(problem.at("code"), "SJ0454");
  const auto& told = problem.at("errors").at(0);
  EXPECT_EQ(told.at("pointer"), "/steps/rest/pool");
  EXPECT_EQ(told.at("code"), "voucher_expires_later");
  EXPECT_EQ(told.at("facts").at("at"), "2026-03-20T02:00:00Z");
  EXPECT_EQ(answer("GET", "/v1/campaigns/reward").at("version"), 1);
  later["trigger"]["at"] = {"2026-03-05T09:00", "2026-03-08T09:00"};
  answer("PUT", "/v1/campaigns/reward", later);
}

TEST_F(schedules, a_campaign_whose_schedule_is_over_is_activated_by_override_alone) {
  start();
  auto reward = monthly_reward();
  reward["trigger"] = {{"type", "schedule"}, {"at", {"2026-02-01T09:00"}}};
  answer("PUT", "/v1/campaigns/reward", reward);

  const auto refused = ask("POST", "/v1/campaigns/reward/activate", "{}");

  EXPECT_EQ(refused.status, 409);
  EXPECT_NE(refused.body.find("schedule_over"), std::string::npos) << refused.body;
  answer("POST", "/v1/campaigns/reward/activate", {{"override", {"schedule_over"}}});
}

} // namespace sojourn::tests
