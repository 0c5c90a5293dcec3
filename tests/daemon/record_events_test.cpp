// The events that records cause, over HTTP.
#include "whole_daemon.hpp"

namespace sojourn::tests {

namespace {

json on_event(const std::string& id, const std::string& event, json more = json::object()) {
  json made{{"id", id},
            {"name", id},
            {"trigger", {{"type", "event"}, {"event", event}}},
            {"reentry", {{"policy", "parallel"}}},
            {"start", "rest"},
            {"steps", {{"rest", {{"type", "delay"}, {"for", "P1D"}, {"next", "end"}}}}}};
  made.update(more);
  return made;
}

class record_events : public whole_daemon {
protected:
  json order(const json& fields, const std::string& id = "o-1") {
    json data{{"customer_id", "an"}, {"amount", 350000}};
    data.update(fields);
    return answer("PUT", "/v1/records/order/" + id, data);
  }
  json tell(const std::string& type, const json& data, const std::string& id) {
    const json event{{"specversion", "1.0"},     {"id", id},    {"source", "/shop"}, {"type", type},
                     {"subject", "customer:an"}, {"data", data}};
    const auto response = send_as("application/cloudevents+json", "/v1/events", event.dump());
    EXPECT_EQ(response.status, 202) << response.body;
    return json::parse(response.body, nullptr, false);
  }
  json instances() { return answer("GET", "/v1/instances?limit=1000").at("items"); }
};

} // namespace

TEST_F(record_events, an_order_that_becomes_paid_reaches_the_goal) {
  start();
  install(on_event("unpaid", "order.placed", {{"goal", {{"event", "order.paid"}}}}));
  const auto placed = order({{"status", "placed"}});
  EXPECT_EQ(placed.at("triggered"), json::array({"unpaid"}));
  settle();
  const auto id = only_instance();

  const auto paid = order({{"status", "paid"}, {"paid_at", "2026-03-01T10:00:00+07:00"}});

  EXPECT_EQ(paid.at("heard_by"), json::array({id}));
  settle();
  EXPECT_EQ(answer("GET", "/v1/instances/" + id).at("status"), "converted");
}

TEST_F(record_events, the_event_holds_the_record_and_names_it) {
  start();
  install(on_event("thanks", "order.paid"));
  order({{"status", "paid"}});
  settle();
  const auto trigger = answer("GET", "/v1/instances/" + only_instance()).at("trigger");
  EXPECT_EQ(trigger.at("data").at("order_id"), "o-1");
  EXPECT_EQ(trigger.at("data").at("amount"), 350000);
  EXPECT_EQ(trigger.at("source"), "sojourn");
}

TEST_F(record_events, an_order_that_arrives_paid_converts_the_start_that_its_placing_caused) {
  start();
  install(on_event("unpaid", "order.placed", {{"goal", {{"event", "order.paid"}}}}));
  order({{"status", "paid"}});
  settle();
  EXPECT_EQ(instances().at(0).at("status"), "converted");
}

TEST_F(record_events, what_the_shop_tells_too_is_told_once) {
  start();
  install(on_event("thanks", "order.paid"));
  order({{"status", "placed"}});
  order({{"status", "paid"}});
  EXPECT_EQ(tell("order.paid", {{"order_id", "o-1"}}, "1").at("duplicate"), true);
  EXPECT_EQ(tell("order.paid", {{"order_id", "o-2"}}, "2").at("duplicate"), false);
  EXPECT_EQ(order({{"status", "paid"}}, "o-2").at("triggered"), json::array());
  order({{"status", "shipped"}});
  order({{"status", "delivered"}}); // which is paid, as it was before
  settle();
  EXPECT_EQ(instances().size(), 2u);
}

TEST_F(record_events, of_carts_customers_and_the_other_states_of_an_order) {
  start();
  for (const auto* type :
       {"order.confirmed", "order.shipped", "order.delivered", "order.returned", "order.cancelled",
        "order.refunded", "cart.changed", "customer.created", "review.created"}) {
    auto id = std::string{type};
    std::ranges::replace(id, '.', '-');
    install(on_event(id, type));
  }
  EXPECT_EQ(answer("PUT", "/v1/records/customer/an", {{"name", "An"}}).at("triggered"),
            json::array({"customer-created"}));
  EXPECT_EQ(answer("PUT", "/v1/records/customer/an", {{"name", "Anna"}}).at("triggered"),
            json::array());
  EXPECT_EQ(order({{"status", "placed"}}).at("triggered"), json::array());
  EXPECT_EQ(order({{"status", "confirmed"}}).at("triggered"), json::array({"order-confirmed"}));
  EXPECT_EQ(order({{"status", "shipped"}}).at("triggered"), json::array({"order-shipped"}));
  EXPECT_EQ(order({{"status", "delivered"}}).at("triggered"), json::array({"order-delivered"}));
  EXPECT_EQ(order({{"status", "returned"}}).at("triggered"), json::array({"order-returned"}));
  EXPECT_EQ(order({{"status", "refunded"}}).at("triggered"), json::array({"order-refunded"}));
  EXPECT_EQ(order({{"cancelled_at", "2026-03-01T10:00:00Z"}}).at("triggered"),
            json::array({"order-cancelled"}));
  const json shirt{{"customer_id", "an"}, {"lines", {{{"sku", "shirt"}}}}};
  EXPECT_EQ(answer("PUT", "/v1/records/cart/c", shirt).at("triggered"),
            json::array({"cart-changed"}));
  EXPECT_EQ(answer("PATCH", "/v1/records/cart/c", {{"changed_at", "2026-03-01T10:00:00Z"}})
                .at("triggered"),
            json::array())
      << "the same lines";
  EXPECT_EQ(answer("PATCH", "/v1/records/cart/c", {{"lines", json::array()}}).at("triggered"),
            json::array({"cart-changed"}));
  EXPECT_EQ(answer("PUT", "/v1/records/review/r", {{"customer_id", "an"}, {"order_id", "o-1"}})
                .at("triggered"),
            json::array({"review-created"}));
}

TEST_F(record_events, are_caused_by_an_import_unless_it_is_silent) {
  start();
  install(on_event("thanks", "order.paid"));
  const auto import = [&](const std::string& id, const std::string& triggers) {
    const json row{{"id", id}, {"customer_id", "an"}, {"status", "paid"}};
    const auto response = send_as(
        "application/x-ndjson", "/v1/records/order/import?triggers=" + triggers, row.dump() + "\n");
    ASSERT_LT(response.status, 300) << response.body;
    settle();
  };
  import("old", "silent");
  EXPECT_EQ(instances().size(), 0u);
  import("new", "fire");
  EXPECT_EQ(instances().size(), 1u);
}

} // namespace sojourn::tests
