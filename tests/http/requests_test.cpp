// What reaches the services of a request, and what is refused before it.
#include "http_fixture.hpp"
#include "signing/digest.hpp"

namespace sojourn::tests {

namespace {

std::string all_pointers(const answered& answer) {
  std::string pointers;
  for (const json problem = answer.parsed(); const auto& one : problem.at("errors"))
    pointers += one.at("pointer").get<std::string>() + " ";
  return pointers;
}

} // namespace

TEST_F(http, a_new_campaign_is_created_with_its_location_and_version) {
  const auto answer = ask_json("POST", "/v1/campaigns", R"({"id":"tier-upgrade","steps":{}})");
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(answer.header("location"), "/v1/campaigns/tier-upgrade");
  EXPECT_EQ(answer.header("etag"), "\"3\"");
  EXPECT_EQ(fake.last().at("must_be_new"), true);
  EXPECT_EQ(fake.last().at("who"), "loopback");
}

TEST_F(http, a_put_of_a_known_campaign_answers_ok_and_names_no_location) {
  fake.created = false;
  const auto answer = ask_json("PUT", "/v1/campaigns/x", R"({"id":"x"})");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("location"), "");
  EXPECT_EQ(fake.last().at("must_be_new"), false);
}

TEST_F(http, a_put_whose_body_names_another_campaign_is_refused) {
  const auto answer = ask_json("PUT", "/v1/campaigns/x", R"({"id":"y"})");
  EXPECT_EQ(answer.status, 422);
  EXPECT_EQ(all_pointers(answer), "/id ");
  EXPECT_TRUE(fake.asked().empty());
}

TEST_F(http, forty_mistakes_of_a_definition_reach_the_caller) {
  fake.how = recorder::manner::fail;
  fake.failure = {error_code::invalid_definition, "the definition has 40 mistakes", {}};
  for (int i = 0; i < 40; ++i)
    fake.failure.details.push_back({"/steps/s" + std::to_string(i), "is odd"});

  const auto answer = ask_json("POST", "/v1/campaigns", R"({"id":"x"})");

  EXPECT_EQ(answer.status, 422);
  EXPECT_EQ(problem_code(answer), "SJ0412");
  ASSERT_EQ(answer.parsed().at("errors").size(), 40u);
  EXPECT_EQ(answer.parsed().at("errors")[39],
            json({{"pointer", "/steps/s39"}, {"message", "is odd"}}));
}

TEST_F(http, every_error_of_the_catalogue_is_a_problem_with_its_status) {
  client to{port()};
  fake.how = recorder::manner::fail;
  for (const auto& row : error_catalogue()) {
    fake.failure = {row.code, "it went wrong", {}};
    const auto answer = to.ask("GET", "/v1/campaigns");
    EXPECT_EQ(answer.status, row.status) << row.text;
    EXPECT_EQ(problem_code(answer), row.text);
    EXPECT_EQ(answer.header("retry-after"), row.status == 503 || row.status == 429 ? "1" : "")
        << row.text;
    const bool is_challenged = row.status == 401 || row.code == error_code::may_not_send;
    EXPECT_EQ(answer.header("www-authenticate").empty(), !is_challenged) << row.text;
  }
}

TEST_F(http, a_run_starts_for_a_subject_or_a_customer) {
  const auto answer = ask_json("POST", "/v1/campaigns/welcome/runs",
                               R"({"subject":"customer:42","data":{"n":1},"why":"a test"})",
                               "Idempotency-Key: k1\r\n");
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(answer.header("location"), "/v1/instances/ins_01hqz3k8c0000");
  const auto asked = fake.last();
  EXPECT_EQ(asked.at("subject"), "customer:42");
  EXPECT_EQ(asked.at("data"), json({{"n", 1}}));
  EXPECT_EQ(asked.at("why"), "a test");
  EXPECT_EQ(asked.at("key"), "k1");

  ask_json("POST", "/v1/campaigns/welcome/runs", R"({"customer":"a:b"})");
  EXPECT_EQ(fake.last().at("subject"), "customer:a:b");
}

