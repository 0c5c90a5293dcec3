// Files of customers and orders that are imported while campaigns react to them.
#include "tests/scenarios/mortal_daemon.hpp"

#include <gtest/gtest.h>

namespace sojourn::scenarios {

namespace {

constexpr int customers = 3'000; ///< several chunks

/// Every tenth row is broken, and one customer of three is gold.
std::string customer_file() {
  std::string rows = "id,name,tier\r\n";
  for (int i = 0; i < customers; ++i)
    rows += i % 10 == 9 ? "\"no end of a row " + std::to_string(i) + "\"\r\n"
                        : "c" + std::to_string(i) + ",\"Name, " + std::to_string(i) + "\"," +
                              (i % 3 == 0 ? "gold" : "silver") + "\r\n";
  return rows;
}

std::string order_file() {
  std::string rows;
  for (int i = 0; i < customers; ++i)
    rows += json{{"id", "o" + std::to_string(i)},
                 {"customer_id", "c" + std::to_string(i % 100)},
                 {"status", "paid"},
                 {"amount", 10}}
                .dump() +
            "\n";
  return rows;
}

/// Counts who became gold; each of them once.
json gold_club() {
  return json::parse(R"({
    "id": "club", "name": "Club",
    "trigger": {"type": "record_created", "record": "customer", "fields": ["tier"]},
    "audience": {"==": [{"var": "customer.tier"}, "gold"]},
    "reentry": {"policy": "parallel"}, "start": "in",
    "steps": {"in": {"type": "end", "reason": "a member"}}})");
}

std::size_t members(mortal_daemon& shop) {
  return shop.answer("GET", "/v1/campaigns/club/stats").at("total").get<std::size_t>();
}

} // namespace

TEST(two_imports, and_a_campaign_at_once_lose_and_double_nothing) {
  expect_same_through_deaths("2026-03-01T09:00:00+07:00", [](mortal_daemon& shop) {
    shop.install(gold_club());
    shop.send("/v1/records/customer/import", "text/csv", customer_file());
    shop.send("/v1/records/order/import", "application/x-ndjson", order_file());
    shop.clock_to("2026-03-01T09:00:01+07:00"); // answered when both have come to their end

    int failed = 0;
    for (const auto& one : shop.items("/v1/imports")) {
      EXPECT_EQ(one.at("state"), "finished");
      failed = std::max(failed, one.at("failed").get<int>());
    }
    EXPECT_EQ(failed, customers / 10);
    const auto club = members(shop);
    EXPECT_EQ(club, static_cast<std::size_t>(customers / 3 - customers / 30));
    const auto traits = shop.answer("GET", "/v1/records/customer/c7/traits").at("traits");
    EXPECT_EQ(traits.at("orders_paid"), customers / 100);
    return json{failed, club, traits.at("orders_paid"), traits.at("amount_paid")};
  });
}

} // namespace sojourn::scenarios
