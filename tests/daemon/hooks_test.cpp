// Hooks over HTTP: calls of shops and payment services, and how an operator keeps them.
#include "signing/digest.hpp"
#include "signing/signature.hpp"
#include "whole_daemon.hpp"

#include <cstdlib>
#include <sqlite3.h>

namespace sojourn::tests {

namespace {

const std::string shop_secret = "0123456789abcdef0123456789abcdef";
const std::string paid = R"({"order": {"id": "o-1", "customer": 42, "total": 350000}})";

const json shop_hook = json::parse(R"({
  "id": "shop-orders",
  "signature": {"scheme": "hmac_sha256", "header": "X-Shop-Signature", "encoding": "hex",
                "prefix": "sha256="},
  "secrets": ["0123456789abcdef0123456789abcdef"],
  "mapping": {"subject": {"var": "body.order.customer"}, "event": "order.paid",
              "data": {"total": {"var": "body.order.total"}}},
  "dedupe_key": {"var": "body.order.id"}})");

json listening_campaign(const std::string& id) {
  return {{"id", id},
          {"name", id},
          {"trigger", {{"type", "webhook"}, {"hook", "shop-orders"}}},
          {"start", "rest"},
          {"steps", {{"rest", {{"type", "delay"}, {"for", "P1D"}, {"next", "end"}}}}}};
}

class hooks : public whole_daemon {
protected:
  client::response call(const std::string& body, const std::string& by = shop_secret,
                        const std::string& hook = "shop-orders") {
    return ask(
        "POST", "/v1/hooks/" + hook, body,
        {{"X-Shop-Signature", "sha256=" + signing::hex_encode(signing::hmac_sha256(by, body))}});
  }
  json log(const std::string& hook = "shop-orders") {
    return answer("GET", "/v1/hooks/" + hook + "/deliveries").at("items");
  }
  /// How many answers that idempotency keys remember hold this text; no daemon may run.
  int answers_holding(const std::string& text) {
    sqlite3* db = nullptr;
    EXPECT_EQ(sqlite3_open((directory_ / "sojourn.db").c_str(), &db), SQLITE_OK);
    const auto sql = "SELECT count(*), sum(instr(answer, '" + text + "') > 0) FROM idempotency";
    int count = -1;
    sqlite3_exec(
        db, sql.c_str(),
        [](void* to, int, char** row, char**) {
          EXPECT_NE(std::atoi(row[0]), 0);
          return *static_cast<int*>(to) = std::atoi(row[1]), 0;
        },
        &count, nullptr);
    sqlite3_close(db);
    return count;
  }
  static std::string code_of(const client::response& refused) {
    return json::parse(refused.body).value("code", "");
  }
};

} // namespace

TEST_F(hooks, a_call_of_a_shop_starts_every_campaign_that_listens_and_is_an_event_too) {
  start();
  answer("PUT", "/v1/hooks/shop-orders", shop_hook);
  install(listening_campaign("thanks"));
  install(listening_campaign("survey"));
  auto by_event = listening_campaign("by-event");
  by_event["trigger"] = {{"type", "event"}, {"event", "order.paid"}};
  install(by_event);

  const auto taken = call(paid);
  EXPECT_EQ(taken.status, 202);
  EXPECT_EQ(json::parse(taken.body).at("id"), "o-1");
  EXPECT_EQ(json::parse(taken.body).at("triggered").size(), 3u);
  EXPECT_EQ(json::parse(call(paid).body).at("duplicate"), true);
  settle();

  const auto instances = answer("GET", "/v1/instances").at("items");
  ASSERT_EQ(instances.size(), 3u);
  for (const auto& one : instances)
    EXPECT_EQ(one.at("subject"), "customer:42");
  const auto thanks = answer("GET", "/v1/instances?campaign=thanks").at("items").at(0);
  const auto trigger =
      answer("GET", "/v1/instances/" + thanks.at("id").get<std::string>()).at("trigger");
  EXPECT_EQ(trigger.at("data"), json({{"total", 350000}}));
  EXPECT_EQ(trigger.at("payload"), json::parse(paid));
  EXPECT_EQ(trigger.at("id"), "o-1");

  const auto lines = log();
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines.at(0).at("outcome"), "duplicate");
  EXPECT_EQ(lines.at(1).at("outcome"), "accepted");
  EXPECT_EQ(lines.at(1).at("started"), 3);
  EXPECT_EQ(lines.at(1).at("event"), "order.paid");
}

