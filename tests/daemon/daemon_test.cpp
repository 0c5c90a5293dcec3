// The whole daemon, from an HTTP request to a delivered message, on a virtual clock.
#include "signing/signature.hpp"
#include "whole_daemon.hpp"

namespace sojourn::tests {

namespace {

const std::string hook_secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

const json signup_hook{{"signature", {{"scheme", "standard_webhooks"}}},
                       {"secrets", {hook_secret}},
                       {"mapping", {{"subject", {{"var", "body.customer_id"}}}}}};

json webhook_campaign() {
  return {{"id", "welcome"},
          {"name", "Welcome"},
          {"trigger", {{"type", "webhook"}, {"hook", "signup"}}},
          {"start", "rest"},
          {"steps", {{"rest", {{"type", "delay"}, {"for", "P1D"}, {"next", "end"}}}}}};
}

std::vector<std::pair<std::string, std::string>> signed_headers(const std::string& id, instant at,
                                                                const std::string& body) {
  const auto timestamp = std::to_string(to_unix_ms(at) / 1000);
  const std::vector secrets{signing::secret::parse(hook_secret).value()};
  return {{"webhook-id", id},
          {"webhook-timestamp", timestamp},
          {"webhook-signature", signing::sign(secrets, id, timestamp, body)}};
}

const std::string sign_up = R"({"customer_id":"an"})";

} // namespace

TEST_F(whole_daemon, reminds_of_an_unused_offer_after_25_days_and_a_restart) {
  start();
  install_tier_upgrade();

  answer("PATCH", "/v1/records/customer/an", {{"tier", "gold"}});
  settle();
  ASSERT_EQ(mailbox().size(), 1u);
  EXPECT_EQ(explain(only_instance()).at("step"), "rest");

  daemon_.reset();
  start();
  pass("P24D");
  EXPECT_EQ(mailbox().size(), 1u);
  pass("P1D");

  EXPECT_EQ(mailbox().size(), 2u);
  EXPECT_EQ(explain(only_instance()).at("status"), "completed");
}

TEST_F(whole_daemon, a_redemption_on_day_10_converts_and_no_reminder_leaves) {
  start();
  install_tier_upgrade();
  answer("PATCH", "/v1/records/customer/an", {{"tier", "gold"}});
  pass("P10D");

  answer("POST", "/v1/vouchers/gold-2026/codes/gold-2026-A/redeem", json::object());
  settle();
  EXPECT_EQ(explain(only_instance()).at("status"), "converted");
  pass("P30D");

  EXPECT_EQ(mailbox().size(), 1u);
}

TEST_F(whole_daemon, a_second_upgrade_restarts_the_campaign) {
  start();
  install_tier_upgrade();
  answer("PATCH", "/v1/records/customer/an", {{"tier", "gold"}});
  settle();

  answer("PATCH", "/v1/records/customer/an", {{"tier", "diamond"}});
  settle();

  const auto cancelled = answer("GET", "/v1/instances?status=cancelled").at("items");
  const auto waiting = answer("GET", "/v1/instances?status=waiting").at("items");
  EXPECT_EQ(cancelled.size(), 1u);
  ASSERT_EQ(waiting.size(), 1u);
  EXPECT_EQ(waiting.at(0).at("step"), "rest");
}

TEST_F(whole_daemon, writing_the_same_tier_again_starts_nothing) {
  start();
  install_tier_upgrade();

  const auto written = answer("PATCH", "/v1/records/customer/an", {{"tier", "silver"}});
  settle();

  EXPECT_EQ(written.at("changed"), false);
  EXPECT_EQ(answer("GET", "/v1/instances").at("items").size(), 0u);
}

TEST_F(whole_daemon, a_signed_webhook_starts_its_campaign_once) {
  start();
  answer("PUT", "/v1/hooks/signup", signup_hook);
  install(webhook_campaign());
  const auto headers = signed_headers("msg_1", daemon_->clock().now(), sign_up);

  EXPECT_EQ(ask("POST", "/v1/hooks/signup", sign_up, headers).status, 202);
  EXPECT_LT(ask("POST", "/v1/hooks/signup", sign_up, headers).status, 300);
  settle();

  EXPECT_EQ(answer("GET", "/v1/instances").at("items").size(), 1u);
}

TEST_F(whole_daemon, nobody_publishes_in_the_daemons_own_name) {
  start();

  const auto response = ask("POST", "/v1/events", "{}",
                            {{"ce-specversion", "1.0"},
                             {"ce-type", "voucher.redeemed"},
                             {"ce-source", "sojourn"},
                             {"ce-id", "gold-2026/gold-2026-A"},
                             {"ce-subject", "customer:an"}});

  EXPECT_EQ(response.status, 422);
  EXPECT_EQ(json::parse(response.body).at("errors").at(0).at("pointer"), "/source");
}

TEST_F(whole_daemon, a_webhook_with_a_wrong_signature_changes_nothing) {
  start();
  answer("PUT", "/v1/hooks/signup", signup_hook);
  install(webhook_campaign());
  auto headers = signed_headers("msg_1", daemon_->clock().now(), sign_up);

  const auto response = ask("POST", "/v1/hooks/signup", R"({"customer_id":"bo"})", headers);
  settle();

  EXPECT_EQ(response.status, 401);
  EXPECT_EQ(json::parse(response.body).at("code"), "SJ0202");
  EXPECT_EQ(answer("GET", "/v1/instances").at("items").size(), 0u);
}

TEST_F(whole_daemon, a_webhook_with_an_old_signature_changes_nothing) {
  start();
  answer("PUT", "/v1/hooks/signup", signup_hook);
  install(webhook_campaign());
  const auto hour_ago = daemon_->clock().now() - std::chrono::hours{1};

  const auto response =
      ask("POST", "/v1/hooks/signup", sign_up, signed_headers("msg_1", hour_ago, sign_up));
  settle();

  EXPECT_EQ(response.status, 401);
  EXPECT_EQ(json::parse(response.body).at("code"), "SJ0203");
  EXPECT_EQ(answer("GET", "/v1/instances").at("items").size(), 0u);
}

TEST_F(whole_daemon, a_clock_moved_backwards_is_refused_and_stays) {
  start();

  const auto response = ask("POST", "/v1/clock", R"({"to":"2026-02-01T00:00:00Z"})");

  EXPECT_EQ(response.status, 422);
  EXPECT_EQ(json::parse(response.body).at("code"), "SJ0431");
  EXPECT_EQ(answer("GET", "/v1/clock").at("now"), "2026-03-01T02:00:00Z");
}

TEST_F(whole_daemon, the_virtual_clock_goes_on_where_it_stood_after_a_restart) {
  start();
  pass("P3D");
  daemon_.reset();

  start();

  EXPECT_EQ(answer("GET", "/v1/clock").at("now"), "2026-03-04T02:00:00Z");
}

TEST_F(whole_daemon, a_customer_without_any_address_holds_the_instance_and_the_journal_says_why) {
  start();
  install(
      {{"id", "note"},
       {"name", "Note"},
       {"trigger", {{"type", "manual"}}},
       {"start", "tell"},
       {"steps",
        {{"tell", {{"type", "send"}, {"message", "hi"}, {"via", {"email"}}, {"next", "end"}}}}},
       {"messages",
        {{"hi",
          {{"fallback", "en"}, {"languages", {{"en", {{"subject", "Hi"}, {"text", "Hi"}}}}}}}}}});

  const auto started = answer("POST", "/v1/campaigns/note/runs", {{"subject", "customer:nobody"}});
  settle();

  const auto told = explain(started.at("id").get<std::string>());
  EXPECT_EQ(told.at("status"), "held");
  EXPECT_NE(told.at("summary").get<std::string>().find("no channel reaches customer:nobody"),
            std::string::npos);
}

TEST_F(whole_daemon, an_idempotency_key_gives_the_first_answer_again) {
  start();
  auto campaign = webhook_campaign();
  campaign["trigger"] = {{"type", "manual"}};
  campaign["reentry"] = {{"policy", "parallel"}};
  install(campaign);
  const std::string body = R"({"subject":"customer:an"})";

  const auto first = ask("POST", "/v1/campaigns/welcome/runs", body, {{"Idempotency-Key", "k1"}});
  const auto second = ask("POST", "/v1/campaigns/welcome/runs", body, {{"Idempotency-Key", "k1"}});
  const auto other = ask("POST", "/v1/campaigns/welcome/runs", R"({"subject":"customer:bo"})",
                         {{"Idempotency-Key", "k1"}});

  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(json::parse(second.body).at("id"), json::parse(first.body).at("id"));
  EXPECT_EQ(json::parse(other.body).at("code"), "SJ0111");
  EXPECT_EQ(answer("GET", "/v1/instances").at("items").size(), 1u);
}

TEST_F(whole_daemon, keeps_orders_that_their_type_takes_and_what_they_say_of_the_customer) {
  start();
  answer("PUT", "/v1/records/order/o-1",
         {{"customer_id", "an"}, {"status", "paid"}, {"paid_at", "2026-03-02T09:00:00+07:00"}});
  const auto refused = ask("PATCH", "/v1/records/order/o-1", R"({"status": "payd", "amount": ""})");
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(json::parse(refused.body).at("errors").at(0).at("pointer"), "/amount");
  EXPECT_EQ(json::parse(refused.body).at("errors").at(1).at("pointer"), "/status");
  const auto traits = answer("GET", "/v1/records/customer/an/traits").at("traits");
  EXPECT_EQ(traits.at("orders_paid"), 1);
  EXPECT_EQ(traits.at("last_paid_at"), "2026-03-02T02:00:00Z");
  EXPECT_EQ(ask("GET", "/v1/records/customer/nobody/traits").status, 404);
}

TEST_F(whole_daemon, reminds_only_those_whose_order_is_still_unpaid) {
  start();
  install(json::parse(R"({
    "id": "unpaid", "name": "Unpaid", "trigger": {"type": "manual"},
    "audience": {">": [{"var": "traits.orders_unpaid"}, 0]}, "start": "rest",
    "messages": {"pay": {"fallback": "en", "languages": {"en": {
      "text": "{{traits.orders_unpaid}} of {{traits.orders_count}} wait"}}}},
    "steps": {
      "rest": {"type": "delay", "for": "P1D", "next": "paid?"},
      "paid?": {"type": "branch", "otherwise": "remind",
                "cases": [{"when": {"==": [{"var": "traits.orders_unpaid"}, 0]}, "next": "end"}]},
      "remind": {"type": "send", "message": "pay", "via": ["mailbox"], "on_unreachable": "end",
                 "next": "end"}}})"));
  for (const std::string customer : {"an", "binh"}) {
    answer("PUT", "/v1/records/customer/" + customer, {{"name", customer}});
    EXPECT_EQ(ask("POST", "/v1/campaigns/unpaid/runs", json{{"customer", customer}}.dump()).status,
              409);
    answer("PUT", "/v1/records/order/of-" + customer,
           {{"customer_id", customer}, {"status", "placed"}});
    answer("POST", "/v1/campaigns/unpaid/runs", {{"customer", customer}});
  }
  EXPECT_EQ(answer("GET", "/v1/campaigns/unpaid/audience").at("audience"), 2);
  answer("PATCH", "/v1/records/order/of-an", {{"status", "paid"}});
  pass("P1D");
  settle();
  ASSERT_EQ(mailbox().size(), 1u);
  EXPECT_EQ(mailbox().at(0).at("subject"), "customer:binh");
  EXPECT_EQ(mailbox().at(0).at("text"), "1 of 1 wait");
}

TEST_F(whole_daemon, an_update_that_the_records_type_refuses_holds_until_it_can_be_made) {
  start();
  install(json::parse(R"({"id": "mark", "name": "Mark", "trigger": {"type": "manual"},
    "start": "mark", "steps": {"mark": {"type": "update", "next": "end",
                                        "set": {"seen": {"var": "trigger.data.seen"}}}}})"));
  const auto schema = [](const char* type) {
    return json{{"properties", {{"seen", {{"type", type}}}}}};
  };
  answer("PUT", "/v1/record-types/customer", schema("boolean"));
  answer("POST", "/v1/campaigns/mark/runs", {{"customer", "an"}, {"data", {{"seen", "yes"}}}});
  settle();
  const auto id = only_instance();
  const auto held = answer("GET", "/v1/instances/" + id);
  EXPECT_EQ(held.at("status"), "held");
  EXPECT_EQ(ask("GET", "/v1/records/customer/an").status, 404);

  answer("PUT", "/v1/record-types/customer", schema("string"));
  answer("POST", "/v1/instances/" + id + "/retry", json::object());
  settle();
  EXPECT_EQ(answer("GET", "/v1/instances/" + id).at("status"), "completed");
  EXPECT_EQ(answer("GET", "/v1/records/customer/an").at("data").at("seen"), "yes");
}

TEST_F(whole_daemon, keeps_records_of_types_that_a_user_describes) {
  start();
  EXPECT_EQ(ask("PUT", "/v1/records/ticket/1", R"({"who": "an"})").status, 404);
  EXPECT_EQ(ask("GET", "/v1/records/ticket").status, 404);
  EXPECT_EQ(ask("GET", "/v1/record-types/ticket").status, 404);
  const auto refused =
      ask("PUT", "/v1/record-types/ticket", R"({"properties": {"who": {"typ": 1}}})");
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(json::parse(refused.body).at("errors").at(0).at("pointer"), "/properties/who/typ");
  const json schema{{"properties", {{"who", {{"type", "string"}}}}},
                    {"x-links", {{"who", "customer"}}}};
  EXPECT_EQ(ask("PUT", "/v1/record-types/ticket", schema.dump()).status, 201);
  EXPECT_EQ(answer("PUT", "/v1/record-types/ticket", schema).at("changed"), false);
  EXPECT_EQ(ask("PUT", "/v1/records/ticket/1", R"({"who": 7})").status, 422);
  EXPECT_EQ(ask("PUT", "/v1/records/ticket/1", R"({"who": "an"})").status, 201);
  EXPECT_EQ(answer("GET", "/v1/record-types").at("items").size(), 14u);
  EXPECT_EQ(answer("GET", "/v1/record-types/ticket").at("schema"), schema);
}

TEST_F(whole_daemon, a_second_daemon_on_the_same_directory_is_refused) {
  start();

  const auto second = daemon::composition::make(settings_, {}, [](const std::string&) {});

  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, error_code::data_locked);
}

TEST_F(whole_daemon, pausing_a_campaign_parks_what_falls_due_and_resuming_goes_on) {
  start();
  auto campaign = webhook_campaign();
  campaign["trigger"] = {{"type", "manual"}};
  install(campaign);
  answer("POST", "/v1/campaigns/welcome/runs", {{"subject", "customer:an"}});
  answer("POST", "/v1/campaigns/welcome/pause", json::object());

  pass("P2D");
  EXPECT_EQ(explain(only_instance()).at("waiting_for"), "campaign_resume");
  answer("POST", "/v1/campaigns/welcome/resume", json::object());
  settle();

  // The resumption runs as a job before the clock's own: by now it is done.
  EXPECT_EQ(explain(only_instance()).at("status"), "completed");
}

TEST_F(whole_daemon, a_backup_is_a_data_directory_that_verifies) {
  start();
  install_tier_upgrade();
  answer("PATCH", "/v1/records/customer/an", {{"tier", "gold"}});
  settle();

  const fs::path copy = answer("POST", "/v1/backup", json::object()).at("path").get<std::string>();

  EXPECT_TRUE(fs::exists(copy));
  EXPECT_GT(fs::file_size(copy), 0u);
}

} // namespace sojourn::tests
