// Calls of other systems, by a caller who repeats what was not answered.
#include "signing/digest.hpp"
#include "tests/scenarios/mortal_daemon.hpp"
#include "tests/support/sender_calls.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace sojourn::scenarios {

namespace {

constexpr auto begin = "2026-03-01T09:00:00+07:00";
const std::string secret = "0123456789abcdef0123456789abcdef";
constexpr int orders = 20;

const json shop_hook = json::parse(R"({
  "id": "shop-orders",
  "signature": {"scheme": "hmac_sha256", "header": "X-Shop-Signature", "encoding": "hex",
                "prefix": "sha256="},
  "secrets": ["0123456789abcdef0123456789abcdef"],
  "mapping": {"subject": {"var": "body.customer"}, "event": "order.paid",
              "data": {"order": {"var": "body.order"}}},
  "dedupe_key": {"var": "body.order"}})");

/// One instance a call, which counts it.
const json thanks = json::parse(R"({
  "id": "thanks", "name": "Thanks", "trigger": {"type": "webhook", "hook": "shop-orders"},
  "reentry": {"policy": "parallel"}, "start": "count",
  "steps": {
    "count": {"type": "count_gate", "cases": [{"up_to": 1000, "next": "book"}],
              "otherwise": "end"},
    "book": {"type": "points", "amount": 10, "reference": {"var": "trigger.id"},
             "book": "orders", "next": "tell"},
    "tell": {"type": "send", "message": "thanks", "via": ["mailbox"], "next": "end"}},
  "messages": {"thanks": {"fallback": "en", "languages": {"en": {"text": "{{trigger.id}}"}}}}})");

/// Waits for two paid orders, one after the other.
const json loyal = json::parse(R"({
  "id": "loyal", "name": "Loyal", "trigger": {"type": "manual"}, "start": "first",
  "steps": {
    "first": {"type": "wait", "events": [{"event": "order.paid", "next": "second"}]},
    "second": {"type": "wait", "events": [{"event": "order.paid", "next": "third"}]},
    "third": {"type": "wait", "events": [{"event": "order.paid", "next": "end"}]}}})");

json call(mortal_daemon& shop, int order) {
  const auto body = json{{"order", "o-" + std::to_string(100 + order)},
                         {"customer", order % 2 == 0 ? "an" : "bo"}}
                        .dump();
  return shop.send(
      "/v1/hooks/shop-orders", "application/json", body,
      {{"X-Shop-Signature", "sha256=" + signing::hex_encode(signing::hmac_sha256(secret, body))}});
}

void prepare(mortal_daemon& shop) {
  shop.answer("PUT", "/v1/records/customer/an", {{"name", "An"}});
  shop.answer("PUT", "/v1/records/customer/bo", {{"name", "Bo"}});
  shop.answer("PUT", "/v1/hooks/shop-orders", shop_hook);
  shop.install(thanks);
  shop.install(loyal);
}

/// What all calls came to.
json outcome(mortal_daemon& shop) {
  json told = json::object();
  std::vector<std::string> thanked;
  for (const auto& mail : shop.mailbox())
    thanked.push_back(mail.at("text"));
  std::ranges::sort(thanked);
  told["thanked"] = thanked;
  for (const std::string customer : {"an", "bo"})
    told[customer] = shop.answer("GET", "/v1/records/customer/" + customer + "/traits")
                         .at("traits")
                         .at("points");
  told["fates"] = json::array();
  for (const auto& one : shop.items("/v1/instances?limit=1000")) {
    told["fates"].push_back(
        {one.at("campaign"), one.at("subject"), one.at("status"), one.value("step", "")});
  }
  std::sort(told["fates"].begin(), told["fates"].end());
  return told;
}

void expect_each_once(const json& told) {
  ASSERT_EQ(told.at("thanked").size(), static_cast<std::size_t>(orders));
  for (int i = 0; i < orders; ++i)
    EXPECT_EQ(told.at("thanked").at(static_cast<std::size_t>(i)), "o-" + std::to_string(100 + i));
  EXPECT_EQ(told.at("an"), orders / 2 * 10);
  EXPECT_EQ(told.at("bo"), orders / 2 * 10);
}

} // namespace

TEST(a_call, that_was_answered_is_there_once_and_known_when_it_comes_again) {
  expect_same_through_deaths(begin, [](mortal_daemon& shop) {
    prepare(shop);
    for (int i = 0; i < orders; ++i)
      call(shop, i);
    // A shop that heard the answer sends it again all the same.
    for (int i = 0; i < orders; ++i)
      EXPECT_EQ(call(shop, i).at("duplicate"), true) << "order " << i;
    shop.clock_to("2026-03-01T09:00:01+07:00");

    const auto told = outcome(shop);
    expect_each_once(told);
    return told;
  });
}

