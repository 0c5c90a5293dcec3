// Hooks that bring data: the records of shops over HTTP, tried, logged, and taken again.
#include "tests/support/sender_calls.hpp"
#include "whole_daemon.hpp"

namespace sojourn::tests {

namespace {

const std::string secret_at_sender = "the-secret-that-the-sender-has-too";
const std::string developers_token = "token-of-a-developer-who-may-not-send";
const std::string boss_token = "token-of-the-boss-of-the-developers";

const json order_thanks{
    {"id", "thanks"},
    {"name", "thanks"},
    {"trigger", {{"type", "event"}, {"event", "order.paid"}}},
    {"start", "rest"},
    {"steps", {{"rest", {{"type", "delay"}, {"for", "P1D"}, {"next", "end"}}}}}};

class hook_records : public whole_daemon {
protected:
  /// Makes the hook of a sender.
  void install_sender(const std::string& sender, const json& parameters = json::object()) {
    answer("POST", "/v1/hook-templates/" + sender + "/install",
           {{"secret", secret_at_sender}, {"parameters", parameters}});
  }
  std::int64_t now_s() { return to_unix_ms(daemon_->clock().now()) / 1000; }

  client::response send_call(const std::string& hook, const sender_call& call) {
    std::vector<std::pair<std::string, std::string>> headers;
    std::string type = "application/json";
    for (const auto& [name, value] : call.headers) {
      if (name == "content-type")
        type = value;
      else
        headers.emplace_back(name, value);
    }
    client::request request;
    request.method = "POST";
    request.target = "/v1/hooks/" + hook;
    request.body = call.body;
    request.content_type = type;
    request.headers = std::move(headers);
    auto response = client::send(where_, request);
    EXPECT_TRUE(response);
    return response ? *response : client::response{};
  }
  /// What the daemon answers to a call of a sender, which it must take.
  json take(const std::string& sender, const sender_call& call) {
    const auto response = send_call(sender, signed_call(sender, call, secret_at_sender, now_s()));
    EXPECT_EQ(response.status, 202) << sender << ": " << response.body;
    return json::parse(response.body, nullptr, false);
  }
  json record(const std::string& type, const std::string& id) {
    const auto found = ask("GET", "/v1/records/" + type + "/" + id);
    return found.status == 200 ? json::parse(found.body).at("data") : json{};
  }
  std::vector<std::string> ids(const std::string& type) {
    std::vector<std::string> found;
    const auto page = answer("GET", "/v1/records/" + type);
    for (const auto& one : page.at("items"))
      found.push_back(one.at("id"));
    return found;
  }
  json last_line(const std::string& hook) {
    return answer("GET", "/v1/hooks/" + hook + "/deliveries").at("items").at(0);
  }
  std::string path_of_last(const std::string& hook) {
    return "/v1/hooks/" + hook + "/deliveries/" + last_line(hook).at("number").dump();
  }
};

} // namespace

TEST_F(hook_records, an_order_of_a_shop_is_one_call_and_everything_follows_from_it) {
  start();
  install_sender("shopify");
  install(order_thanks);
  answer("PUT", "/v1/records/customer/kh-42", {{"name", "An"}, {"phone", "0912345678"}});

  const auto taken =
      take("shopify", shopify_order("orders/paid", "paid", "2026-03-01T09:05:00+07:00"));

  EXPECT_EQ(taken.at("triggered"), json::array({"thanks"}));
  const auto order = record("order", "shopify-5001");
  EXPECT_EQ(order.at("customer_id"), "kh-42") << "found by phone";
  EXPECT_EQ(order.at("amount"), 350000);
  EXPECT_EQ(order.at("lines").size(), 2u);
  EXPECT_EQ(record("customer", "kh-42").at("shopify_id"), "1001")
      << "from now on they are found by it, too";
  EXPECT_EQ(ids("customer"), std::vector<std::string>{"kh-42"});
  settle();
  EXPECT_EQ(answer("GET", "/v1/instances/" + only_instance()).at("subject"), "customer:kh-42");
  EXPECT_EQ(answer("GET", "/v1/records/customer/kh-42/traits").at("traits").at("orders_paid"), 1);

  const auto details = answer("GET", path_of_last("shopify"));
  EXPECT_EQ(details.at("signature").at("valid"), true);
  EXPECT_EQ(details.at("parts").at(0).at("found_by"), "phone");
  EXPECT_EQ(details.at("parts").at(0).at("records").at(1).at("id"), "shopify-5001");
  EXPECT_EQ(details.at("parts").at(0).at("records").at(1).at("effect"), "created");
  EXPECT_FALSE(details.contains("arrived")) << "what was taken is not kept a second time";
}

TEST_F(hook_records, calls_that_come_twice_or_out_of_order_do_no_harm) {
  start();
  install_sender("shopify");
  install(order_thanks);
  const auto paid = shopify_order("orders/paid", "paid", "2026-03-01T09:05:00+07:00");
  take("shopify", paid);
  EXPECT_EQ(take("shopify", paid).at("duplicate"), true);
  take("shopify", shopify_order("orders/create", "pending", "2026-03-01T09:00:01+07:00"));
  settle();

  EXPECT_EQ(record("order", "shopify-5001").at("status"), "paid");
  EXPECT_EQ(
      answer("GET", path_of_last("shopify")).at("parts").at(0).at("records").at(1).at("effect"),
      "stale");
  take("shopify", shopify_order("orders/updated", "paid", "2026-03-02T09:00:00+07:00"));
  settle();
  EXPECT_EQ(record("order", "shopify-5001").at("paid_at"), "2026-03-01T02:05:00Z")
      << "it was paid when it was first told";
  EXPECT_EQ(answer("GET", "/v1/instances").at("items").size(), 1u) << "and is paid once";
}

TEST_F(hook_records, of_each_known_sender_arrive_signed_as_it_signs) {
  start();
  const auto modified = std::string{"2026-03-01T02:05:00Z"};
  const std::map<std::string, std::pair<sender_call, std::string>> calls{
      {"shopify", {shopify_order("orders/paid", "paid", modified), "shopify-5001"}},
      {"woocommerce",
       {woocommerce_order("processing", "2026-03-01T02:05:00", "2026-03-01T02:04:00"), "woo-5001"}},
      {"haravan", {haravan_order("orders/paid", "paid", modified), "haravan-5001"}},
      {"sapo", {sapo_order("orders/paid", "paid", modified), "sapo-5001"}},
      {"kiotviet", {kiotviet_order("n-1", 3, "2026-03-01T09:05:00"), "kiotviet-DH005001"}},
      {"stripe", {stripe_session("evt_1", now_s()), "stripe-pi_1"}}};
  for (const auto& [sender, sent] : calls) {
    install_sender(sender);
    const auto& [call, order] = sent;
    EXPECT_EQ(send_call(sender, signed_call(sender, call, "of somebody else", now_s())).status, 401)
        << sender;
    EXPECT_EQ(take(sender, call).at("outcome"), "accepted") << sender;
    const auto written = record("order", order);
    ASSERT_TRUE(written.is_object()) << sender << " made no " << order;
    EXPECT_FALSE(written.value("customer_id", "").empty()) << sender;
    EXPECT_TRUE(written.contains("paid_at")) << sender;
  }
  EXPECT_EQ(ids("customer").size(), 1u)
      << "An is one person, whichever of the senders tells of them";
  EXPECT_EQ(send_call("woocommerce",
                      {"webhook_id=5", {{"content-type", "application/x-www-form-urlencoded"}}})
                .status,
            200)
      << "the ping of WooCommerce";
}

TEST_F(hook_records, a_try_shows_what_a_call_would_do_and_does_nothing) {
  start();
  install_sender("shopify");
  install(order_thanks);
  const auto sent =
      signed_call("shopify", shopify_order("orders/paid", "paid", "2026-03-01T09:05:00+07:00"),
                  secret_at_sender);
  const auto tried =
      answer("POST", "/v1/hooks/shopify/try", {{"body", sent.body}, {"headers", sent.headers}});

  EXPECT_EQ(tried.at("outcome"), "accepted");
  EXPECT_EQ(tried.at("signature").at("valid"), true);
  const auto& part = tried.at("mapping").at("parts").at(0);
  EXPECT_EQ(part.at("subject"), "customer:shopify-1001");
  EXPECT_EQ(part.at("is_new"), true);
  EXPECT_EQ(part.at("records").at(0).at("after").at("email"), "an@shop.example");
  EXPECT_EQ(part.at("records").at(1).at("after").at("status"), "paid");
  EXPECT_EQ(tried.at("mapping").at("triggered"), json::array({"thanks"}));
  settle();
  EXPECT_EQ(ids("order"), std::vector<std::string>{});
  EXPECT_EQ(ids("customer"), std::vector<std::string>{});
  EXPECT_EQ(answer("GET", "/v1/instances").at("items"), json::array());
  EXPECT_EQ(answer("GET", "/v1/hooks/shopify/deliveries").at("items"), json::array());
  EXPECT_EQ(json::parse(send_call("shopify", sent).body).at("duplicate"), false)
      << "no id was used up";
}

TEST_F(hook_records, a_try_tells_a_wrong_signature_and_a_mapping_that_is_not_stored_yet) {
  start();
  install_sender("shopify");
  json trial{
      {"payload", {{"id", 7}, {"total", "much"}}},
      {"headers", {{"X-Shopify-Topic", "orders/create"}}},
      {"definition",
       {{"mapping",
         {{"records",
           {{{"type", "order"},
             {"id", {{"var", "body.id"}}},
             {"fields", {{"amount", {{"from", {{"var", "body.total"}}}, {"as", "money"}}}}}}}}}}}}};
  auto tried = answer("POST", "/v1/hooks/shopify/try", trial);
  EXPECT_EQ(tried.at("outcome"), "refused");
  EXPECT_EQ(tried.at("signature").at("code"), "SJ0202");
  EXPECT_EQ(tried.at("mapping").at("outcome"), "refused");
  EXPECT_EQ(tried.at("mapping").at("errors").at(0).at("pointer"),
            "/mapping/records/0/fields/amount");
  trial["payload"]["total"] = "12.50";
  tried = answer("POST", "/v1/hooks/shopify/try", trial);
  EXPECT_EQ(tried.at("mapping").at("parts").at(0).at("records").at(0).at("after").at("amount"),
            12.5);
  trial["definition"]["mapping"]["records"][0]["type"] = "ticket";
  tried = answer("POST", "/v1/hooks/shopify/try", trial);
  EXPECT_EQ(tried.at("mapping").at("errors").at(0).at("pointer"), "/mapping/records/0/type");
  EXPECT_EQ(ask("POST", "/v1/hooks/nobodys/try", R"({"body": "{}"})").status, 404);
  EXPECT_EQ(ask("POST", "/v1/hooks/shopify/try", R"({"headers": {}})").status, 422);
  EXPECT_EQ(ask("POST", "/v1/hooks/shopify/try", R"({"body": "{}", "headers": {"a": 1}})").status,
            422);
}

TEST_F(hook_records, a_call_about_somebody_unknown_is_refused_and_taken_when_they_are_known) {
  start();
  const json hook{
      {"id", "crm"},
      {"signature", {{"scheme", "hmac_sha256"}, {"header", "X-Sign"}, {"encoding", "hex"}}},
      {"secrets", {secret_at_sender}},
      {"mapping",
       {{"find_by",
         {{{"field", "phone"}, {"value", {{"from", {{"var", "body.tel"}}}, {"as", "phone"}}}}}},
        {"event", "call.missed"}}},
      {"dedupe_key", {{"var", "body.id"}}}};
  answer("PUT", "/v1/hooks/crm", hook);
  const std::string body = R"({"id": "c-1", "tel": "0912345678"})";
  const auto call = [&](const std::string& secret) {
    return send_call("crm",
                     {body, {{"x-sign", signing::hex_encode(signing::hmac_sha256(secret, body))}}});
  };
  const auto refused = call(secret_at_sender);
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(json::parse(refused.body).at("errors").at(0).at("code"), "unknown_subject");
  EXPECT_EQ(last_line("crm").at("code"), "unknown_subject");
  EXPECT_EQ(last_line("crm").at("may_retry"), true);
  const auto path = path_of_last("crm");
  EXPECT_EQ(answer("GET", path).at("arrived").at("body"), body);
  EXPECT_EQ(ask("POST", path + "/retry").status, 422) << "they are still unknown";
  EXPECT_EQ(answer("GET", "/v1/hooks/crm/deliveries").at("items").size(), 1u);

  answer("PUT", "/v1/records/customer/an", {{"phone", "+84912345678"}});
  const auto retried = answer("POST", path + "/retry", {{"why", "An was put"}});
  EXPECT_EQ(retried.at("outcome"), "accepted");
  EXPECT_EQ(retried.at("parts").at(0).at("subject"), "customer:an");
  EXPECT_EQ(answer("GET", "/v1/events?subject=customer:an").at("items").size(), 1u);
  EXPECT_EQ(ask("POST", path + "/retry").status, 409) << "it was taken";
  EXPECT_EQ(answer("GET", path).at("retried_as"), last_line("crm").at("number"));
  EXPECT_EQ(json::parse(call(secret_at_sender).body).at("duplicate"), true)
      << "the sender's own repetition is known";
  EXPECT_EQ(answer("GET", "/v1/audit").at("items").at(0).at("what"), "hook.call.retry");
}

TEST_F(hook_records, a_call_whose_secret_was_wrong_here_can_be_taken_when_it_is_right) {
  start();
  answer("POST", "/v1/hook-templates/haravan/install",
         {{"secret", "a secret with a typing mistake"}, {"hook", "shop"}});
  const auto sent =
      signed_call("haravan", haravan_order("orders/create", "pending", "2026-03-01T02:05:00Z"),
                  secret_at_sender);
  EXPECT_EQ(send_call("shop", sent).status, 401);
  const auto path = path_of_last("shop");
  EXPECT_EQ(ask("POST", path + "/retry").status, 401) << "nobody's word makes a signature right";
  answer("POST", "/v1/hooks/shop/secrets", {{"secret", secret_at_sender}});
  pass("P1D");
  answer("POST", path + "/retry", json::object());
  EXPECT_TRUE(record("order", "haravan-5001").is_object());
  EXPECT_EQ(ask("POST", "/v1/hooks/shop/deliveries/99/retry").status, 404);
  EXPECT_EQ(ask("POST", "/v1/hooks/shop/deliveries/x/retry").status, 400);
}

TEST_F(hook_records, a_call_about_several_people_is_written_whole_or_not_at_all) {
  start();
  install_sender("kiotviet");
  auto call = kiotviet_order("n-1", 3, "2026-03-01T09:05:00");
  auto body = json::parse(call.body);
  body["Notifications"][1]["Data"][0]["Total"] = "not a number";
  const auto refused =
      send_call("kiotviet", signed_call("kiotviet", {dump(body), call.headers}, secret_at_sender));
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(ids("customer"), std::vector<std::string>{}) << "the first part alone would be half";
  take("kiotviet", call);
  EXPECT_EQ(ids("customer"), std::vector<std::string>{"kiotviet-1001"});
  EXPECT_EQ(record("customer", "kiotviet-1001").at("birthday"), "1990-05-17");
}

TEST_F(hook_records, a_hook_that_names_what_is_not_there_is_not_put) {
  start();
  const auto refused = ask("PUT", "/v1/hooks/x", R"({"mapping": {
    "find_by": [{"field": "card", "value": {"var": "body.card"}}],
    "records": [{"type": "ticket", "id": {"var": "body.id"}, "fields": {}}]}})");
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(json::parse(refused.body).at("errors").size(), 2u);
  EXPECT_EQ(ask("GET", "/v1/hooks/x").status, 404);
  answer("PUT", "/v1/record-types/ticket", {{"properties", json::object()}});
  answer("PUT", "/v1/hooks/x", json::parse(R"({"mapping": {
    "records": [{"type": "ticket", "id": {"var": "body.id"}, "fields": {}}]}})"));
}