TEST_F(http, a_run_needs_exactly_one_of_subject_customer_and_audience) {
  const auto neither = ask_json("POST", "/v1/campaigns/x/runs", "{}");
  EXPECT_EQ(neither.status, 422);
  const std::string missing = neither.parsed().at("errors")[0].at("message");
  EXPECT_EQ(missing.substr(0, 15), "needs \"subject\"");
  EXPECT_NE(missing.find("or \"customer\" (the id of a customer"), std::string::npos) << missing;
  const auto both =
      ask_json("POST", "/v1/campaigns/x/runs", R"({"subject":"customer:1","customer":"1"})");
  EXPECT_EQ(both.status, 422);
  EXPECT_TRUE(fake.asked().empty());
}

TEST_F(http, the_id_of_a_record_may_be_written_as_a_whole_number) {
  EXPECT_EQ(ask_json("POST", "/v1/campaigns/x/runs", R"({"customer":42})").status, 201);
  EXPECT_EQ(fake.last().at("subject"), "customer:42");
  EXPECT_EQ(
      ask_json("POST", "/v1/boosters/9-9/cards/day-in-cart/send", R"({"customer":42})").status,
      202);
  const auto broken = ask_json("POST", "/v1/campaigns/x/runs", R"({"customer":4.2})");
  EXPECT_EQ(all_pointers(broken), "/customer ");
}

TEST_F(http, a_time_that_ends_before_it_begins_is_a_mistake) {
  for (const auto* path : {"/v1/campaigns/x/graph?", "/v1/monitor?campaign=x&", "/v1/series?",
                           "/v1/audit?", "/v1/events?"}) {
    const auto answer =
        ask("GET", std::string{path} + "from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z");
    EXPECT_EQ(answer.status, 422) << path;
    EXPECT_EQ(all_pointers(answer), "/query/from /query/to ") << path;
  }
  const auto body = ask_json("POST", "/v1/campaigns/x/schedule/backfill",
                             R"({"from":"2026-03-02T00:00:00Z","to":"2026-03-01T00:00:00Z"})");
  EXPECT_EQ(all_pointers(body), "/from /to ");
  EXPECT_TRUE(fake.asked().empty());
}

TEST_F(http, the_fingerprint_covers_method_path_and_body) {
  const std::string body = R"({"customer":"1"})";
  ask_json("POST", "/v1/campaigns/x/runs", body, "Idempotency-Key: k\r\n");
  EXPECT_EQ(fake.last().at("fingerprint"),
            signing::sha256_hex("POST\n/v1/campaigns/x/runs\n" + body));
}

TEST_F(http, an_idempotency_key_has_1_to_255_visible_characters) {
  EXPECT_EQ(ask_json("POST", "/v1/vouchers", R"({"id":"p"})",
                     "Idempotency-Key: " + std::string(255, 'k') + "\r\n")
                .status,
            201);
  for (const auto& key : {std::string(256, 'k'), std::string{"two words"}, std::string{}}) {
    const auto answer =
        ask_json("POST", "/v1/vouchers", R"({"id":"p"})", "Idempotency-Key: " + key + "\r\n");
    EXPECT_EQ(answer.status, 422) << key;
    EXPECT_EQ(all_pointers(answer), "/header/idempotency-key ");
  }
}

TEST_F(http, all_mistakes_of_a_body_and_its_query_are_told_at_once) {
  const auto answer = ask_json("POST", "/v1/instances/ins_01hqz3k8c0000/signal?dry=1",
                               R"({"tpye":"x","data":[1],"why":7})");
  EXPECT_EQ(answer.status, 422);
  EXPECT_EQ(problem_code(answer), "SJ0101");
  EXPECT_EQ(all_pointers(answer), "/query/dry /data /tpye /why /type ");
  EXPECT_EQ(answer.parsed().at("errors")[2].at("message"),
            "nothing reads this; did you mean \"type\"?");
}

