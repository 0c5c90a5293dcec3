// Scenarios of the library that bring orders, with the daemon killed at every stage: welcome,
// cross-sell, a new product, a holiday, win-back, and an order that is not paid.
#include "tests/scenarios/library_shop.hpp"

namespace sojourn::scenarios {

TEST(the_welcome, greets_gives_a_voucher_and_reminds_of_it_until_the_first_order) {
  expect_same_through_deaths(monday_morning, [](mortal_daemon& shop) {
    fill_pool(shop, "welcome", {"W-1", "W-2"});
    run_scenario(shop, "welcome");
    put_record(shop, "customer", "an", {{"name", "An"}, {"language", "en"}});
    put_record(shop, "customer", "bo", {{"name", "Bo"}});
    shop.clock_to("2026-03-03T09:00:00+07:00");
    put_record(shop, "order", "b-1", order_of("bo", "paid", "2026-03-03T09:00:00+07:00"));
    shop.clock_to("2026-03-20T09:00:00+07:00");

    EXPECT_EQ(letters(shop), json::parse(R"([
      ["2026-03-02T02:00:00Z", "customer:an", "Welcome to our shop"],
      ["2026-03-02T02:00:00Z", "customer:bo", "Chào mừng bạn đến với cửa hàng"],
      ["2026-03-04T02:00:00Z", "customer:an", "A voucher for your first order"],
      ["2026-03-09T02:00:00Z", "customer:an", "Your voucher is still waiting"]])"));
    EXPECT_EQ(endings(shop), json::parse(R"([["customer:an", "completed", ""],
      ["customer:bo", "converted", "goal: order.paid"]])"));
    return json{letters(shop), endings(shop)};
  });
}

TEST(a_cross_sell, suggests_what_goes_with_an_order_and_counts_the_next_one) {
  expect_same_through_deaths(monday_morning, [](mortal_daemon& shop) {
    run_scenario(shop, "cross-sell", {{"categories", {"tea"}}});
    put_record(shop, "product", "pot", {{"name", "Pot"}, {"category", "teaware"}, {"price", 100}});
    put_record(shop, "product", "cup", {{"name", "Cup"}, {"category", "teaware"}, {"price", 110}});
    auto shirt = order_of("an", "delivered", monday_morning);
    shirt["lines"][0]["category"] = "shirts";
    put_record(shop, "order", "an-0", shirt);
    for (const std::string who : {"an", "bo"}) {
      put_record(shop, "customer", who, {{"language", "en"}});
      put_record(shop, "product_view", "v-" + who,
                 {{"customer_id", who},
                  {"product_id", "pot"},
                  {"viewed_at", "2026-03-01T09:00:00+07:00"}});
      put_record(shop, "order", who + "-1", order_of(who, "delivered", monday_morning));
    }
    shop.clock_to("2026-03-05T09:00:00+07:00");
    put_record(shop, "order", "bo-1", order_of("bo", "refunded", monday_morning));
    shop.clock_to("2026-03-10T09:00:00+07:00");
    put_record(shop, "order", "an-2", order_of("an", "paid", "2026-03-10T09:00:00+07:00"));
    shop.clock_to("2026-04-01T09:00:00+07:00");

    EXPECT_EQ(letters(shop), json::parse(R"([
      ["2026-03-09T02:00:00Z", "customer:an", "Something for you"]])"));
    EXPECT_EQ(shop.mailbox().at(0).at("text"),
              "Hello there,\n\nSome things go well with your last order:\n· Cup\n");
    EXPECT_EQ(endings(shop), json::parse(R"([["customer:an", "converted", "goal: order.paid"],
      ["customer:bo", "cancelled", "exit: order.refunded"]])"));
    return json{letters(shop), endings(shop)};
  });
}

TEST(a_new_product, is_told_to_those_whom_it_fits_and_to_nobody_once_it_is_gone) {
  expect_same_through_deaths(monday_morning, [](mortal_daemon& shop) {
    put_record(shop, "product", "oolong", {{"name", "Oolong"}, {"category", "tea"}});
    put_record(shop, "product", "new-tea", {{"name", "New Tea"}, {"category", "tea"}});
    for (const std::string who : {"looked", "bought", "stranger"})
      put_record(shop, "customer", who, {{"language", "en"}});
    put_record(shop, "product_view", "v-1",
               {{"customer_id", "looked"},
                {"product_id", "oolong"},
                {"viewed_at", "2026-02-20T09:00:00+07:00"}});
    put_record(shop, "order", "o-1", order_of("bought", "paid", "2026-02-20T09:00:00+07:00"));
    const json parameters{
        {"product", "new-tea"}, {"categories", {"tea"}}, {"at", "2026-03-04T10:00:00+07:00"}};
    run_scenario(shop, "new-product", parameters);
    shop.clock_to("2026-03-05T10:00:00+07:00");
    auto order = order_of("bought", "paid", "2026-03-05T10:00:00+07:00");
    order["lines"][0]["sku"] = "new-tea";
    put_record(shop, "order", "o-2", order);
    shop.clock_to("2026-03-20T10:00:00+07:00");

    EXPECT_EQ(letters(shop), json::parse(R"([
      ["2026-03-04T03:00:00Z", "customer:bought", "New: New Tea"],
      ["2026-03-04T03:00:00Z", "customer:looked", "New: New Tea"]])"));
    EXPECT_EQ(endings(shop), json::parse(R"([["customer:bought", "converted", "goal: order.paid"],
      ["customer:looked", "completed", ""]])"));
    return json{letters(shop), endings(shop)};
  });
}

TEST(a_holiday, is_greeted_with_a_voucher_as_long_as_there_are_codes) {
  expect_same_through_deaths(monday_morning, [](mortal_daemon& shop) {
    fill_pool(shop, "holiday", {"H-1", "H-2"});
    put_record(shop, "customer", "an", {{"language", "en"}});
    put_record(shop, "customer", "bo", {{"language", "vi"}});
    put_record(shop, "customer", "stranger", {{"language", "en"}});
    put_record(shop, "order", "a-1", order_of("an", "paid", "2026-01-10T09:00:00+07:00"));
    put_record(shop, "follow", "f-1", {{"customer_id", "bo"}, {"shop_id", "ours"}});
    run_scenario(shop, "holiday",
                 {{"at", {"2026-03-08T08:00:00+07:00"}},
                  {"greeting", {{"vi", "Chúc mừng ngày 8 tháng 3!"}, {"en", "Happy 8 March!"}}}});
    shop.clock_to("2026-03-09T09:00:00+07:00");
    put_record(shop, "order", "a-2", order_of("an", "paid", "2026-03-09T09:00:00+07:00"));
    shop.clock_to("2026-04-01T09:00:00+07:00");

    EXPECT_EQ(letters(shop), json::parse(R"([
      ["2026-03-08T01:00:00Z", "customer:an", "Happy 8 March!"],
      ["2026-03-08T01:00:00Z", "customer:bo", "Chúc mừng ngày 8 tháng 3!"]])"));
    EXPECT_EQ(shop.items("/v1/vouchers/holiday/codes?state=issued").size(), 2u);
    EXPECT_EQ(endings(shop), json::parse(R"([["customer:an", "converted", "goal: order.paid"],
      ["customer:bo", "completed", ""]])"));
    return json{letters(shop), endings(shop)};
  });
}

TEST(a_win_back, writes_to_the_inactive_once_and_not_again_the_week_after) {
  expect_same_through_deaths(monday_morning, [](mortal_daemon& shop) {
    fill_pool(shop, "win-back", {"B-1", "B-2", "B-3"});
    put_record(shop, "customer", "away", {{"language", "en"}});
    put_record(shop, "customer", "returns", {{"language", "en"}});
    put_record(shop, "customer", "here", {{"language", "en"}});
    put_record(shop, "order", "o-1", order_of("away", "paid", "2025-10-01T09:00:00+07:00"));
    put_record(shop, "order", "o-2", order_of("returns", "paid", "2025-10-01T09:00:00+07:00"));
    put_record(shop, "order", "o-3", order_of("here", "paid", "2026-02-20T09:00:00+07:00"));
    run_scenario(shop, "win-back");
    shop.clock_to("2026-03-04T09:00:00+07:00"); // Tuesday the 3rd at ten has passed
    put_record(shop, "order", "o-4", order_of("returns", "paid", "2026-03-04T09:00:00+07:00"));
    shop.clock_to("2026-03-31T09:00:00+07:00");

    EXPECT_EQ(letters(shop), json::parse(R"([
      ["2026-03-03T03:00:00Z", "customer:away", "We have not seen you for a while"],
      ["2026-03-03T03:00:00Z", "customer:returns", "We have not seen you for a while"],
      ["2026-03-08T03:00:00Z", "customer:away", "Your code is still good"]])"));
    EXPECT_EQ(endings(shop), json::parse(R"([["customer:away", "completed", ""],
      ["customer:returns", "converted", "goal: order.paid"]])"));
    return json{letters(shop), endings(shop)};
  });
}

TEST(an_unpaid_order, is_reminded_of_twice_and_left_in_peace_once_it_is_paid_or_cancelled) {
  expect_same_through_deaths(monday_morning, [](mortal_daemon& shop) {
    run_scenario(shop, "unpaid-order");
    for (const std::string who : {"forgets", "pays", "cancels"}) {
      put_record(shop, "customer", who, {{"language", "en"}});
      put_record(shop, "order", who + "-1", order_of(who, "placed", monday_morning));
    }
    put_record(shop, "customer", "at-once", {{"language", "en"}});
    put_record(shop, "order", "at-once-1", order_of("at-once", "paid", monday_morning));
    shop.clock_to("2026-03-02T10:00:00+07:00");
    put_record(shop, "order", "cancels-1", order_of("cancels", "cancelled", monday_morning));
    shop.clock_to("2026-03-02T12:00:00+07:00");
    put_record(shop, "order", "pays-1", order_of("pays", "paid", "2026-03-02T12:00:00+07:00"));
    shop.clock_to("2026-03-20T09:00:00+07:00");

    EXPECT_EQ(letters(shop), json::parse(R"([
      ["2026-03-02T04:00:00Z", "customer:forgets", "Order forgets-1 waits for its payment"],
      ["2026-03-02T04:00:00Z", "customer:pays", "Order pays-1 waits for its payment"],
      ["2026-03-03T04:00:00Z", "customer:forgets", "Order forgets-1: the last reminder"]])"));
    EXPECT_EQ(endings(shop), json::parse(R"([
      ["customer:cancels", "cancelled", "exit: order.cancelled"],
      ["customer:forgets", "completed", "the order was not paid"],
      ["customer:pays", "converted", "goal: order.paid"]])"));
    return json{letters(shop), endings(shop)};
  });
}

} // namespace sojourn::scenarios
