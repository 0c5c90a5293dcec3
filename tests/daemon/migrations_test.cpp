// A new version and the instances in flight, over HTTP.
#include "whole_daemon.hpp"

namespace sojourn::tests {

namespace {

json letter(const std::string& first_rest = "P10D") {
  return {{"id", "letter"},
          {"name", "Letter"},
          {"trigger", {{"type", "manual"}}},
          {"start", "rest"},
          {"steps",
           {{"rest", {{"type", "delay"}, {"for", first_rest}, {"next", "listen"}}},
            {"listen",
             {{"type", "wait"},
              {"events", {{{"event", "clicked"}, {"next", "end"}}}},
              {"timeout", "P30D"},
              {"on_timeout", "end"}}}}}};
}

class migrations : public whole_daemon {
protected:
  std::string begin(const std::string& customer) {
    return answer("POST", "/v1/campaigns/letter/runs", {{"customer", customer}}).at("id");
  }
  json instance(const std::string& id) { return answer("GET", "/v1/instances/" + id); }
  json migrate(json body) {
    body["per_second"] = 10000;
    auto begun = answer("POST", "/v1/campaigns/letter/migrations", body);
    settle();
    return begun.contains("id") ? job(begun) : begun;
  }
  json job(const json& begun) {
    return answer("GET", "/v1/jobs/" + begun.at("id").get<std::string>());
  }
  json errors(const json& begun) {
    return answer("GET", "/v1/jobs/" + begun.at("id").get<std::string>() + "/errors").at("items");
  }
  json undo(const json& begun) {
    const auto taken =
        answer("POST", "/v1/jobs/" + begun.at("id").get<std::string>() + "/undo", json::object());
    settle();
    return job(taken);
  }
  void put(const json& definition) { answer("PUT", "/v1/campaigns/letter", definition); }
};

} // namespace

TEST_F(migrations, a_new_version_changes_nothing_for_instances_in_flight) {
  start();
  install(letter());
  const auto id = begin("an");
  put(letter("P5D"));
  settle();
  EXPECT_EQ(instance(id).at("version"), 1);
  EXPECT_EQ(instance(id).at("due"), "2026-03-11T02:00:00Z");
}

TEST_F(migrations, to_follow_keeps_the_running_timer) {
  start();
  install(letter());
  const auto id = begin("an");
  auto next = letter("P5D");
  next["steps"]["listen"]["events"][0]["event"] = "opened";
  put(next);

  EXPECT_EQ(migrate({{"to", 2}, {"policy", "follow"}, {"why", "new text"}}).at("done"), 1);

  EXPECT_EQ(instance(id).at("version"), 2);
  EXPECT_EQ(instance(id).at("due"), "2026-03-11T02:00:00Z");
  pass("P10D");
  EXPECT_EQ(explain(id).at("listens_to"), json::array({"opened"}));
}

TEST_F(migrations, to_re_time_computes_the_running_timer_anew_from_its_anchor) {
  start();
  install(letter());
  const auto id = begin("an");
  pass("P2D");
  put(letter("P5D"));

  migrate({{"to", 2}, {"policy", "re_time"}});
  EXPECT_EQ(instance(id).at("due"), "2026-03-06T02:00:00Z");

  pass("P3D");
  EXPECT_EQ(instance(id).at("step"), "listen");
}

TEST_F(migrations, what_is_past_by_the_new_time_happens_at_once) {
  start();
  install(letter());
  const auto id = begin("an");
  pass("P7D");
  put(letter("P5D"));
  migrate({{"to", 2}, {"policy", "re_time"}});
  settle();
  EXPECT_EQ(instance(id).at("step"), "listen");
}

TEST_F(migrations, a_wait_hears_what_the_new_version_waits_for) {
  start();
  install(letter("PT1S"));
  const auto id = begin("an");
  pass("PT1S");
  auto next = letter("PT1S");
  next["steps"]["listen"]["events"][0]["event"] = "opened";
  put(next);
  migrate({{"to", 2}, {"policy", "follow"}});

  const auto event = [&](const std::string& type) {
    EXPECT_LT(ask("POST", "/v1/events", "{}",
                  {{"ce-specversion", "1.0"},
                   {"ce-type", type},
                   {"ce-source", "/shop"},
                   {"ce-id", type},
                   {"ce-subject", "customer:an"}})
                  .status,
              300);
    settle();
  };
  event("clicked");
  EXPECT_EQ(instance(id).at("status"), "waiting");
  event("opened");
  EXPECT_EQ(instance(id).at("status"), "completed");
}

TEST_F(migrations, a_dry_run_says_by_step_who_would_move_and_who_cannot_and_why) {
  start();
  install(letter());
  begin("an");
  begin("binh");
  pass("P10D");
  begin("chi");
  auto next = letter("P5D");
  next["steps"]["hear"] = next["steps"]["listen"];
  next["steps"].erase("listen");
  next["steps"]["rest"]["next"] = "hear";
  put(next);

  const auto told = answer("POST", "/v1/campaigns/letter/migrations",
                           {{"to", 2}, {"policy", "follow"}, {"dry_run", true}});
  EXPECT_EQ(told.at("total"), 3);
  EXPECT_EQ(told.at("moves"), 1);
  EXPECT_EQ(told.at("stays"), 2);
  ASSERT_EQ(told.at("steps").size(), 2u);
  EXPECT_EQ(told.at("steps")[0].at("step"), "listen");
  EXPECT_EQ(told.at("steps")[0].at("moves"), 0);
  EXPECT_NE(told.at("steps")[0].at("why").get<std::string>().find("no step \"listen\""),
            std::string::npos);

  const auto mapped =
      answer("POST", "/v1/campaigns/letter/migrations",
             {{"to", 2}, {"policy", "follow"}, {"map", {{"listen", "hear"}}}, {"dry_run", true}});
  EXPECT_EQ(mapped.at("moves"), 3);
}

TEST_F(migrations, one_whose_step_is_gone_stays_and_is_listed_and_a_map_leads_it) {
  start();
  install(letter("PT1S"));
  const auto id = begin("an");
  pass("PT1S");
  auto next = letter("PT1S");
  next["steps"]["hear"] = next["steps"]["listen"];
  next["steps"].erase("listen");
  next["steps"]["rest"]["next"] = "hear";
  put(next);

  const auto without = migrate({{"to", 2}, {"policy", "follow"}});
  EXPECT_EQ(without.at("skipped"), 1);
  EXPECT_EQ(errors(without).at(0).at("instance"), id);
  EXPECT_EQ(instance(id).at("version"), 1);

  EXPECT_EQ(migrate({{"to", 2}, {"policy", "follow"}, {"map", {{"listen", "hear"}}}}).at("done"),
            1);
  EXPECT_EQ(instance(id).at("step"), "hear");
  pass("P30D");
  EXPECT_EQ(instance(id).at("status"), "completed");
}

TEST_F(migrations, are_taken_back_where_nothing_has_moved_since) {
  start();
  install(letter());
  const auto still = begin("an");
  const auto moved = begin("binh");
  pass("P1D");
  put(letter("P5D"));
  const auto there = migrate({{"to", 2}, {"policy", "re_time"}});
  EXPECT_EQ(instance(still).at("due"), "2026-03-06T02:00:00Z");
  answer("POST", "/v1/instances/" + moved + "/pause", json::object());

  const auto back = undo(there);

  EXPECT_EQ(back.at("action"), "undo");
  EXPECT_EQ(back.at("done"), 1);
  EXPECT_EQ(back.at("skipped"), 1);
  EXPECT_EQ(errors(back).at(0).at("instance"), moved);
  EXPECT_EQ(instance(still).at("version"), 1);
  EXPECT_EQ(instance(still).at("due"), "2026-03-11T02:00:00Z");
  EXPECT_EQ(instance(moved).at("version"), 2);
  // Once back, it has moved: a second undo finds nothing to do.
  EXPECT_EQ(undo(there).at("skipped"), 2);
}

TEST_F(migrations, survive_a_restart_and_go_on_with_the_new_version) {
  start();
  install(letter());
  const auto id = begin("an");
  put(letter("P5D"));
  migrate({{"to", 2}, {"policy", "re_time"}});
  daemon_.reset();
  start();
  EXPECT_EQ(instance(id).at("version"), 2);
  pass("P5D");
  EXPECT_EQ(instance(id).at("step"), "listen");
}

TEST_F(migrations, a_request_that_cannot_be_followed_is_refused) {
  start();
  install(letter());
  const auto status = [&](const json& body) {
    return ask("POST", "/v1/campaigns/letter/migrations", body.dump()).status;
  };
  EXPECT_EQ(status({{"to", 9}, {"policy", "follow"}}), 404);
  EXPECT_EQ(status({{"to", 1}, {"policy", "perhaps"}}), 422);
  EXPECT_EQ(status({{"to", 1}, {"from", 1}, {"policy", "follow"}}), 422);
  EXPECT_EQ(status({{"to", 1}, {"policy", "follow"}, {"map", {{"rest", "nowhere"}}}}), 422);
  EXPECT_EQ(status({{"to", 1}, {"policy", "follow"}, {"map", {{"rest", 7}}}}), 422);
  EXPECT_EQ(ask("POST", "/v1/jobs/job_1/undo", "{}").status, 404);
}

TEST_F(migrations, versions_of_which_only_one_has_re_entry_keys_do_not_mix) {
  start();
  install(letter());
  const auto id = begin("an");
  auto next = letter();
  next["reentry"] = {{"policy", "parallel"}};
  put(next);
  const auto job = migrate({{"to", 2}, {"policy", "follow"}});
  EXPECT_EQ(job.at("skipped"), 1);
  EXPECT_EQ(instance(id).at("version"), 1);
}

TEST_F(migrations, a_copy_is_a_draft_of_its_own) {
  start();
  install(letter());
  put(letter("P5D"));

  const auto made = answer("POST", "/v1/campaigns/letter/copy",
                           {{"id", "letter-2"}, {"name", "Second letter"}, {"version", 1}});

  EXPECT_EQ(made.at("id"), "letter-2");
  EXPECT_EQ(made.at("state"), "draft");
  EXPECT_EQ(made.at("version"), 1);
  const auto shown = answer("GET", "/v1/campaigns/letter-2").at("definition");
  EXPECT_EQ(shown.at("name"), "Second letter");
  EXPECT_EQ(shown.at("steps").at("rest").at("for"), "P10D");
  EXPECT_EQ(ask("POST", "/v1/campaigns/letter/copy", R"({"id": "letter-2"})").status, 409);
  EXPECT_EQ(ask("POST", "/v1/campaigns/nobody/copy", R"({"id": "x"})").status, 404);
  EXPECT_EQ(ask("POST", "/v1/campaigns/letter/copy", R"({"id": "x", "version": 9})").status, 404);
}

TEST_F(migrations, a_campaign_goes_through_its_life_over_http) {
  start();
  const auto post = [&](const std::string& word) {
    return ask("POST", "/v1/campaigns/letter/" + word, "{}").status;
  };
  EXPECT_EQ(answer("POST", "/v1/campaigns/validate", letter()).at("valid"), true);
  put(letter());
  EXPECT_EQ(post("resume"), 409);
  EXPECT_EQ(post("activate"), 200);
  EXPECT_EQ(post("archive"), 409);
  EXPECT_EQ(post("pause"), 200);
  EXPECT_EQ(post("activate"), 409);
  EXPECT_EQ(post("resume"), 200);
  EXPECT_EQ(post("end"), 200);
  EXPECT_EQ(post("activate"), 409);
  EXPECT_EQ(post("archive"), 200);
  EXPECT_EQ(answer("GET", "/v1/campaigns/letter").at("state"), "archived");
}

} // namespace sojourn::tests