TEST_F(http, an_unknown_query_parameter_is_a_mistake_with_the_nearest_name) {
  const auto answer = ask("GET", "/v1/instances?staus=held");
  EXPECT_EQ(answer.status, 422);
  EXPECT_EQ(problem_code(answer), "SJ0102");
  EXPECT_EQ(answer.parsed().at("errors")[0],
            json({{"pointer", "/query/staus"},
                  {"message", "nothing reads this; did you mean \"status\"?"}}));
}

TEST_F(http, query_parameters_are_checked_and_passed_on) {
  const auto answer = ask("GET", "/v1/instances?campaign=welcome&status=held&subject=customer%3A42"
                                 "&step=rest&limit=7");
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(fake.last(), json({{"call", "instances.list"},
                               {"campaign", "welcome"},
                               {"status", "held"},
                               {"subject", "customer:42"},
                               {"step", "rest"},
                               {"version", 0},
                               {"waiting_for", ""},
                               {"code", ""},
                               {"limit", 7},
                               {"cursor", ""}}));
  for (const auto* query :
       {"limit=0", "limit=1001", "limit=-1", "limit=x", "limit=", "status=asleep", "campaign=A",
        "subject=Customer:1", "step=%ZZ", "step=%ff", "limit=1&limit=2"}) {
    const auto refused = ask("GET", std::string{"/v1/instances?"} + query);
    EXPECT_EQ(refused.status, 422) << query;
    EXPECT_EQ(problem_code(refused), "SJ0101") << query;
  }
}

TEST_F(http, a_cursor_leads_to_the_next_page_of_the_same_listing_alone) {
  fake.next_cursor = "customer:42/…";
  const auto first = ask("GET", "/v1/instances?status=held").parsed();
  const std::string cursor = first.at("next_cursor");
  EXPECT_EQ(first.at("items").size(), 1u);

  EXPECT_EQ(ask("GET", "/v1/instances?status=held&limit=5&cursor=" + cursor).status, 200);
  EXPECT_EQ(fake.last().at("cursor"), "customer:42/…");

  for (const auto& query :
       {"/v1/instances?cursor=" + cursor, "/v1/vouchers?cursor=" + cursor,
        "/v1/instances?status=held&cursor=00" + cursor, std::string{"/v1/instances?cursor=zz"},
        std::string{"/v1/instances?cursor=0"}}) {
    const auto answer = ask("GET", query);
    EXPECT_EQ(answer.status, 400) << query;
    EXPECT_EQ(problem_code(answer), "SJ0110") << query;
  }

  fake.next_cursor.clear();
  EXPECT_EQ(ask("GET", "/v1/instances").parsed().at("next_cursor"), nullptr);
}

TEST_F(http, a_body_that_is_not_json_is_refused_with_the_place) {
  for (const auto* body : {"{", "{\"a\":1,}", "nul", "{\"a\":1,\"a\":2}", "\xff"}) {
    const auto answer = ask_json("POST", "/v1/campaigns", body);
    EXPECT_EQ(answer.status, 400) << body;
    EXPECT_EQ(problem_code(answer), "SJ0100") << body;
  }
  EXPECT_EQ(ask_json("POST", "/v1/campaigns", "[]").status, 422);
  EXPECT_EQ(ask("POST", "/v1/campaigns").status, 422) << "a body is needed";
  EXPECT_TRUE(fake.asked().empty());
}

TEST_F(http, a_body_of_another_type_or_charset_is_refused) {
  for (const auto* type : {"", "Content-Type: text/plain\r\n", "Content-Type: application/xml\r\n",
                           "Content-Type: application/json; charset=latin1\r\n"}) {
    const auto answer = ask("POST", "/v1/campaigns", type, "{}");
    EXPECT_EQ(answer.status, 415) << type;
    EXPECT_EQ(problem_code(answer), "SJ0105") << type;
  }
  EXPECT_EQ(ask("PUT", "/v1/records/customer/1",
                "Content-Type: Application/JSON; charset=UTF-8\r\n", "{}")
                .status,
            201);
}