TEST_F(hooks, a_call_that_is_ignored_does_not_use_up_the_key_of_the_one_that_counts) {
  start();
  auto by_topic = shop_hook;
  by_topic["when"] = {{"==", {{{"var", "headers.x-shop-topic"}}, "orders/paid"}}};
  answer("PUT", "/v1/hooks/shop-orders", by_topic);
  install(listening_campaign("thanks"));
  const auto told = [&](const std::string& topic) {
    return json::parse(
        ask("POST", "/v1/hooks/shop-orders", paid,
            {{"X-Shop-Topic", topic},
             {"X-Shop-Signature",
              "sha256=" + signing::hex_encode(signing::hmac_sha256(shop_secret, paid))}})
            .body);
  };
  EXPECT_EQ(told("orders/create").at("outcome"), "ignored");
  EXPECT_EQ(told("orders/paid").at("outcome"), "accepted");
  EXPECT_EQ(told("orders/paid").at("outcome"), "duplicate");
  settle();

  EXPECT_EQ(answer("GET", "/v1/instances").at("items").size(), 1u);
  std::vector<std::string> outcomes;
  for (const auto& line : log())
    outcomes.push_back(line.at("outcome"));
  EXPECT_EQ(outcomes, (std::vector<std::string>{"duplicate", "accepted", "ignored"}));
}

TEST_F(hooks, what_a_hook_takes_reaches_the_instances_that_wait_for_it) {
  start();
  answer("PUT", "/v1/hooks/shop-orders", shop_hook);
  auto waiting = listening_campaign("waiting");
  waiting["trigger"] = {{"type", "manual"}};
  waiting["steps"]["rest"] = {{"type", "wait"},
                              {"events", {{{"event", "order.paid"}, {"next", "end"}}}}};
  install(waiting);
  const auto id = answer("POST", "/v1/campaigns/waiting/runs", {{"customer", "42"}})
                      .at("id")
                      .get<std::string>();
  settle();
  EXPECT_EQ(json::parse(call(paid).body).at("heard_by"), json::array({id}));
  settle();
  EXPECT_EQ(answer("GET", "/v1/instances/" + id).at("status"), "completed");
}

TEST_F(hooks, a_hook_that_nobody_listens_to_takes_calls_and_keeps_them_over_a_restart) {
  start();
  auto quiet = shop_hook;
  quiet["mapping"].erase("event");
  answer("PUT", "/v1/hooks/shop-orders", quiet);
  EXPECT_EQ(call(paid).status, 202);
  daemon_.reset();
  start();
  EXPECT_EQ(json::parse(call(paid).body).at("duplicate"), true);
  EXPECT_EQ(log().size(), 2u);
  EXPECT_EQ(call(R"({"order": {"id": "o-2"}})").status, 202) << "nobody needs a customer";
}

TEST_F(hooks, a_refused_call_changes_nothing_and_the_log_says_why) {
  start();
  answer("PUT", "/v1/hooks/shop-orders", shop_hook);
  install(listening_campaign("thanks"));

  EXPECT_EQ(code_of(call(paid, "another secret")), "SJ0202");
  EXPECT_EQ(code_of(ask("POST", "/v1/hooks/shop-orders", paid)), "SJ0202");
  EXPECT_EQ(code_of(call("{\"order\"")), "SJ0100");
  EXPECT_EQ(code_of(call(R"({"order": {"id": "o-1"}})")), "SJ0101");
  EXPECT_EQ(ask("POST", "/v1/hooks/nobodys", paid).status, 404);
  settle();

  EXPECT_EQ(answer("GET", "/v1/instances").at("items").size(), 0u);
  const auto lines = log();
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_EQ(lines.at(0).at("status"), 422);
  EXPECT_EQ(lines.at(0).at("why"), "the hook finds no id of a customer in the call");
  EXPECT_EQ(lines.at(1).at("status"), 400);
  EXPECT_EQ(lines.at(3).at("status"), 401);
  EXPECT_EQ(lines.at(3).at("why"),
            "no value of the header x-shop-signature matches what was signed");
  EXPECT_EQ(call(paid).status, 202) << "the same call, signed rightly, is taken";
}

TEST_F(hooks, a_flood_of_forged_calls_is_counted_and_not_all_logged) {
  start();
  auto slow = shop_hook;
  slow["rate_limit"] = {{"per_second", 1}, {"burst", 1}};
  answer("PUT", "/v1/hooks/shop-orders", slow);
  for (int i = 0; i < 50; ++i)
    EXPECT_EQ(call(paid, "forged").status, 401);
  EXPECT_EQ(log().size(), 20u);
  EXPECT_EQ(call(paid).status, 202) << "they use up nothing of what the sender may send";
  pass("PT2S");
  call(paid, "forged");
  EXPECT_EQ(log().at(0).at("refused_before"), 30);
  EXPECT_NE(ask("GET", "/metrics").body.find("sojourn_hook_calls_total{outcome=\"refused\"} 51"),
            std::string::npos);
}