TEST_F(hook_records, senders_are_listed_with_what_to_do_there) {
  start();
  std::vector<std::string> listed;
  const auto page = answer("GET", "/v1/hook-templates");
  for (const auto& one : page.at("items")) {
    listed.push_back(one.at("id"));
    EXPECT_FALSE(one.at("setup").at("vi").empty());
  }
  EXPECT_EQ(listed, (std::vector<std::string>{"haravan", "kiotviet", "sapo", "shopify", "stripe",
                                              "woocommerce"}));
  EXPECT_TRUE(answer("GET", "/v1/hook-templates/sapo").at("hook").contains("mapping"));
  EXPECT_EQ(ask("GET", "/v1/hook-templates/nobody").status, 404);
  const auto made = answer("POST", "/v1/hook-templates/woocommerce/install", json::object());
  EXPECT_EQ(made.at("id"), "woocommerce");
  EXPECT_NE(made.at("secrets").at(0).at("secret"), "***") << "made, and shown once";
  EXPECT_EQ(ask("POST", "/v1/hook-templates/woocommerce/install", "{}").status, 409);
  const auto wrong =
      ask("POST", "/v1/hook-templates/sapo/install", R"({"parameters": {"country": "VN"}})");
  EXPECT_EQ(json::parse(wrong.body).at("errors").at(0).at("pointer"), "/parameters/country");
}

