// What a pause of a campaign means for timers, events and occurrences, over HTTP.
#include "whole_daemon.hpp"

#include <set>

namespace sojourn::tests {

namespace {

/// Rests ten days, then waits for a payment.
json reminder(const json& on_pause = json::object()) {
  return {{"id", "reminder"},
          {"name", "Reminder"},
          {"trigger", {{"type", "manual"}}},
          {"reentry", {{"policy", "parallel"}}},
          {"on_pause", on_pause},
          {"start", "rest"},
          {"steps",
           {{"rest", {{"type", "delay"}, {"for", "P10D"}, {"next", "listen"}}},
            {"listen",
             {{"type", "wait"},
              {"events", {{{"event", "order.paid"}, {"next", "end"}}}},
              {"timeout", "P30D"},
              {"on_timeout", "end"}}}}}};
}

class pauses : public whole_daemon {
protected:
  std::string begin(const std::string& customer = "an") {
    return answer("POST", "/v1/campaigns/reminder/runs", {{"customer", customer}}).at("id");
  }
  json instance(const std::string& id) { return answer("GET", "/v1/instances/" + id); }
  void pause(const std::string& campaign = "reminder") {
    answer("POST", "/v1/campaigns/" + campaign + "/pause", json::object());
  }
  void resume(const std::string& campaign = "reminder") {
    answer("POST", "/v1/campaigns/" + campaign + "/resume", json::object());
    // Those who were parked go on by a job of the daemon, which the clock does not wait for.
    for (int i = 0; i < 2000 && is_anybody_parked(); ++i)
      settle();
  }
  void pay(const std::string& id) {
    const auto response = tell_paid(id);
    EXPECT_LT(response.status, 300) << response.body;
    settle();
  }
  std::vector<std::string> journal_types(const std::string& id) {
    std::vector<std::string> types;
    const auto rows = answer("GET", "/v1/instances/" + id + "/journal").at("items");
    for (const auto& entry : rows)
      types.push_back(entry.at("type"));
    return types;
  }

private:
  bool is_anybody_parked() {
    const auto rows = answer("GET", "/v1/instances?status=paused&limit=1000").at("items");
    for (const auto& one : rows) {
      if (!one.contains("due"))
        return true;
    }
    return false;
  }
};

} // namespace

TEST_F(pauses, timers_run_on_and_what_fell_due_is_done_when_the_campaign_goes_on) {
  start();
  install(reminder());
  const auto id = begin();
  pass("P3D");
  pause();
  pass("P10D");
  EXPECT_EQ(instance(id).at("status"), "paused");
  EXPECT_EQ(instance(id).at("step"), "rest");

  resume();

  EXPECT_EQ(instance(id).at("step"), "listen");
  EXPECT_EQ(instance(id).at("due"), "2026-04-13T02:00:00Z") << "30 days from now";
}

TEST_F(pauses, a_timer_that_keeps_its_remaining_time_is_later_by_the_pause) {
  start();
  install(reminder({{"timers", "keep_remaining"}}));
  const auto parked = begin();
  pass("P3D");
  pause();
  pass("P20D"); // due after seven of them
  EXPECT_EQ(instance(parked).at("status"), "paused");

  resume();
  EXPECT_EQ(instance(parked).at("status"), "waiting");
  EXPECT_EQ(instance(parked).at("due"), "2026-03-31T02:00:00Z") << "seven days are left";

  pass("P7D");
  EXPECT_EQ(instance(parked).at("step"), "listen");
}

TEST_F(pauses, one_that_slept_through_them_all_is_later_by_each_of_them) {
  start();
  install(reminder({{"timers", "keep_remaining"}}));
  const auto id = begin();
  pass("P1D");
  pause();
  pass("P1D");
  resume();
  pass("P1D");
  pause();
  pass("P2D");
  daemon_.reset();
  start();
  resume();
  EXPECT_EQ(instance(id).at("due"), "2026-03-11T02:00:00Z") << "not looked at before it is due";
  EXPECT_EQ(journal_types(id).size(), 2u) << "a pause rewrites nobody who sleeps";

  pass("P5D");
  EXPECT_EQ(instance(id).at("due"), "2026-03-14T02:00:00Z") << "three days of pauses";
  EXPECT_EQ(instance(id).at("step"), "rest");
  pass("P3D");
  EXPECT_EQ(instance(id).at("step"), "listen");
}

TEST_F(pauses, what_fell_due_is_spread_over_the_window_and_the_same_after_a_restart) {
  start();
  install(reminder({{"timers", "spread"}, {"window", "PT2H"}}));
  for (int i = 0; i < 40; ++i)
    begin("c" + std::to_string(i));
  pass("P8D");
  pause();
  pass("P4D");
  resume();

  std::set<std::string> dues;
  const auto rows = answer("GET", "/v1/instances?limit=100").at("items");
  for (const auto& one : rows) {
    EXPECT_EQ(one.at("status"), "paused");
    const auto due = one.at("due").get<std::string>();
    EXPECT_GE(due, "2026-03-13T02:00:00Z");
    EXPECT_LT(due, "2026-03-13T04:00:00Z");
    dues.insert(due);
  }
  EXPECT_GT(dues.size(), 35u);
  const auto some = answer("GET", "/v1/instances?limit=1").at("items")[0].at("id");
  EXPECT_NE(explain(some).at("summary").get<std::string>().find("its turn to go on comes"),
            std::string::npos);

  daemon_.reset();
  start();
  settle();
  std::set<std::string> again;
  const auto later = answer("GET", "/v1/instances?limit=100").at("items");
  for (const auto& one : later)
    again.insert(one.at("due").get<std::string>());
  EXPECT_EQ(again, dues);

  pass("PT1H");
  const auto half = answer("GET", "/v1/instances?step=listen&limit=100").at("items").size();
  EXPECT_GT(half, 8u);
  EXPECT_LT(half, 32u);
  pass("PT1H");
  EXPECT_EQ(answer("GET", "/v1/instances?step=listen&limit=100").at("items").size(), 40u);
}

TEST_F(pauses, another_pause_within_the_window_parks_the_rest_again) {
  start();
  install(reminder({{"timers", "spread"}, {"window", "PT2H"}}));
  const auto id = begin();
  pass("P8D");
  pause();
  pass("P4D");
  resume();
  pause();
  pass("PT2H");
  EXPECT_EQ(instance(id).at("step"), "rest");
  resume();
  pass("PT2H");
  EXPECT_EQ(instance(id).at("step"), "listen");
}

TEST_F(pauses, events_are_kept_up_to_the_limit_and_heard_when_it_goes_on) {
  start();
  install(reminder({{"keep_events", 1}}));
  const auto id = begin();
  pass("P10D");
  pause();
  pay("1");
  pay("2");
  EXPECT_EQ(journal_types(id)[0], "event_dropped");

  resume();
  EXPECT_EQ(instance(id).at("status"), "completed");
}

TEST_F(pauses, a_campaign_that_keeps_no_events_drops_them_and_says_so) {
  start();
  install(reminder({{"keep_events", 0}}));
  const auto id = begin();
  pass("P10D");
  pause();
  pay("1");
  resume();
  EXPECT_EQ(instance(id).at("status"), "waiting");
  EXPECT_EQ(journal_types(id)[0], "event_dropped");
}

TEST_F(pauses, the_parked_instances_of_a_campaign_that_ends_go_on) {
  start();
  install(reminder());
  const auto id = begin();
  pause();
  pass("P10D");
  EXPECT_EQ(instance(id).at("status"), "paused");
  answer("POST", "/v1/campaigns/reminder/end", json::object());
  for (int i = 0; i < 2000 && instance(id).at("status") == "paused"; ++i)
    settle();
  EXPECT_EQ(instance(id).at("step"), "listen");
}

namespace {

json daily(const json& on_pause, const char* missed) {
  return {{"id", "daily"},
          {"name", "Daily"},
          {"timezone", "Asia/Ho_Chi_Minh"},
          {"trigger",
           {{"type", "schedule"},
            {"rule", "FREQ=DAILY"},
            {"start", "2026-03-02T08:00"},
            {"missed", missed},
            {"overlap", "parallel"}}},
          {"reentry", {{"policy", "parallel"}}},
          {"on_pause", on_pause},
          {"start", "done"},
          {"steps", {{"done", {{"type", "end"}}}}}};
}

} // namespace

TEST_F(pauses, occurrences_of_a_pause_are_made_up_for_as_the_definition_says) {
  start();
  answer("PUT", "/v1/records/customer/an", {{"tier", "gold"}});
  const auto runs_after_pause = [&](const std::string& policy, const char* missed) {
    auto definition =
        daily(policy.empty() ? json::object() : json{{"occurrences", policy}}, missed);
    definition["id"] = "daily" + (policy.empty() ? "" : "-" + policy);
    install(definition);
    const auto id = definition["id"].get<std::string>();
    settle();
    pass("P1D");
    pause(id);
    pass("P3D");
    resume(id);
    settle();
    const auto runs = answer("GET", "/v1/campaigns/" + id + "/runs").at("items").size();
    answer("POST", "/v1/campaigns/" + id + "/end", json::object());
    return runs;
  };
  EXPECT_EQ(runs_after_pause("none", "all"), 1u);
  EXPECT_EQ(runs_after_pause("latest", "none"), 2u);
  EXPECT_EQ(runs_after_pause("all", "none"), 4u);
  EXPECT_EQ(runs_after_pause("", "latest"), 2u) << "as missed ones, if nothing is said";
}

TEST_F(pauses, a_policy_that_makes_no_sense_is_refused_with_its_place) {
  start();
  const auto refused = [&](const json& on_pause, const std::string& pointer) {
    const auto response = ask("POST", "/v1/campaigns/validate", reminder(on_pause).dump());
    EXPECT_EQ(response.status, 422);
    EXPECT_EQ(json::parse(response.body).at("errors").at(0).at("pointer"), pointer)
        << response.body;
  };
  refused({{"timers", "stop"}}, "/on_pause/timers");
  refused({{"window", "PT1H"}}, "/on_pause/window");
  refused({{"occurrences", "all"}}, "/on_pause/occurrences");
  refused({{"keep_events", -1}}, "/on_pause/keep_events");
}

} // namespace sojourn::tests
