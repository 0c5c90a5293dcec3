// Jobs over HTTP: one action on many instances.
#include "whole_daemon.hpp"

#include <map>

namespace sojourn::tests {

namespace {

/// Sleeps a day, then waits for an event.
json sleeper(const std::string& id = "sleeper") {
  return {{"id", id},
          {"name", "Sleeper"},
          {"trigger", {{"type", "manual"}}},
          {"reentry", {{"policy", "parallel"}}},
          {"start", "rest"},
          {"steps",
           {{"rest", {{"type", "delay"}, {"for", "P1D"}, {"next", "listen"}}},
            {"listen",
             {{"type", "wait"},
              {"events", {{{"event", "clicked"}, {"next", "end"}}}},
              {"timeout", "P9D"},
              {"on_timeout", "end"}}}}}};
}

class jobs : public whole_daemon {
protected:
  void begin_instances(int count, const std::string& campaign = "sleeper") {
    for (int i = 0; i < count; ++i)
      answer("POST", "/v1/campaigns/" + campaign + "/runs",
             {{"customer", "c" + std::to_string(i)}});
  }
  json bulk(const std::string& action, json more = json::object()) {
    json body{{"filter", {{"campaign", "sleeper"}}}, {"action", action}, {"per_second", 10000}};
    body.update(more);
    return answer("POST", "/v1/instances/bulk", body);
  }
  json job(const json& begun) {
    return answer("GET", "/v1/jobs/" + begun.at("id").get<std::string>());
  }
  json errors(const json& begun) {
    return answer("GET", "/v1/jobs/" + begun.at("id").get<std::string>() + "/errors").at("items");
  }
  json finished(const json& begun) {
    settle();
    return job(begun);
  }
  std::map<std::string, int> statuses() {
    std::map<std::string, int> found;
    const auto rows = answer("GET", "/v1/instances?limit=1000").at("items");
    for (const auto& one : rows)
      ++found[one.at("status").get<std::string>()];
    return found;
  }
  static void expect_adds_up(const json& job) {
    EXPECT_EQ(job.at("total").get<int>(), job.at("done").get<int>() + job.at("skipped").get<int>() +
                                              job.at("failed").get<int>() +
                                              job.at("left").get<int>())
        << job;
  }
};

} // namespace

TEST_F(jobs, a_dry_run_counts_exactly_and_does_nothing) {
  start();
  install(sleeper());
  begin_instances(7);
  pass("P1D");
  begin_instances(3);

  const auto counted = bulk("cancel", {{"dry_run", true}});

  EXPECT_EQ(counted.at("total"), 10);
  EXPECT_EQ(counted.at("by_status"), (json{{"waiting", 10}}));
  EXPECT_EQ(counted.at("by_step"),
            (json{{"rest", {{"waiting", 3}}}, {"listen", {{"waiting", 7}}}}));
  EXPECT_EQ(bulk("cancel",
                 {{"dry_run", true}, {"filter", {{"subject", "customer:c1"}, {"step", "listen"}}}})
                .at("total"),
            1);
  EXPECT_EQ(answer("GET", "/v1/jobs").at("items"), json::array());
  EXPECT_EQ(statuses(), (std::map<std::string, int>{{"waiting", 10}}));
}

TEST_F(jobs, a_job_cancels_whom_the_filter_means_and_journals_who_and_why) {
  start();
  install(sleeper());
  install(sleeper("other"));
  begin_instances(20);
  begin_instances(5, "other");

  const auto begun = bulk("cancel", {{"why", "wrong text"}});
  const auto done = finished(begun);

  EXPECT_EQ(done.at("state"), "done");
  EXPECT_EQ(done.at("total"), 20);
  EXPECT_EQ(done.at("done"), 20);
  expect_adds_up(done);
  EXPECT_EQ(statuses(), (std::map<std::string, int>{{"cancelled", 20}, {"waiting", 5}}));
  const auto one = answer("GET", "/v1/instances?campaign=sleeper&limit=1").at("items")[0].at("id");
  const auto journal =
      answer("GET", "/v1/instances/" + one.get<std::string>() + "/journal").at("items");
  EXPECT_EQ(journal[1].at("payload"),
            (json{{"command", "cancel"}, {"who", "loopback"}, {"why", "wrong text (job_1)"}}));
}

TEST_F(jobs, one_that_is_in_no_state_for_the_action_is_skipped_and_listed) {
  start();
  install(sleeper());
  begin_instances(6);
  const auto some = answer("GET", "/v1/instances?limit=2").at("items");
  for (const auto& one : some)
    answer("POST", "/v1/instances/" + one.at("id").get<std::string>() + "/pause", json::object());

  const auto begun = bulk("pause");
  const auto done = finished(begun);

  EXPECT_EQ(done.at("done"), 4);
  EXPECT_EQ(done.at("skipped"), 2);
  expect_adds_up(done);
  const auto listed = errors(begun);
  ASSERT_EQ(listed.size(), 2u);
  EXPECT_EQ(listed[0].at("outcome"), "skipped");
  EXPECT_EQ(listed[0].at("code"), "SJ0303");
  EXPECT_NE(listed[0].at("message").get<std::string>().find("is paused"), std::string::npos);
  EXPECT_EQ(statuses(), (std::map<std::string, int>{{"paused", 6}}));
}

TEST_F(jobs, a_signal_is_heard_by_those_who_wait_for_it) {
  start();
  install(sleeper());
  begin_instances(4);
  pass("P1D");
  begin_instances(2);

  const auto begun = bulk("signal", {{"type", "clicked"}, {"data", {{"by", "hand"}}}});
  const auto done = finished(begun);

  EXPECT_EQ(done.at("done"), 4);
  EXPECT_EQ(done.at("skipped"), 2) << "they sleep, and wait for nothing";
  EXPECT_EQ(statuses(), (std::map<std::string, int>{{"completed", 4}, {"waiting", 2}}));
}

TEST_F(jobs, a_step_is_skipped_once_whatever_happens_to_the_daemon_in_between) {
  start();
  install(sleeper());
  begin_instances(150);

  const auto begun = bulk("skip", {{"per_second", 400}});
  ASSERT_TRUE(soon([&] { return job(begun).at("done").get<int>() >= 20; }));
  daemon_.reset();
  start();
  const auto done = finished(begun);

  EXPECT_EQ(done.at("done"), 150);
  expect_adds_up(done);
  const auto rows = answer("GET", "/v1/instances?limit=1000").at("items");
  for (const auto& one : rows)
    EXPECT_EQ(one.at("step"), "listen") << "one step further, not two: " << one;
}

TEST_F(jobs, a_paused_job_rests_and_goes_on_when_it_is_resumed) {
  start();
  install(sleeper());
  begin_instances(60);

  const auto begun = bulk("cancel", {{"per_second", 20}});
  const auto path = "/v1/jobs/" + begun.at("id").get<std::string>();
  ASSERT_TRUE(soon([&] { return job(begun).at("state") != "freezing"; }));
  const auto rests = answer("POST", path + "/pause", {{"why", "let us look"}});
  EXPECT_EQ(rests.at("state"), "paused");
  expect_adds_up(rests);
  settle(); // nothing is under way
  EXPECT_LT(job(begun).at("done").get<int>(), 60);
  EXPECT_EQ(ask("POST", path + "/pause", "{}").status, 409);

  daemon_.reset();
  start();
  EXPECT_EQ(job(begun).at("state"), "paused") << "a restart resumes nothing by itself";
  answer("POST", path + "/resume", json::object());
  ASSERT_TRUE(soon([&] { return job(begun).at("done") != rests.at("done"); }));
  const auto ended = answer("POST", path + "/cancel", {{"why", "enough"}});
  EXPECT_EQ(ended.at("state"), "cancelled");
  settle();

  const auto after = job(begun);
  expect_adds_up(after);
  EXPECT_GT(after.at("left").get<int>(), 0);
  EXPECT_EQ(statuses()["cancelled"], after.at("done").get<int>());
  EXPECT_EQ(ask("POST", path + "/resume", "{}").status, 409);
}

TEST_F(jobs, the_list_is_that_of_the_moment_in_which_the_job_began) {
  start();
  install(sleeper());
  begin_instances(5);
  const auto begun = bulk("cancel");
  settle();
  begin_instances(3);
  settle();

  EXPECT_EQ(job(begun).at("total"), 5);
  EXPECT_EQ(statuses(), (std::map<std::string, int>{{"cancelled", 5}, {"waiting", 3}}));
}

TEST_F(jobs, the_same_key_begins_one_job) {
  start();
  install(sleeper());
  begin_instances(2);
  const std::string body = R"({"filter": {"campaign": "sleeper"}, "action": "pause"})";
  const auto first = ask("POST", "/v1/instances/bulk", body, {{"Idempotency-Key", "k"}});
  const auto second = ask("POST", "/v1/instances/bulk", body, {{"Idempotency-Key", "k"}});

  EXPECT_EQ(first.status, 202);
  EXPECT_EQ(second.status, 202);
  EXPECT_EQ(json::parse(first.body).at("id"), json::parse(second.body).at("id"));
  settle();
  EXPECT_EQ(answer("GET", "/v1/jobs").at("items").size(), 1u);
}

TEST_F(jobs, a_request_that_means_nothing_is_refused_and_begins_nothing) {
  start();
  install(sleeper());
  const auto refused = [&](const std::string& body, const std::string& pointer) {
    const auto response = ask("POST", "/v1/instances/bulk", body);
    EXPECT_GE(response.status, 400) << body;
    const auto problem = json::parse(response.body);
    EXPECT_EQ(problem.at("errors").at(0).at("pointer"), pointer) << response.body;
  };
  refused(R"({"filter": {}, "action": "cancel"})", "/filter");
  refused(R"({"filter": {"status": "completed"}, "action": "cancel"})", "/filter/status");
  refused(R"({"filter": {"kampaign": "x"}, "action": "cancel"})", "/filter/kampaign");
  refused(R"({"filter": {"campaign": "sleeper"}, "action": "explode"})", "/action");
  refused(R"({"filter": {"campaign": "sleeper"}, "action": "signal"})", "/type");
  refused(R"({"filter": {"campaign": "sleeper"}, "action": "cancel", "type": "x"})", "/type");
  refused(R"({"filter": {"campaign": "sleeper"}, "action": "cancel", "per_second": 20000})",
          "/per_second");
  refused(R"({"filter": {"campaign": "sleeper"}, "action": "cancel", "dry_run": "yes"})",
          "/dry_run");
  EXPECT_EQ(answer("GET", "/v1/jobs").at("items"), json::array());
  EXPECT_EQ(ask("GET", "/v1/jobs/job_7").status, 404);
  EXPECT_EQ(ask("GET", "/v1/jobs/job_7/errors").status, 404);
}

TEST_F(jobs, a_job_that_means_nobody_is_done) {
  start();
  install(sleeper());
  EXPECT_EQ(finished(bulk("cancel")).at("state"), "done");
}

} // namespace sojourn::tests