TEST_F(http, ids_with_odd_bytes_are_refused) {
  for (const auto* path :
       {"/v1/campaigns/UPPER", "/v1/campaigns/%", "/v1/campaigns/%4", "/v1/campaigns/%zz",
        "/v1/campaigns/a%2Fb", "/v1/campaigns/%00", "/v1/records/customer/%ff",
        "/v1/records/customer/%0a", "/v1/records/Customer/1", "/v1/instances/42",
        "/v1/instances/ins_0000000000000", "/v1/vouchers/p%20q"}) {
    const auto answer = ask("GET", path);
    EXPECT_EQ(answer.status, 400) << path;
    EXPECT_EQ(problem_code(answer), "SJ0103") << path;
  }
  const auto long_id = ask("GET", "/v1/records/customer/" + std::string(129, 'x'));
  EXPECT_EQ(long_id.status, 400);
  EXPECT_TRUE(fake.asked().empty());
}

TEST_F(http, an_escaped_id_arrives_decoded_and_leaves_escaped) {
  const auto answer = ask_json("PUT", "/v1/records/customer/Nguy%E1%BB%85n%2F1+2", R"({"n":1})");
  EXPECT_EQ(fake.last().at("id"), "Nguyễn/1+2");
  EXPECT_EQ(answer.header("location"), "/v1/records/customer/Nguy%E1%BB%85n%2F1%2B2");
}

TEST_F(http, records_are_put_patched_and_deleted_under_their_version) {
  ask_json("PUT", "/v1/records/customer/42", R"({"why":"data"})", "If-Match: \"17\"\r\n");
  EXPECT_EQ(fake.last(), json({{"call", "records.write"},
                               {"how", 0},
                               {"type", "customer"},
                               {"id", "42"},
                               {"data", {{"why", "data"}}},
                               {"if_match", {"17"}}}));
  EXPECT_EQ(ask("PATCH", "/v1/records/customer/42",
                "Content-Type: application/merge-patch+json\r\n", R"({"tier":null})")
                .status,
            201);
  EXPECT_EQ(fake.last().at("how"), 1);
  EXPECT_FALSE(fake.last().contains("if_match"));
  EXPECT_EQ(ask("DELETE", "/v1/records/order/42").status, 204);
  EXPECT_EQ(fake.last().at("how"), 2);
}

TEST_F(http, a_record_type_is_put_as_its_schema) {
  const auto answer = ask_json("PUT", "/v1/record-types/ticket", R"({"why":"data"})");
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(answer.header("location"), "/v1/record-types/ticket");
  EXPECT_EQ(answer.header("etag"), "\"3\"");
  EXPECT_EQ(fake.last(), json({{"call", "record_types.put"},
                               {"name", "ticket"},
                               {"schema", {{"why", "data"}}},
                               {"who", "loopback"}}));
  fake.created = false;
  EXPECT_EQ(ask_json("PUT", "/v1/record-types/ticket", "{}").status, 200);
  EXPECT_EQ(ask_json("PUT", "/v1/record-types/ticket", "[]").status, 422);
  EXPECT_EQ(ask_json("PUT", "/v1/record-types/A%20b", "{}").status, 400);
  EXPECT_EQ(ask("GET", "/v1/record-types/ticket").header("etag"), "\"3\"");
}

TEST_F(http, traits_are_of_customers) {
  EXPECT_EQ(ask("GET", "/v1/records/customer/An%2F1/traits").status, 200);
  EXPECT_EQ(fake.last(), json({{"call", "records.traits"}, {"id", "An/1"}}));
  EXPECT_EQ(ask("GET", "/v1/records/order/1/traits").status, 404);
}

TEST_F(http, a_backfill_takes_two_instants) {
  const std::string path = "/v1/campaigns/reward/schedule/backfill";
  EXPECT_EQ(ask_json("POST", path, R"({"from": "2026-01-01T00:00:00Z"})").status, 422);
  EXPECT_EQ(ask_json("POST", path, R"({"from": "2026-01-01", "to": "soon"})").status, 422);
  EXPECT_EQ(ask_json("POST", path,
                     R"({"from": "2026-01-01T00:00:00Z", "to": "2026-02-01T00:00:00+07:00",
                         "dry_run": "yes"})")
                .status,
            200);
  EXPECT_EQ(fake.last().at("to"), "2026-01-31T17:00:00Z");
  EXPECT_EQ(fake.last().at("dry_run"), true);
}