TEST_F(hooks, beyond_the_rate_limit_the_sender_hears_when_to_come_again) {
  start();
  auto slow = shop_hook;
  slow["rate_limit"] = {{"per_second", 0.1}, {"burst", 2}};
  answer("PUT", "/v1/hooks/shop-orders", slow);
  const auto order = [](int number) {
    return json{{"order", {{"id", number}, {"customer", 1}}}}.dump();
  };
  EXPECT_EQ(call(order(1)).status, 202);
  EXPECT_EQ(call(order(2)).status, 202);
  const auto refused = call(order(3));
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(code_of(refused), "SJ0204");
  EXPECT_EQ(refused.header("retry-after"), "10");
  pass("PT10S");
  EXPECT_EQ(call(order(3)).status, 202);
}

TEST_F(hooks, calls_that_the_condition_leaves_out_are_taken_and_start_nothing) {
  start();
  auto some = shop_hook;
  some["when"] = {{">", {{{"var", "body.order.total"}}, 1000}}};
  answer("PUT", "/v1/hooks/shop-orders", some);
  install(listening_campaign("thanks"));
  EXPECT_EQ(call(R"({"order": {"id": "small", "total": 5}})").status, 202);
  settle();
  EXPECT_EQ(log().at(0).at("outcome"), "ignored");
  EXPECT_EQ(answer("GET", "/v1/instances").at("items").size(), 0u);
}

TEST_F(hooks, a_call_for_a_paused_campaign_starts_when_it_goes_on) {
  start();
  answer("PUT", "/v1/hooks/shop-orders", shop_hook);
  install(listening_campaign("thanks"));
  answer("POST", "/v1/campaigns/thanks/pause", json::object());
  const auto told = json::parse(call(paid).body);
  EXPECT_EQ(told.at("triggered"), json::array({"thanks"}));
  EXPECT_EQ(told.at("held"), json::array({"thanks"}));
  settle();
  EXPECT_EQ(answer("GET", "/v1/instances").at("items"), json::array());
  answer("POST", "/v1/campaigns/thanks/resume", json::object());
  settle();
  EXPECT_EQ(answer("GET", "/v1/instances/" + only_instance()).at("subject"), "customer:42");
}

TEST_F(hooks, a_paused_campaign_that_drops_starts_hears_no_call) {
  start();
  answer("PUT", "/v1/hooks/shop-orders", shop_hook);
  auto dropping = listening_campaign("thanks");
  dropping["on_pause"] = {{"starts", "drop"}};
  install(dropping);
  answer("POST", "/v1/campaigns/thanks/pause", json::object());
  EXPECT_EQ(json::parse(call(paid).body).at("triggered"), json::array());
  answer("POST", "/v1/campaigns/thanks/resume", json::object());
  settle();
  EXPECT_EQ(answer("GET", "/v1/instances").at("items"), json::array());
}

TEST_F(hooks, a_secret_is_replaced_without_a_call_lost_and_never_shown) {
  start();
  const auto made = ask("PUT", "/v1/hooks/shop-orders", shop_hook.dump());
  EXPECT_EQ(made.status, 201);
  EXPECT_EQ(made.body.find(shop_secret), std::string::npos);
  const auto added = answer("POST", "/v1/hooks/shop-orders/secrets", json::object());
  const auto next = added.at("secret").get<std::string>();
  EXPECT_EQ(next.size(), 64u);
  const auto order = [](int number) {
    return json{{"order", {{"id", number}, {"customer", 1}}}}.dump();
  };
  EXPECT_EQ(call(order(1), shop_secret).status, 202);
  EXPECT_EQ(call(order(2), next).status, 202);
  EXPECT_EQ(ask("POST", "/v1/hooks/shop-orders/secrets", "{}").status, 409);

  const auto shown = answer("GET", "/v1/hooks/shop-orders");
  EXPECT_EQ(shown.dump().find(shop_secret), std::string::npos);
  EXPECT_EQ(shown.dump().find(next), std::string::npos);
  ASSERT_EQ(shown.at("secrets").size(), 2u);
  EXPECT_EQ(shown.at("secrets").at(0).at("secret"), "***");
  const auto older = shown.at("secrets").at(0).at("id").get<std::string>();
  answer("DELETE", "/v1/hooks/shop-orders/secrets/" + older);
  EXPECT_EQ(call(order(3), shop_secret).status, 401);
  EXPECT_EQ(call(order(3), next).status, 202);
  EXPECT_EQ(
      ask("DELETE", "/v1/hooks/shop-orders/secrets/" + added.at("id").get<std::string>()).status,
      409)
      << "the last one stays";

  daemon_.reset();
  start();
  EXPECT_EQ(call(order(4), next).status, 202);
}

