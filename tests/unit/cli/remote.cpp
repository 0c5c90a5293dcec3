#include "cli_fixture.hpp"

namespace sojourn::cli {
namespace {

class remote : public command_line {
protected:
  /// The one request that the arguments lead to.
  client::request request_of(const std::vector<std::string>& arguments) {
    asked.clear();
    EXPECT_EQ(run(arguments), exit_code::ok) << err.str();
    EXPECT_EQ(asked.size(), 1u);
    return asked.empty() ? client::request{} : asked.back();
  }
  static std::string line_of(const client::request& what) {
    return what.method + " " + what.target + (what.body.empty() ? "" : " " + what.body);
  }
};

TEST_F(remote, a_command_about_a_campaign_asks_its_route) {
  EXPECT_EQ(line_of(request_of({"campaigns", "show", "c1"})), "GET /v1/campaigns/c1");
  EXPECT_EQ(line_of(request_of({"campaigns", "activate", "c1"})), "POST /v1/campaigns/c1/activate");
  EXPECT_EQ(line_of(request_of({"campaigns", "pause", "c1", "--why", "a typo"})),
            R"(POST /v1/campaigns/c1/pause {"why":"a typo"})");
  EXPECT_EQ(line_of(request_of({"campaigns", "stats", "c1"})), "GET /v1/campaigns/c1/stats");
}

TEST_F(remote, a_definition_is_put_under_the_id_it_has) {
  const auto path = file("c.json", R"({"id":"tier-upgrade","steps":{}})");
  const auto what = request_of({"campaigns", "put", path});
  EXPECT_EQ(line_of(what), R"(PUT /v1/campaigns/tier-upgrade {"id":"tier-upgrade","steps":{}})");
  EXPECT_EQ(what.content_type, "application/json");
}

TEST_F(remote, hooks_and_their_secrets_have_commands) {
  const auto path = file("h.json", R"({"id":"shop","when":true})");
  EXPECT_EQ(line_of(request_of({"hooks", "put", path})),
            R"(PUT /v1/hooks/shop {"id":"shop","when":true})");
  EXPECT_EQ(line_of(request_of({"hooks", "show", "shop"})), "GET /v1/hooks/shop");
  EXPECT_EQ(line_of(request_of({"hooks", "delete", "shop"})), "DELETE /v1/hooks/shop");
  EXPECT_EQ(line_of(request_of({"hooks", "secrets", "add", "shop"})),
            "POST /v1/hooks/shop/secrets");
  EXPECT_EQ(line_of(request_of({"hooks", "secrets", "add", "shop", "--secret", "s"})),
            R"(POST /v1/hooks/shop/secrets {"secret":"s"})");
  EXPECT_EQ(line_of(request_of({"hooks", "secrets", "retire", "shop", "sec_1"})),
            "DELETE /v1/hooks/shop/secrets/sec_1");
  EXPECT_EQ(line_of(request_of({"hooks", "delivery", "shop", "12"})),
            "GET /v1/hooks/shop/deliveries/12");
  EXPECT_EQ(line_of(request_of({"hooks", "retry", "shop", "12", "--why", "An was put"})),
            R"(POST /v1/hooks/shop/deliveries/12/retry {"why":"An was put"})");
  EXPECT_EQ(line_of(request_of({"hooks", "templates", "install", "shopify", "--secret", "s",
                                "--parameters", R"({"prefix": ""})"})),
            R"(POST /v1/hook-templates/shopify/install {"parameters":{"prefix":""},"secret":"s"})");
}

TEST_F(remote, a_definition_without_an_id_is_refused_before_anybody_is_asked) {
  EXPECT_EQ(run({"campaigns", "put", file("c.json", R"({"name":"x"})")}), exit_code::refused);
  EXPECT_EQ(run({"campaigns", "put", file("l.json", "[1]")}), exit_code::refused);
  EXPECT_EQ(run({"campaigns", "put", file("n.json", "{")}), exit_code::refused);
  EXPECT_EQ(run({"campaigns", "put", folder / "none.json"}), exit_code::refused);
  EXPECT_TRUE(asked.empty());
  EXPECT_NE(err.str().find("/id: is missing"), std::string::npos) << err.str();
}

TEST_F(remote, a_file_named_dash_is_standard_input) {
  in.str(R"({"tier":"gold"})");
  EXPECT_EQ(line_of(request_of({"records", "put", "customer", "An/1", "-"})),
            R"(PUT /v1/records/customer/An%2F1 {"tier":"gold"})");
}

TEST_F(remote, a_mistake_in_standard_input_is_told_of_standard_input) {
  in.str("{");
  EXPECT_EQ(run({"records", "put", "customer", "1", "-"}), exit_code::refused);
  EXPECT_EQ(err.str(), "sojourn: The body is not JSON (SJ0100)\n"
                       "  standard input: not JSON: line 1, column 2: unexpected end of input; "
                       "expected string literal\n");
  EXPECT_TRUE(asked.empty());
}

TEST_F(remote, a_start_carries_subject_data_and_key) {
  const auto what = request_of({"instances", "start", "c1", "--subject", "customer:42", "--data",
                                R"({"n":1})", "--idempotency-key", "k1"});
  EXPECT_EQ(line_of(what),
            R"(POST /v1/campaigns/c1/runs {"data":{"n":1},"subject":"customer:42"})");
  ASSERT_EQ(what.headers.size(), 1u);
  EXPECT_EQ(what.headers[0], std::make_pair(std::string{"Idempotency-Key"}, std::string{"k1"}));
}

TEST_F(remote, data_that_is_not_json_is_refused_before_anybody_is_asked) {
  EXPECT_EQ(run({"instances", "start", "c1", "--subject", "42", "--data", "{n}"}),
            exit_code::refused);
  EXPECT_TRUE(asked.empty());
}

TEST_F(remote, vouchers_are_added_as_lines_and_redeemed_by_code) {
  const auto added = request_of({"vouchers", "add", "gold", file("codes.txt", "A1\nA2\n")});
  EXPECT_EQ(line_of(added), "POST /v1/vouchers/gold/codes A1\nA2\n");
  EXPECT_EQ(added.content_type, "text/plain");
  EXPECT_EQ(line_of(request_of({"vouchers", "redeem", "gold", "A 1"})),
            "POST /v1/vouchers/gold/codes/A%201/redeem");
  EXPECT_EQ(line_of(request_of({"vouchers", "create", "gold"})),
            R"(POST /v1/vouchers {"id":"gold"})");
}

TEST_F(remote, a_secret_comes_from_a_file_and_not_from_the_command_line) {
  EXPECT_EQ(line_of(request_of({"secrets", "put", "crm", file("crm.txt", "hush-hush\n")})),
            R"(PUT /v1/secrets/crm {"value":"hush-hush"})");
  EXPECT_EQ(line_of(request_of({"secrets", "delete", "crm"})), "DELETE /v1/secrets/crm");
}

TEST_F(remote, the_clock_is_shown_advanced_and_set) {
  EXPECT_EQ(line_of(request_of({"clock"})), "GET /v1/clock");
  EXPECT_EQ(line_of(request_of({"clock", "advance", "P25D"})),
            R"(POST /v1/clock {"advance":"P25D"})");
  EXPECT_EQ(line_of(request_of({"clock", "set", "2026-03-01T09:00:00Z"})),
            R"(POST /v1/clock {"to":"2026-03-01T09:00:00Z"})");
}

TEST_F(remote, a_list_shows_its_rows_as_a_table) {
  answer(200, R"({"items":[{"id":"c1","state":"active","version":2,"name":"Hạng"}],)"
              R"("next_cursor":null})");
  EXPECT_EQ(run({"campaigns"}), exit_code::ok) << err.str();
  EXPECT_EQ(out.str(), "ID  STATE   VERSION  NAME\nc1  active        2  Hạng\n");
  EXPECT_EQ(line_of(asked[0]), "GET /v1/campaigns?limit=100");
}

TEST_F(remote, a_list_for_programs_has_a_row_a_line) {
  answer(200, R"({"items":[{"id":"a"},{"id":"b"}],"next_cursor":null})");
  EXPECT_EQ(run({"campaigns", "list", "--json"}), exit_code::ok);
  EXPECT_EQ(out.str(), "{\"id\":\"a\"}\n{\"id\":\"b\"}\n");
}

TEST_F(remote, filters_become_parameters) {
  answer(200, R"({"items":[],"next_cursor":null})");
  EXPECT_EQ(line_of(request_of({"instances", "list", "--status", "held", "--subject",
                                "customer:An 1", "--limit", "7"})),
            "GET /v1/instances?status=held&subject=customer%3AAn%201&limit=7");
}

TEST_F(remote, all_follows_the_cursors_to_the_end) {
  answer(200, R"({"items":[{"id":"a"}],"next_cursor":"x/1"})");
  answer(200, R"({"items":[{"id":"b"}],"next_cursor":null})");
  EXPECT_EQ(run({"instances", "list", "--all", "--json"}), exit_code::ok);
  EXPECT_EQ(out.str(), "{\"id\":\"a\"}\n{\"id\":\"b\"}\n");
  ASSERT_EQ(asked.size(), 2u);
  EXPECT_EQ(asked[0].target, "/v1/instances?limit=1000");
  EXPECT_EQ(asked[1].target, "/v1/instances?limit=1000&cursor=x%2F1");
}

TEST_F(remote, a_limit_beyond_a_page_asks_for_the_rest_and_no_more) {
  json first{{"items", json::array()}, {"next_cursor", "n"}};
  for (int i = 0; i < 1000; ++i)
    first["items"].push_back({{"id", i}});
  answer(200, dump(first));
  answer(200, R"({"items":[{"id":1000},{"id":1001}],"next_cursor":"m"})");
  EXPECT_EQ(run({"instances", "list", "--limit", "1002", "--json"}), exit_code::ok);
  ASSERT_EQ(asked.size(), 2u);
  EXPECT_EQ(asked[1].target, "/v1/instances?limit=2&cursor=n");
}

TEST_F(remote, whoever_sits_at_a_terminal_hears_that_there_is_more) {
  around.err_is_terminal = true;
  answer(200, R"({"items":[{"id":"a"}],"next_cursor":"x"})");
  EXPECT_EQ(run({"instances", "list", "--limit", "1"}), exit_code::ok);
  EXPECT_EQ(err.str(), "there is more; --all shows everything\n");
}

TEST_F(remote, the_url_and_token_come_from_the_environment_and_options_beat_it) {
  around.environment = {{"SOJOURN_URL", "http://shop.example:81/s"}, {"SOJOURN_TOKEN", "t1"}};
  auto what = request_of({"clock"});
  EXPECT_EQ(asked_at.back().host, "shop.example");
  EXPECT_EQ(asked_at.back().base_path, "/s");
  EXPECT_EQ(what.headers.at(0).second, "Bearer t1");
  what = request_of({"clock", "--url", "http://[::1]:82", "--token", "t2"});
  EXPECT_EQ(asked_at.back().host, "::1");
  EXPECT_EQ(what.headers.at(0).second, "Bearer t2");
}

TEST_F(remote, a_refusal_is_shown_with_title_detail_and_pointers) {
  answer(422, R"({"code":"SJ0412","title":"The campaign definition has errors",)"
              R"("detail":"2 mistakes","errors":[{"pointer":"/start","message":"is missing"}]})");
  EXPECT_EQ(run({"campaigns", "activate", "c1"}), exit_code::refused);
  EXPECT_EQ(out.str(), "");
  EXPECT_EQ(err.str(), "sojourn: The campaign definition has errors (SJ0412)\n"
                       "  2 mistakes\n"
                       "  /start: is missing\n");
}

TEST_F(remote, a_refusal_for_programs_is_the_problem_as_it_came) {
  const std::string problem = R"({"code":"SJ0300","status":404,"title":"Not found"})";
  answer(404, problem);
  EXPECT_EQ(run({"campaigns", "show", "x", "--json"}), exit_code::refused);
  EXPECT_EQ(err.str(), problem + "\n");
}

TEST_F(remote, a_refusal_by_something_else_than_a_daemon_is_shown_too) {
  answer(502, "<html>Bad gateway\x1b[2J</html>");
  EXPECT_EQ(run({"clock"}), exit_code::refused);
  EXPECT_EQ(err.str(), "sojourn: The answer has the HTTP status 502\n"
                       "  <html>Bad gateway\\u001b[2J</html>\n");
}

TEST_F(remote, a_daemon_that_cannot_be_reached_has_its_own_exit_code) {
  answer_with({.why = "Connection refused", .reached = false});
  EXPECT_EQ(run({"campaigns"}), exit_code::unreachable);
  EXPECT_NE(err.str().find("http://127.0.0.1:7070: Connection refused"), std::string::npos);
}

TEST_F(remote, an_answer_that_never_came_leaves_the_outcome_unknown) {
  answer_with({.why = "it took too long", .reached = true});
  EXPECT_EQ(run({"backup"}), exit_code::unreachable);
  EXPECT_NE(err.str().find("unknown"), std::string::npos) << err.str();
}

TEST_F(remote, an_answer_without_a_body_prints_nothing) {
  answer(204, "");
  EXPECT_EQ(run({"records", "delete", "customer", "1"}), exit_code::ok);
  EXPECT_EQ(out.str(), "");
}

TEST_F(remote, a_verification_that_finds_something_is_not_ok) {
  answer(200, R"({"sound":false,"instances":3,"entries":9,"timers":1,"effects":0,)"
              R"("violations":[{"what":"journal_chain","where":"ins_1","detail":"gap"}]})");
  EXPECT_EQ(run({"verify"}), exit_code::refused);
  EXPECT_EQ(out.str(), "3 instances, 9 journal entries, 1 timers and 0 effects checked: "
                       "1 violations\n"
                       "WHAT           WHERE  DETAIL\njournal_chain  ins_1  gap\n");
  EXPECT_EQ(line_of(asked[0]), "POST /v1/verify");
}

TEST_F(remote, a_verification_that_finds_nothing_is_ok) {
  answer(200, R"({"sound":true,"instances":3,"entries":9,"timers":1,"effects":0,"violations":[]})");
  EXPECT_EQ(run({"verify"}), exit_code::ok);
  EXPECT_NE(out.str().find("everything holds"), std::string::npos);
}

TEST_F(remote, verifying_a_directory_that_is_not_there_makes_none) {
  EXPECT_EQ(run({"verify", "--data", folder / "none"}), exit_code::refused);
  EXPECT_FALSE(std::filesystem::exists(folder / "none"));
  EXPECT_TRUE(asked.empty());
}

TEST_F(remote, an_action_on_many_gathers_its_filter) {
  EXPECT_EQ(line_of(request_of({"instances", "bulk", "cancel", "--campaign", "c1", "--status",
                                "held", "--dry-run", "--per-second", "50", "--why", "a typo"})),
            R"(POST /v1/instances/bulk {"action":"cancel","dry_run":true,)"
            R"("filter":{"campaign":"c1","status":"held"},"per_second":50,"why":"a typo"})");
  EXPECT_EQ(line_of(request_of({"campaigns", "migrate", "c1", "--to", "2", "--policy", "follow",
                                "--map", R"({"a":"b"})"})),
            R"(POST /v1/campaigns/c1/migrations {"map":{"a":"b"},"policy":"follow","to":2})");
  EXPECT_EQ(line_of(request_of({"campaigns", "copy", "c1", "c2", "--version", "1"})),
            R"(POST /v1/campaigns/c1/copy {"id":"c2","version":1})");
}

TEST_F(remote, a_job_is_followed_until_it_rests) {
  int rests = 0;
  around.rest = [&](milliseconds) { ++rests; };
  answer(202, R"({"id":"job_7","state":"freezing","total":0,"left":0})");
  answer(200, R"({"id":"job_7","state":"running","total":9,"left":4})");
  answer(200, R"({"id":"job_7","state":"done","total":9,"left":0})");
  EXPECT_EQ(run({"--json", "instances", "bulk", "pause", "--campaign", "c1", "--wait"}),
            exit_code::ok);
  ASSERT_EQ(asked.size(), 3u);
  EXPECT_EQ(asked[2].target, "/v1/jobs/job_7");
  EXPECT_EQ(rests, 2);
  EXPECT_NE(out.str().find("\"done\""), std::string::npos);
}

TEST_F(remote, a_job_that_is_not_to_be_followed_is_shown_as_it_began) {
  answer(202, R"({"id":"job_7","state":"freezing","total":0,"left":0})");
  EXPECT_EQ(run({"instances", "bulk", "pause", "--campaign", "c1"}), exit_code::ok);
  EXPECT_EQ(asked.size(), 1u);
  asked.clear();
  answer(200, R"({"id":"job_7","state":"paused","total":9,"left":3})");
  EXPECT_EQ(run({"jobs", "wait", "job_7"}), exit_code::ok);
  EXPECT_EQ(asked.size(), 1u);
}

} // namespace
} // namespace sojourn::cli
