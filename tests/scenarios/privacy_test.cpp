// A visitor who becomes a customer, and a customer who is erased, by a daemon that dies meanwhile.
#include "tests/scenarios/mortal_daemon.hpp"

#include <gtest/gtest.h>

namespace sojourn::scenarios {

namespace {

constexpr int orders = 2'500; ///< more than one portion of an erasure

std::string order_file() {
  std::string rows;
  for (int i = 0; i < orders; ++i)
    rows += json{{"id", "o" + std::to_string(i)},
                 {"customer_id", i % 10 == 0 ? "binh" : "an"},
                 {"status", "paid"},
                 {"amount", 10}}
                .dump() +
            "\n";
  return rows;
}

json cart() {
  return json::parse(R"({
    "id": "cart", "name": "Cart", "trigger": {"type": "event", "event": "cart.left"},
    "start": "listen",
    "steps": {"listen": {"type": "wait", "events": [{"event": "cart.paid", "next": "end"}],
                         "timeout": "P3D", "on_timeout": "end"}}})");
}

} // namespace

TEST(a_customer, is_linked_and_erased_once_whatever_is_killed_meanwhile) {
  expect_same_through_deaths("2026-03-01T09:00:00+07:00", [](mortal_daemon& shop) {
    shop.install(cart());
    shop.answer("PUT", "/v1/records/customer/an", {{"name", "An"}});
    shop.send("/v1/records/order/import?triggers=silent", "application/x-ndjson", order_file());
    shop.event("e1", "cart.left", "visitor:v", {{"n", 1}});
    shop.event("e2", "cart.left", "customer:binh", {{"n", 2}});
    shop.clock_to("2026-03-01T09:00:01+07:00");

    shop.answer("POST", "/v1/identities", {{"visitor", "v"}, {"customer", "an"}});
    const auto link = shop.answer("GET", "/v1/identities/v").at("moved");
    EXPECT_EQ(link.at("instances"), 1);

    shop.answer("DELETE", "/v1/records/customer/an");
    shop.clock_to("2026-03-01T09:00:02+07:00"); // answered when the erasure has come to its end
    const auto erasures = shop.items("/v1/erasures");
    EXPECT_EQ(erasures.size(), 1u);
    EXPECT_EQ(erasures.at(0).at("state"), "done");
    EXPECT_EQ(erasures.at(0).at("removed").at("records"), 1 + orders - orders / 10);
    const auto traits = shop.answer("GET", "/v1/records/customer/binh/traits").at("traits");
    EXPECT_EQ(traits.at("orders_paid"), orders / 10);
    const auto stats = shop.answer("GET", "/v1/campaigns/cart/stats").at("by_status");
    return json{link, erasures.at(0).at("removed"), traits.at("orders_paid"), stats};
  });
}

} // namespace sojourn::scenarios