TEST(a_call, is_heard_once_by_each_wait_that_stands_when_it_comes) {
  expect_same_through_deaths(begin, [](mortal_daemon& shop) {
    prepare(shop);
    shop.create("/v1/campaigns/loyal/runs", "an", {{"customer", "an"}});
    shop.clock_to("2026-03-01T09:00:01+07:00");
    for (int i = 0; i < 4; ++i) { // two of them of An
      call(shop, i);
      shop.clock_to("2026-03-01T09:00:1" + std::to_string(i) + "+07:00");
      call(shop, i); // the second wait does not hear the first call again
    }
    const auto told = outcome(shop);
    EXPECT_EQ(shop.items("/v1/instances?campaign=loyal").at(0).at("step"), "third");
    return told;
  });
}

namespace {

/// Paid orders are thanked for, and booked.
const json rewards = json::parse(R"({
  "id": "rewards", "name": "Rewards", "trigger": {"type": "event", "event": "order.paid"},
  "reentry": {"policy": "parallel"}, "start": "book",
  "steps": {
    "book": {"type": "points", "amount": 10, "reference": {"var": "trigger.data.order_id"},
             "book": "orders", "next": "tell"},
    "tell": {"type": "send", "message": "thanks", "via": ["mailbox"], "next": "end"}},
  "messages": {"thanks": {"fallback": "en",
                          "languages": {"en": {"text": "{{trigger.data.order_id}}"}}}}})");

/// A call of Shopify about one of its orders, by a sender who repeats what was not answered.
json shopify_call(mortal_daemon& shop, int order, const std::string& financial_status,
                  const std::string& updated_at) {
  auto call = tests::shopify_order("orders/updated", financial_status, updated_at);
  auto body = json::parse(call.body);
  body["id"] = 5000 + order;
  body["customer"]["id"] = 1000 + order % 3; // three people, whom nobody knows before
  body["customer"]["email"] = "p" + std::to_string(order % 3) + "@shop.example";
  body["customer"]["phone"] = nullptr;
  body["customer"].erase("default_address");
  body["email"] = nullptr;
  call.body = dump(body);
  call.headers["x-shopify-webhook-id"] =
      std::to_string(order) + financial_status + "@" + updated_at;
  const auto sent = tests::signed_call("shopify", call, secret);
  mortal_daemon::headers headers;
  for (const auto& [name, value] : sent.headers) {
    if (name != "content-type")
      headers.emplace_back(name, value);
  }
  return shop.send("/v1/hooks/shopify", "application/json", sent.body, headers);
}

} // namespace

TEST(a_call, that_brings_records_is_written_whole_and_once_whatever_dies_in_between) {
  expect_same_through_deaths(begin, [](mortal_daemon& shop) {
    shop.answer("PUT", "/v1/hooks/shopify", [&] {
      auto hook = shop.answer("GET", "/v1/hook-templates/shopify").at("hook");
      auto text = hook.dump();
      for (const auto& [mark, value] : std::vector<std::pair<std::string, std::string>>{
               {"{{prefix}}", "s-"}, {"{{country}}", "84"}}) {
        for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at))
          text.replace(at, mark.size(), value);
      }
      hook = json::parse(text);
      hook["secrets"] = {secret};
      return hook;
    }());
    shop.install(rewards);
    constexpr int few = 6;
    for (int i = 0; i < few; ++i) {
      shopify_call(shop, i, "pending", "2026-03-01T09:00:00+07:00");
      shopify_call(shop, i, "paid", "2026-03-01T09:10:00+07:00");
      shopify_call(shop, i, "pending", "2026-03-01T09:05:00+07:00"); // late
    }
    shop.clock_to("2026-03-01T09:00:01+07:00");

    json told = json::object();
    for (const std::string type : {"customer", "order"}) {
      for (const auto& one : shop.items("/v1/records/" + type))
        told[type][one.at("id").get<std::string>()] = one.at("data");
    }
    EXPECT_EQ(told.at("customer").size(), 3u);
    EXPECT_EQ(told.at("order").size(), static_cast<std::size_t>(few));
    std::vector<std::string> thanked;
    for (const auto& mail : shop.mailbox())
      thanked.push_back(mail.at("text"));
    std::ranges::sort(thanked);
    told["thanked"] = thanked;
    EXPECT_EQ(thanked.size(), static_cast<std::size_t>(few));
    for (const auto& [id, order] : told.at("order").items())
      EXPECT_EQ(order.at("status"), "paid") << id;
    for (const auto& one : shop.items("/v1/hooks/shopify/deliveries")) {
      if (one.at("outcome") == "accepted")
        told["accepted"] = told.value("accepted", 0) + 1;
    }
    EXPECT_EQ(told.at("accepted"), 3 * few);
    return told;
  });
}

} // namespace sojourn::scenarios
