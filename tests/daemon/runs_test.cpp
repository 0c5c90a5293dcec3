// Runs over HTTP: a campaign started for everybody in its audience.
#include "whole_daemon.hpp"

namespace sojourn::tests {

namespace {

json spring_sale(const char* policy = "skip_if_open") {
  return {{"id", "spring"},
          {"name", "Spring sale"},
          {"trigger", {{"type", "manual"}}},
          {"audience", {{"==", {{{"var", "customer.tier"}}, "gold"}}}},
          {"reentry", {{"policy", policy}}},
          {"start", "rest"},
          {"steps", {{"rest", {{"type", "delay"}, {"for", "P1D"}, {"next", "end"}}}}}};
}

class runs : public whole_daemon {
protected:
  /// Every third one is gold.
  void add_customers(int count) {
    for (int i = 0; i < count; ++i)
      answer("PUT", "/v1/records/customer/c" + std::to_string(i),
             {{"tier", i % 3 == 0 ? "gold" : "silver"}});
  }
  std::string start_run() {
    return answer("POST", "/v1/campaigns/spring/runs", {{"audience", "now"}}).at("id");
  }
  json run(const std::string& id) { return answer("GET", "/v1/runs/" + id); }
  std::size_t instances() {
    return answer("GET", "/v1/instances?campaign=spring&limit=1000").at("items").size();
  }
};

} // namespace

TEST_F(runs, a_run_enters_everybody_of_the_audience_once_and_ends_with_the_last_of_them) {
  start();
  add_customers(30);
  install(spring_sale());

  const auto id = start_run();
  settle();

  const auto under_way = run(id);
  EXPECT_EQ(under_way.at("state"), "open");
  EXPECT_EQ(under_way.at("members"), 10);
  EXPECT_EQ(under_way.at("entered"), 10);
  EXPECT_EQ(under_way.at("open"), 10);
  EXPECT_EQ(instances(), 10u);

  pass("P1D");
  EXPECT_EQ(run(id).at("state"), "ended");
  EXPECT_EQ(run(id).at("open"), 0);
}

TEST_F(runs, those_whom_the_re_entry_policy_refuses_are_counted) {
  start();
  add_customers(30);
  install(spring_sale());
  start_run();
  settle();

  const auto second = start_run();
  settle();

  EXPECT_EQ(run(second).at("state"), "ended");
  EXPECT_EQ(run(second).at("refused"), 10);
  EXPECT_EQ(run(second).at("entered"), 0);
  EXPECT_EQ(instances(), 10u);
}

TEST_F(runs, a_daemon_that_stops_in_the_middle_enters_nobody_twice_and_forgets_nobody) {
  start();
  add_customers(300);
  install(spring_sale("parallel"));
  const auto id = start_run();

  daemon_.reset();
  start();
  settle();

  EXPECT_EQ(run(id).at("entered"), 100);
  EXPECT_EQ(instances(), 100u);
}

TEST_F(runs, an_empty_audience_is_a_run_that_has_ended) {
  start();
  install(spring_sale());
  const auto id = start_run();
  settle();
  EXPECT_EQ(run(id).at("state"), "ended");
  EXPECT_EQ(run(id).at("members"), 0);
}

TEST_F(runs, a_run_that_has_entered_all_cannot_be_cancelled) {
  start();
  install(spring_sale());
  const auto id = start_run();
  settle();
  const auto response = ask("POST", "/v1/runs/" + id + "/cancel", "{}");
  EXPECT_EQ(response.status, 409);
}

TEST_F(runs, only_a_campaign_with_a_manual_trigger_is_started_for_its_audience) {
  start();
  auto definition = spring_sale();
  definition["trigger"] = {{"type", "event"}, {"event", "spring"}};
  install(definition);

  const auto response = ask("POST", "/v1/campaigns/spring/runs", R"({"audience":"now"})");

  EXPECT_EQ(response.status, 409);
  EXPECT_EQ(answer("GET", "/v1/campaigns/spring/runs").at("items").size(), 0u);
}

} // namespace sojourn::tests