TEST_F(http, points_are_of_customers) {
  EXPECT_EQ(ask("GET", "/v1/records/customer/An%2F1/points?limit=2").status, 200);
  EXPECT_EQ(fake.last().at("id"), "An/1");
  EXPECT_EQ(fake.last().at("limit"), 2);
  EXPECT_EQ(ask("GET", "/v1/records/order/1/points").status, 404);
}

TEST_F(http, an_operators_command_carries_its_reason) {
  EXPECT_EQ(ask("POST", "/v1/instances/ins_01hqz3k8c0000/retry").status, 200);
  EXPECT_EQ(fake.last().at("why"), "");
  ask_json("POST", "/v1/instances/ins_01hqz3k8c0000/skip", R"({"why":"wrong number"})");
  EXPECT_EQ(fake.last().at("why"), "wrong number");
  EXPECT_EQ(fake.last().at("action"), static_cast<int>(service::instance_action::skip));
}

TEST_F(http, a_deposit_is_a_whole_number_that_may_be_less_than_nothing) {
  EXPECT_EQ(
      ask_json("POST", "/v1/budget/credits/zalo/deposits", R"({"amount": -500000000000})").status,
      201);
  EXPECT_EQ(fake.last().at("account"), "zalo");
  EXPECT_EQ(fake.last().at("amount"), -500'000'000'000);
  for (const auto* wrong : {"1.5", "\"1\"", "1000000000001"}) {
    const auto answer = ask_json("POST", "/v1/budget/credits/zalo/deposits",
                                 "{\"amount\": " + std::string{wrong} + "}");
    EXPECT_EQ(answer.status, 422) << wrong;
    EXPECT_EQ(all_pointers(answer), "/amount ");
  }
}

TEST_F(http, a_budget_that_is_removed_is_put_as_nothing) {
  fake.created = false; // it was there
  EXPECT_EQ(ask_json("DELETE", "/v1/budget", "").status, 200);
  EXPECT_EQ(fake.last().at("call"), "budget.put");
  EXPECT_EQ(fake.last().at("document"), nullptr);
}

TEST_F(http, a_statement_takes_two_instants_or_none) {
  EXPECT_EQ(ask_json("GET", "/v1/campaigns/x/statement?from=2026-03-01T00:00:00Z", "").status, 200);
  EXPECT_EQ(fake.last().at("from"), "2026-03-01T00:00:00Z");
  EXPECT_FALSE(fake.last().contains("to"));
  EXPECT_EQ(ask_json("GET", "/v1/campaigns/x/statement?to=today", "").status, 422);
}

TEST_F(http, codes_come_as_json_or_one_a_line) {
  ask_json("POST", "/v1/vouchers/p/codes", R"({"codes":["A","B"]})");
  EXPECT_EQ(fake.last().at("codes"), json::array({"A", "B"}));
  ask("POST", "/v1/vouchers/p/codes", "Content-Type: text/plain\r\n", "A 1\r\n\nB\nC");
  EXPECT_EQ(fake.last().at("codes"), json::array({"A 1", "B", "C"}));

  const auto odd_json = ask_json("POST", "/v1/vouchers/p/codes", R"({"codes":["A",""]})");
  EXPECT_EQ(odd_json.status, 422);
  EXPECT_EQ(all_pointers(odd_json), "/codes/1 ");
  const auto odd_text =
      ask("POST", "/v1/vouchers/p/codes", "Content-Type: text/plain\r\n", "A\n\x01\n");
  EXPECT_EQ(odd_text.status, 422);
  EXPECT_NE(odd_text.body.find("line 2"), std::string::npos);
}

TEST_F(http, a_hook_gets_the_raw_body_and_headers_without_a_look_at_them) {
  const auto answer = ask("POST", "/v1/hooks/shop", "Webhook-Id: msg_1\r\nX-Two: a\r\nX-Two: b\r\n",
                          "not json\xff");
  EXPECT_EQ(answer.status, 202);
  EXPECT_EQ(fake.last().at("headers").at("webhook-id"), "msg_1");
  EXPECT_EQ(fake.last().at("headers").at("x-two"), "a, b");
  EXPECT_EQ(fake.last().at("body"), "not json\xff");
}

TEST_F(http, the_clock_moves_to_an_instant_or_by_a_duration) {
  ask_json("POST", "/v1/clock", R"({"to":"2026-03-01T00:00:00+07:00"})");
  EXPECT_EQ(fake.last().at("to"), "2026-02-28T17:00:00Z");
  ask_json("POST", "/v1/clock", R"({"advance":"P25D"})");
  EXPECT_EQ(fake.last().at("advance"), "P25D");
  EXPECT_EQ(
      ask_json("POST", "/v1/clock", R"({"advance":"P1D","to":"2026-03-01T00:00:00Z"})").status,
      422);
  EXPECT_EQ(ask_json("POST", "/v1/clock", R"({"to":"tomorrow"})").status, 422);
  EXPECT_EQ(
      ask_json("POST", "/v1/clock", "{}").parsed().at("errors")[0].at("message"),
      "needs \"to\" (the instant to move to) or \"advance\" (an ISO 8601 duration to move by, "
      "like \"P25D\")");
}

TEST_F(http, a_filter_that_leads_to_no_field_is_refused) {
  for (const std::string field : {"a..b", "", ".a", "a."}) {
    const auto refused = ask("GET", "/v1/records/order?data." + field + "=1");
    EXPECT_EQ(refused.status, 422) << field;
    EXPECT_EQ(refused.parsed().at("errors")[0].at("pointer"), "/query/data." + field);
  }
  EXPECT_TRUE(fake.asked().empty());
  EXPECT_EQ(ask("GET", "/v1/records/order?data.a.b=1").status, 200);
}

TEST_F(http, a_customer_and_a_visitor_are_erased_where_other_records_are_deleted) {
  const auto erased =
      ask("DELETE", "/v1/records/customer/42?why=asked%20for", "If-Match: \"3\"\r\n");
  EXPECT_EQ(erased.status, 200);
  EXPECT_EQ(fake.last(), json({{"call", "privacy.erase"},
                               {"subject", "customer:42"},
                               {"why", "asked for"},
                               {"if_match", {"3"}}}));
  fake.privacy.state = "running";
  EXPECT_EQ(ask("DELETE", "/v1/records/visitor/v7").status, 202);
  EXPECT_EQ(fake.last().at("subject"), "visitor:v7");
  EXPECT_EQ(ask("GET", "/v1/records/customer/42").status, 200);

  EXPECT_EQ(ask("GET", "/v1/erasures?subject=customer:42").status, 200);
  EXPECT_EQ(fake.last().at("subject"), "customer:42");
  EXPECT_EQ(ask("GET", "/v1/erasures/era_1").status, 200);
}

TEST_F(http, a_visitor_is_linked_and_customers_are_found_by_what_they_are_known_by) {
  EXPECT_EQ(ask_json("POST", "/v1/identities", R"({"visitor":"v7","customer":"42"})").status, 201);
  EXPECT_EQ(fake.last().at("call"), "identities.link");
  EXPECT_EQ(fake.last().at("customer"), "42");
  EXPECT_EQ(ask_json("POST", "/v1/identities", R"({"visitor":"v7"})").status, 422);
  EXPECT_EQ(ask("GET", "/v1/identities/v7").status, 200);
  EXPECT_EQ(ask("GET", "/v1/identities?customer=42").status, 200);
  EXPECT_EQ(ask("GET", "/v1/identities").status, 422);

  EXPECT_EQ(ask("GET", "/v1/records/customer?identity.phone=%2B84%2090").status, 200);
  EXPECT_EQ(fake.last(), json({{"call", "records.find"},
                               {"type", "customer"},
                               {"identities", {{"phone", "+84 90"}}}}));
  EXPECT_EQ(ask("GET", "/v1/records/customer?identity.phone=090&data.tier=gold").status, 422);
}

} // namespace sojourn::tests
