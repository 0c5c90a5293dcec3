// /v1/instances/bulk, migrations and /v1/jobs: what is asked of the services.
#include "http_fixture.hpp"

#include <set>

namespace sojourn::tests {

TEST_F(http, an_action_on_many_asks_for_what_the_body_says) {
  const auto answer = ask_json(
      "POST", "/v1/instances/bulk",
      R"({"filter":{"campaign":"spring","status":"held","step":"tell","subject":"customer:a:b"},
          "action":"signal","type":"go","data":{"n":1},"per_second":7,"why":"a test"})",
      "Idempotency-Key: k1\r\n");
  EXPECT_EQ(answer.status, 202);
  EXPECT_EQ(fake.last(), (json{{"call", "jobs.begin"},
                               {"campaign", "spring"},
                               {"status", "held"},
                               {"step", "tell"},
                               {"code", ""},
                               {"waiting_for", ""},
                               {"subject", "customer:a:b"},
                               {"version", 0},
                               {"action", "signal"},
                               {"details", {{"type", "go"}, {"data", {{"n", 1}}}}},
                               {"per_second", 7},
                               {"dry_run", false},
                               {"why", "a test"},
                               {"key", "k1"}}));
}

TEST_F(http, a_dry_run_is_answered_with_200) {
  const auto answer =
      ask_json("POST", "/v1/instances/bulk",
               R"({"filter":{"campaign":"spring"},"action":"cancel","dry_run":true})");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(fake.last().at("dry_run"), true);
}

TEST_F(http, every_mistake_of_an_action_on_many_is_told_at_once) {
  const auto answer = ask_json("POST", "/v1/instances/bulk",
                               R"({"filter":{"campain":"spring","status":"completed","subject":7},
                   "action":"migrate","policy":"follow","type":"go","map":{"a":1}})");
  EXPECT_EQ(answer.status, 422);
  std::set<std::string> pointers;
  const auto problem = answer.parsed();
  for (const auto& one : problem.at("errors"))
    pointers.insert(one.at("pointer").get<std::string>());
  EXPECT_EQ(pointers, (std::set<std::string>{"/filter/campain", "/filter/status", "/filter/subject",
                                             "/map/a", "/to", "/type"}));
  EXPECT_TRUE(fake.asked().empty());
}

TEST_F(http, a_count_is_a_whole_number_from_1) {
  for (const auto* count : {"0", "-1", "1.5", "\"7\"", "1000000001", "null"}) {
    const auto answer = ask_json("POST", "/v1/campaigns/spring/migrations",
                                 R"({"policy":"follow","to":)" + std::string{count} + "}");
    EXPECT_EQ(answer.status, 422) << count;
    EXPECT_EQ(answer.parsed().at("errors")[0].at("pointer"), "/to") << count;
  }
}

TEST_F(http, a_migration_is_an_action_on_the_instances_of_the_campaign) {
  const auto answer = ask_json("POST", "/v1/campaigns/spring/migrations",
                               R"({"to":3,"from":1,"policy":"re_time","map":{"a":"b"}})");
  EXPECT_EQ(answer.status, 202);
  const auto asked = fake.last();
  EXPECT_EQ(asked.at("campaign"), "spring");
  EXPECT_EQ(asked.at("version"), 1);
  EXPECT_EQ(asked.at("action"), "migrate");
  EXPECT_EQ(asked.at("details"), (json{{"to", 3}, {"policy", "re_time"}, {"map", {{"a", "b"}}}}));
}

TEST_F(http, a_copy_names_its_new_id) {
  const auto answer =
      ask_json("POST", "/v1/campaigns/spring/copy", R"({"id":"summer","version":2})");
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(answer.header("location"), "/v1/campaigns/summer");
  EXPECT_EQ(fake.last().at("version"), 2);
  EXPECT_EQ(ask_json("POST", "/v1/campaigns/spring/copy", R"({"id":"Not A Name"})").status, 422);
}

} // namespace sojourn::tests