TEST_F(hook_records, a_developer_tries_without_the_permission_to_send_and_sees_nobody) {
  using config::scope;
  settings_.auth.tokens = {
      {.name = "boss", .sha256 = {}, .token = boss_token, .scopes = {scope::admin}}};
  token_ = boss_token;
  start();
  install_sender("shopify");
  auto listening = order_thanks;
  listening["trigger"] = {{"type", "webhook"}, {"hook", "shopify"}};
  install(listening);
  const std::string developer =
      answer("POST", "/v1/tokens", {{"name", "dev"}, {"role", "developer"}}).at("token");
  auto broken = shopify_order("orders/create", "pending", "2026-03-01T09:00:00+07:00");
  auto body = json::parse(broken.body);
  body["total_price"] = "much";
  broken.body = dump(body);
  EXPECT_EQ(send_call("shopify", signed_call("shopify", broken, secret_at_sender)).status, 422);
  const auto path = path_of_last("shopify");
  EXPECT_NE(ask("GET", path).body.find("an@shop.example"), std::string::npos);

  token_ = developer;
  const auto shown = ask("GET", path);
  EXPECT_EQ(shown.status, 200);
  const auto good = shopify_order("orders/create", "pending", "2026-03-01T09:00:00+07:00");
  const auto tried = ask("POST", "/v1/hooks/shopify/try",
                         json{{"body", good.body}, {"headers", good.headers}}.dump());
  EXPECT_EQ(tried.status, 200) << tried.body;
  for (const auto& one : {shown.body, tried.body}) {
    EXPECT_EQ(one.find("an@shop.example"), std::string::npos) << one;
    EXPECT_EQ(one.find("Nguyễn"), std::string::npos) << one;
    EXPECT_EQ(one.find("84912345678"), std::string::npos) << one;
  }
  EXPECT_EQ(json::parse(tried.body).at("mapping").at("parts").at(0).at("records").at(1).at("id"),
            "shopify-5001")
      << "ids stay";
  answer("PUT", "/v1/hooks/other", {{"mapping", {{"event", "x.y"}}}});
  token_ = boss_token;
  auto fixed = answer("GET", "/v1/hooks/shopify").at("definition");
  fixed["mapping"]["records"][1]["fields"].erase("amount");
  answer("PUT", "/v1/hooks/shopify", fixed);
  token_ = developer;
  EXPECT_EQ(ask("POST", path + "/retry").status, 403) << "it would start what sends";
  token_ = boss_token;
  answer("POST", path + "/retry", json::object());
}

} // namespace sojourn::tests