TEST_F(hooks, a_new_hook_gets_a_secret_that_is_shown_once) {
  start();
  const auto made = ask("POST", "/v1/hooks", R"({"id": "crm"})", {{"Idempotency-Key", "k"}});
  EXPECT_EQ(made.status, 201);
  const auto text = json::parse(made.body).at("secrets").at(0).at("secret").get<std::string>();
  EXPECT_EQ(ask("POST", "/v1/hooks", R"({"id": "crm"})", {{"Idempotency-Key", "k"}}).body,
            made.body)
      << "whoever lost the answer gets it again";
  EXPECT_EQ(ask("POST", "/v1/hooks", R"({"id": "crm"})").status, 409);
  EXPECT_EQ(ask("GET", "/v1/hooks").body.find(text), std::string::npos);

  const std::string body = R"({"customer_id": "an"})";
  const auto now_s = std::to_string(to_unix_ms(daemon_->clock().now()) / 1000);
  const std::vector keys{signing::secret::parse(text).value()};
  const auto taken = ask("POST", "/v1/hooks/crm", body,
                         {{"webhook-id", "m1"},
                          {"webhook-timestamp", now_s},
                          {"webhook-signature", signing::sign(keys, "m1", now_s, body)}});
  EXPECT_EQ(taken.status, 202) << taken.body;
}

TEST_F(hooks, a_secret_that_is_retired_is_not_told_again_and_no_answer_keeps_it) {
  start();
  const auto made = ask("POST", "/v1/hooks", R"({"id": "crm"})", {{"Idempotency-Key", "k"}});
  const auto first = json::parse(made.body).at("secrets").at(0);
  const auto add = [&] {
    return ask("POST", "/v1/hooks/crm/secrets", "{}", {{"Idempotency-Key", "k2"}});
  };
  const auto added = json::parse(add().body);
  EXPECT_EQ(json::parse(add().body), added) << "whoever lost the answer gets it again";
  answer("DELETE", "/v1/hooks/crm/secrets/" + first.at("id").get<std::string>());

  const auto again = ask("POST", "/v1/hooks", R"({"id": "crm"})", {{"Idempotency-Key", "k"}});
  EXPECT_EQ(json::parse(again.body).at("secrets").at(0).at("secret"), "***");
  EXPECT_EQ(json::parse(add().body), added);
  answer("DELETE", "/v1/hooks/crm");
  EXPECT_EQ(add().status, 404);
  daemon_.reset();
  for (const auto& each : {first, added})
    EXPECT_EQ(answers_holding(each.at("secret").get<std::string>()), 0);
  start();
}

TEST_F(hooks, a_campaign_that_runs_needs_its_hook_and_keeps_it) {
  start();
  answer("PUT", "/v1/campaigns/thanks", listening_campaign("thanks"));
  const auto refused = ask("POST", "/v1/campaigns/thanks/activate", "{}");
  EXPECT_EQ(refused.status, 409);
  EXPECT_NE(refused.body.find("PUT /v1/hooks/shop-orders"), std::string::npos);
  answer("PUT", "/v1/hooks/shop-orders", shop_hook);
  answer("POST", "/v1/campaigns/thanks/activate", json::object());
  EXPECT_EQ(answer("GET", "/v1/hooks/shop-orders").at("campaigns"), json::array({"thanks"}));
  EXPECT_EQ(ask("DELETE", "/v1/hooks/shop-orders").status, 409);
  auto elsewhere = listening_campaign("thanks");
  elsewhere["trigger"]["hook"] = "another";
  EXPECT_EQ(ask("PUT", "/v1/campaigns/thanks", elsewhere.dump()).status, 409);
  answer("POST", "/v1/campaigns/thanks/end", json::object());
  answer("DELETE", "/v1/hooks/shop-orders");
  EXPECT_EQ(ask("GET", "/v1/hooks/shop-orders").status, 404);
  EXPECT_EQ(call(paid).status, 404);
}

TEST_F(hooks, a_mistake_in_a_hook_is_told_and_changes_nothing) {
  start();
  answer("PUT", "/v1/hooks/shop-orders", shop_hook);
  auto wrong = shop_hook;
  wrong["mapping"]["subject"] = {{"var", "payload.id"}};
  const auto refused = ask("PUT", "/v1/hooks/shop-orders", wrong.dump());
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(json::parse(refused.body).at("errors").at(0).at("pointer"), "/mapping/subject");
  EXPECT_EQ(ask("PUT", "/v1/hooks/other", shop_hook.dump()).status, 422) << "the ids differ";
  EXPECT_EQ(ask("PUT", "/v1/hooks/shop-orders", R"({"signature": {"scheme": "standard_webhooks"}})")
                .status,
            422)
      << "its secrets do not fit";
  EXPECT_EQ(answer("GET", "/v1/hooks/shop-orders").at("version"), 1);
  EXPECT_EQ(call(paid).status, 202);
}

} // namespace sojourn::tests
