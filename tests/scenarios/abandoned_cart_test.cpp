// The abandoned cart of the library, with the daemon killed at every stage.
#include "tests/scenarios/library_shop.hpp"

namespace sojourn::scenarios {

namespace {

json cart(int quantity) {
  return {{"customer_id", "an"}, {"lines", {{{"sku", "tea"}, {"quantity", quantity}}}}};
}

void begin(mortal_daemon& shop, const char* policy = "skip_if_open") {
  shop.answer("PUT", "/v1/records/customer/an", {{"name", "An"}, {"language", "en"}});
  const json parameters{{"when_added", policy}};
  shop.install(draft_of(shop, "abandoned-cart", parameters));
  shop.answer("PUT", "/v1/records/cart/c-1", cart(2));
}

/// What the customer got: when, and the first line of it.
json received(mortal_daemon& shop) {
  json told = json::array();
  for (const auto& mail : shop.mailbox())
    told.push_back({mail.at("at"), mail.at("message"), mail.at("text")});
  return told;
}

json fate(mortal_daemon& shop) {
  json told = json::array();
  for (const auto& one : shop.items("/v1/instances"))
    told.push_back({one.at("status"), one.value("reason", ""), one.at("step")});
  return told;
}

} // namespace

TEST(abandoned_cart, is_reminded_of_on_its_days_and_each_message_comes_once) {
  expect_same_through_deaths(monday_morning, [](mortal_daemon& shop) {
    fill_pool(shop, "cart", {"CART-A", "CART-B"});
    begin(shop);
    shop.clock_to("2026-03-03T08:59:59+07:00");
    EXPECT_EQ(received(shop).size(), 0u);
    shop.answer("PUT", "/v1/records/cart/c-1", cart(3)); // extends nothing
    shop.clock_to("2026-03-12T09:00:00+07:00");

    const auto got = received(shop);
    EXPECT_EQ(got, json::parse(R"([
      ["2026-03-03T02:00:00Z", "left-behind", "An, 3 items are still in your cart."],
      ["2026-03-05T02:00:00Z", "with-voucher", "Use CART-A for a discount."],
      ["2026-03-06T02:00:00Z", "by-e-mail",
       "Hello An,\n\nyour cart still holds 3 items. The code CART-A is still good.\n"],
      ["2026-03-08T02:00:00Z", "last-call", "Your cart will soon be cleared."]])"));
    EXPECT_EQ(fate(shop), json::parse(R"([["completed", "", "push-3"]])"));
    return json{got, fate(shop)};
  });
}

TEST(abandoned_cart, is_left_in_peace_once_it_is_paid) {
  expect_same_through_deaths(monday_morning, [](mortal_daemon& shop) {
    fill_pool(shop, "cart", {"CART-A", "CART-B"});
    begin(shop);
    shop.clock_to("2026-03-05T10:00:00+07:00");
    shop.event("other", "order.paid", "customer:an", {{"cart_id", "c-9"}}); // another cart's
    shop.event("pay-1", "order.paid", "customer:an", {{"cart_id", "c-1"}});
    shop.clock_to("2026-03-20T09:00:00+07:00");

    EXPECT_EQ(received(shop).size(), 2u);
    EXPECT_EQ(fate(shop), json::parse(R"([["converted", "goal: order.paid", "rest-2"]])"));
    return json{received(shop), fate(shop)};
  });
}

TEST(abandoned_cart, that_is_looked_at_again_gets_another_second_message_on_the_same_day) {
  expect_same_through_deaths(monday_morning, [](mortal_daemon& shop) {
    begin(shop); // and the pool is not there
    shop.clock_to("2026-03-04T10:00:00+07:00");
    shop.event("click-1", "message.clicked", "customer:an", json::object());
    shop.clock_to("2026-03-05T09:00:00+07:00");

    const auto got = received(shop);
    EXPECT_EQ(got.at(1), json::parse(R"(["2026-03-05T02:00:00Z", "with-voucher",
      "You had another look at your cart. Stocks are low, order now."])"));
    return got;
  });
}

TEST(abandoned_cart, begins_its_day_anew_with_each_addition_when_that_is_declared) {
  expect_same_through_deaths(monday_morning, [](mortal_daemon& shop) {
    begin(shop, "restart");
    shop.clock_to("2026-03-02T21:00:00+07:00");
    shop.answer("PUT", "/v1/records/cart/c-1", cart(3));
    shop.clock_to("2026-03-03T20:59:59+07:00");
    EXPECT_EQ(received(shop).size(), 0u);
    shop.clock_to("2026-03-03T21:00:00+07:00");

    EXPECT_EQ(received(shop).size(), 1u);
    const auto open = shop.items("/v1/instances?status=waiting").size();
    EXPECT_EQ(open, 1u) << "one open instance for a cart";
    return json{received(shop), open};
  });
}

TEST(abandoned_cart, that_was_emptied_is_not_reminded_of) {
  expect_same_through_deaths(monday_morning, [](mortal_daemon& shop) {
    begin(shop);
    shop.clock_to("2026-03-02T10:00:00+07:00");
    shop.answer("PUT", "/v1/records/cart/c-1", cart(0));
    shop.clock_to("2026-03-10T09:00:00+07:00");

    EXPECT_EQ(received(shop).size(), 0u);
    EXPECT_EQ(fate(shop), json::parse(R"([["completed", "the cart is empty", "emptied"]])"));
    return fate(shop);
  });
}

TEST(abandoned_cart, that_is_paid_while_a_message_waits_for_its_next_attempt_takes_it_back) {
  expect_same_through_deaths(monday_morning, [](mortal_daemon& shop) {
    auto campaign = draft_of(shop, "abandoned-cart");
    // A provider that answers nobody: the message, which may be repeated, waits for its next
    // attempt.
    campaign["steps"]["push-1"] = {
        {"type", "http"},
        {"method", "PUT"},
        {"url", "http://127.0.0.1:9/push"},
        {"retry", {{"max_attempts", 50}, {"initial", "PT10M"}, {"backoff", 1}, {"jitter", 0}}},
        {"next", "rest-1"}};
    shop.answer("PUT", "/v1/records/customer/an", {{"name", "An"}, {"language", "en"}});
    shop.install(campaign);
    shop.answer("PUT", "/v1/records/cart/c-1", cart(2));
    shop.clock_to("2026-03-03T09:25:00+07:00");
    EXPECT_EQ(fate(shop), json::parse(R"([["waiting", "", "push-1"]])"));
    const auto attempts = shop.journaled("effect_requested");
    EXPECT_GE(attempts, 1);
    shop.event("pay-1", "order.paid", "customer:an", {{"cart_id", "c-1"}});
    shop.clock_to("2026-03-20T09:00:00+07:00");

    EXPECT_EQ(shop.journaled("effect_requested"), attempts) << "nobody tries again";
    EXPECT_EQ(fate(shop), json::parse(R"([["converted", "goal: order.paid", "push-1"]])"));
    EXPECT_EQ(received(shop).size(), 0u);
    return fate(shop);
  });
}

} // namespace sojourn::scenarios
