// A booster with its cards, set up at once and sent through deaths of the daemon.
#include "tests/scenarios/mortal_daemon.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace sojourn::scenarios {

namespace {

constexpr auto begin = "2026-09-05T09:00:00+07:00";

void set_up(mortal_daemon& shop) {
  shop.answer("PUT", "/v1/eligibility/inputs",
              {{"positive_rating", 0.91},
               {"chat_response", 0.88},
               {"followers", 120},
               {"revenue_30_days", {{"amount", "1250.00"}, {"currency", "USD"}}}});
  shop.answer("PUT", "/v1/boosters/9-9",
              {{"title", "9.9"},
               {"timezone", "Asia/Ho_Chi_Minh"},
               {"date", "2026-09-09"},
               {"approved_skus", {"a", "b", "c", "d", "e"}},
               {"voucher_pool", "booster-9-9"},
               {"via", {"mailbox"}}});
  shop.create_pool("booster-9-9");
  json codes = json::array();
  for (int i = 0; i < 12; ++i)
    codes.push_back("B-" + std::to_string(i));
  shop.answer("POST", "/v1/vouchers/booster-9-9/codes", {{"codes", codes}});
  for (int i = 0; i < 12; ++i) {
    const auto id = "c" + std::to_string(i);
    shop.answer("PUT", "/v1/records/customer/" + id, {{"language", "en"}});
    shop.answer("PUT", "/v1/records/cart/" + id,
                {{"customer_id", id},
                 {"changed_at", "2026-09-01T08:00:00+07:00"},
                 {"lines", {{{"sku", "a"}, {"quantity", 1}}}}});
  }
}

/// The messages of each customer.
json messages(mortal_daemon& shop) {
  std::map<std::string, int> counts;
  for (const auto& mail : shop.mailbox())
    ++counts[mail.at("subject").get<std::string>()];
  return counts;
}

} // namespace

TEST(a_booster_of_cards, reaches_each_customer_of_a_card_once_through_deaths) {
  expect_same_through_deaths(begin, [](mortal_daemon& shop) {
    set_up(shop);
    // Measured on Sunday, 6 September, and applied on Monday at 14:00.
    shop.clock_to("2026-09-07T14:00:00+07:00");
    shop.answer("POST", "/v1/boosters/9-9/setup", json::object());
    auto booster = shop.answer("GET", "/v1/boosters/9-9").at("booster");
    for (auto& group : booster["groups"])
      group["cap"] = 5;
    shop.answer("PUT", "/v1/boosters/9-9", booster);
    shop.answer("POST", "/v1/boosters/9-9/cards/day-in-cart/switch", {{"to", "on"}});
    shop.clock_to("2026-09-09T12:00:00+07:00");

    auto told = messages(shop);
    EXPECT_EQ(told.size(), 5u);
    for (const auto& [customer, count] : told.items())
      EXPECT_EQ(count, 1) << customer;
    const auto card = shop.answer("GET", "/v1/boosters/9-9/cards/day-in-cart");
    EXPECT_EQ(card.at("status"), "sent");
    return json::array({told, card.at("run").at("members"), card.at("run").at("left_out")});
  });
}

TEST(a_booster_of_cards, that_is_switched_off_sends_nothing_through_deaths) {
  expect_same_through_deaths(begin, [](mortal_daemon& shop) {
    set_up(shop);
    shop.clock_to("2026-09-07T14:00:00+07:00");
    shop.answer("POST", "/v1/boosters/9-9/setup", json::object());
    shop.answer("POST", "/v1/boosters/9-9/cards/day-in-cart/switch", {{"to", "on"}});
    shop.clock_to("2026-09-09T09:59:59+07:00");
    shop.answer("POST", "/v1/boosters/9-9/cards/day-in-cart/switch", {{"to", "off"}});
    shop.clock_to("2026-09-09T12:00:00+07:00");
    const auto card = shop.answer("GET", "/v1/boosters/9-9/cards/day-in-cart");
    EXPECT_EQ(card.at("status"), "off");
    return json::array({messages(shop), card.at("status")});
  });
}

} // namespace sojourn::scenarios
