#include "fixture.hpp"
#include "storage/inbox.hpp"
#include "storage/listeners.hpp"
#include "storage/outbox.hpp"
#include "storage/records.hpp"

namespace sojourn::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// Instances of one step each, that the store books for.
class bookings : public storage_test {
protected:
  bookings() { open(); }

  traveller& campaign(const std::string& step, const std::string& id = "c") {
    auto source = json{{"id", id},
                       {"name", "Bookings"},
                       {"trigger", {{"type", "manual"}}},
                       {"reentry", {{"policy", "parallel"}}},
                       {"start", "book"},
                       {"steps", {{"book", json::parse(step)}}}};
    travellers_.push_back(std::make_unique<traveller>(*data, ids, std::move(source)));
    return *travellers_.back();
  }
  /// Starts an instance, and settles its booking as the store says.
  engine::booking_outcome book(traveller& in, const std::string& customer, instant now = monday,
                               json trigger = json::object()) {
    auto turn = in.begin(customer, now, std::move(trigger));
    const auto written = in.write(turn);
    EXPECT_TRUE(written) << (written ? "" : written.error().message);
    EXPECT_TRUE(written->booking);
    in.go(turn.after->id, engine::booking_settled(*turn.after->effect, *written->booking), now);
    return *written->booking;
  }
  json points_of(const std::string& customer) {
    return data->reader().records().traits(customer)["points"];
  }
  void put(const std::string& type, const std::string& id, const json& record) {
    ASSERT_TRUE(write(*data, [&](transaction& tx) {
      return write_record(tx, record_write_kind::put, {type, id}, record, {}, {}, monday);
    }));
  }
  ~bookings() override { EXPECT_THAT(violations(), IsEmpty()); }

private:
  std::vector<std::unique_ptr<traveller>> travellers_;
};

const std::string a_gate = R"({"type": "count_gate", "otherwise": "end",
                               "cases": [{"up_to": 2, "next": "end"}]})";
const std::string a_daily_gate = R"({"type": "count_gate", "otherwise": "end",
    "cases": [{"up_to": 2, "next": "end"}],
    "resets": {"rule": "FREQ=DAILY", "start": "2026-01-01T08:00"}})";
const std::string purchase = R"({"type": "points", "book": "purchases", "next": "end",
    "amount": {"var": "trigger.amount"}, "reference": {"var": "trigger.order"}})";
const std::string refund = R"({"type": "points", "book": "purchases", "next": "end",
    "reverse": {"var": "trigger.order"}})";
const std::string part_refund = R"({"type": "points", "book": "purchases", "next": "end",
    "reverse": {"var": "trigger.order"}, "reference": {"var": "trigger.refund"},
    "amount": {"var": "trigger.amount"}})";

json order(const std::string& id, std::int64_t amount = 0) {
  return {{"order", id}, {"amount", amount}};
}

TEST_F(bookings, of_a_gate_number_those_who_pass_over_all_versions) {
  auto& gate = campaign(a_gate);
  EXPECT_EQ(book(gate, "1").booked.at("number"), 1);
  EXPECT_EQ(book(gate, "2").booked.at("number"), 2);

  auto& next_version = campaign(a_daily_gate); // the same campaign
  EXPECT_EQ(book(next_version, "3").booked.at("number"), 1) << "it counts since the last reset";
  EXPECT_EQ(book(next_version, "4").booked.at("number"), 2);
  EXPECT_EQ(book(gate, "5").booked.at("number"), 3);
}

TEST_F(bookings, of_a_gate_that_is_reset_begin_anew) {
  auto& gate = campaign(a_daily_gate);
  EXPECT_EQ(book(gate, "1", at("2026-03-02T07:59:59Z")).booked.at("number"), 1);
  EXPECT_EQ(book(gate, "2", at("2026-03-02T08:00:00Z")).booked.at("number"), 1);
  EXPECT_EQ(book(gate, "3", at("2026-03-03T07:00:00Z")).booked.at("number"), 2);
}

TEST_F(bookings, are_found_again_with_their_outcome_after_a_restart) {
  auto& gate = campaign(a_gate);
  const auto turn = gate.begin("1", monday);
  ASSERT_TRUE(gate.write(turn));

  reopen();

  const auto rows = data->reader().outbox().list({}, 10);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].outcome, (engine::booking_outcome{.booked = {{"number", 1}}}));
  EXPECT_TRUE(rows[0].is_of(*turn.after->effect));
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(bookings, of_points_are_made_once_for_an_order) {
  auto& buys = campaign(purchase);
  EXPECT_EQ(book(buys, "an", monday, order("o-1", 30)).booked,
            json({{"booked", true}, {"amount", 30}, {"balance", 30}}));
  EXPECT_EQ(book(buys, "an", monday + day, order("o-1", 31)).booked,
            json({{"booked", false}, {"amount", 30}, {"balance", 30}}));
  EXPECT_EQ(book(buys, "an", monday + day, order("o-2", 12)).booked.at("balance"), 42);
  EXPECT_EQ(points_of("an"), 42);
  EXPECT_EQ(points_of("binh"), 0);
  const auto entries = data->reader().records().point_entries("an", 0, 10);
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[0].at("reference"), "o-2");
  EXPECT_EQ(entries[1].at("amount"), 30);
}

TEST_F(bookings, of_points_are_taken_back_once_and_never_more_than_was_given) {
  auto& buys = campaign(purchase);
  auto& returns = campaign(refund, "returns");
  auto& parts = campaign(part_refund, "parts");
  book(buys, "an", monday, order("o-1", 30));
  const auto part = [&](const std::string& id, std::int64_t amount) {
    return book(parts, "an", monday, {{"order", "o-1"}, {"refund", id}, {"amount", amount}}).booked;
  };

  EXPECT_EQ(part("r-1", 10).at("amount"), -10);
  EXPECT_EQ(part("r-1", 10).at("booked"), false);
  EXPECT_EQ(part("r-2", 15).at("balance"), 5);
  EXPECT_EQ(part("r-3", 15).at("amount"), -5);
  EXPECT_EQ(book(returns, "an", monday, order("o-1")).booked,
            json({{"booked", true}, {"amount", 0}, {"balance", 0}}));
}

TEST_F(bookings, of_points_give_the_same_balance_when_the_refund_comes_first) {
  auto& buys = campaign(purchase);
  auto& returns = campaign(refund, "returns");

  EXPECT_EQ(book(returns, "an", monday, order("o-1")).booked.at("amount"), 0);
  EXPECT_EQ(book(buys, "an", monday + day, order("o-1", 30)).booked.at("balance"), 0);
  EXPECT_EQ(points_of("an"), 0);
}

TEST_F(bookings, of_points_that_are_not_there_are_refused) {
  auto& buys = campaign(purchase);
  book(buys, "an", monday, order("o-1", 30));

  const auto refused = book(buys, "an", monday, order("gift-1", -31));

  EXPECT_EQ(refused.code, "insufficient_points");
  EXPECT_EQ(refused.detail, "customer:an has 30 points, and 31 are to be taken");
  EXPECT_EQ(book(buys, "an", monday, order("gift-2", -30)).booked.at("balance"), 0);
}

TEST_F(bookings, that_do_not_add_up_are_found) {
  auto& buys = campaign(purchase);
  book(buys, "an", monday, order("o-1", 30));
  close();
  raw_file{file()}.run("UPDATE point_balance SET balance = 31");
  open();

  EXPECT_THAT(violations(), ElementsAre("balance_differs"));

  close();
  raw_file{file()}.run("UPDATE point_balance SET balance = 30");
  open();
}

class tiers : public bookings {
protected:
  traveller& ranks(bool keeps_higher = false) {
    auto& made = campaign(std::string{R"({"type": "tier", "next": "end", "otherwise": "member",
      "keep_higher": )"} + (keeps_higher ? "true" : "false") +
                              R"(,
      "tiers": [
        {"value": "diamond", "when": {">=": [{"var": "traits.points"}, 100]}},
        {"value": "gold", "when": {"<=": [2, {"reduce": [
            {"filter": [{"var": "orders"}, {"within": [{"var": "paid_at"}, "P365D"]}]},
            {"+": [{"var": "accumulator"}, 1]}, 0]}]}},
        {"value": "silver", "when": {">=": [
            {"date_diff": [{"var": "customer.registered_at"}, {"now": []}, "days"]}, 365]}}]})",
                          keeps_higher ? "ranks-up" : "ranks");
    made.listeners.records = listeners_to_tiers();
    return made;
  }
  static std::vector<record_listener> listeners_to_tiers() {
    return {{"up", {.record = "customer", .fields = {"tier"}, .order = {}}}};
  }
  json tier_of(const std::string& id) {
    return data->reader().records().data({"customer", id})["tier"];
  }
};

TEST_F(tiers, follow_points_frequency_and_membership) {
  auto& rank = ranks();
  put("customer", "new", {{"registered_at", "2026-01-01T00:00:00Z"}});
  put("customer", "old", {{"registered_at", "2024-01-01T00:00:00Z"}});
  put("customer", "often", {{"registered_at", "2026-01-01T00:00:00Z"}});
  for (const auto* id : {"o-1", "o-2"})
    put("order", id,
        {{"customer_id", "often"}, {"status", "paid"}, {"paid_at", "2026-02-01T00:00:00Z"}});
  put("customer", "rich", {{"registered_at", "2026-01-01T00:00:00Z"}});
  book(campaign(purchase), "rich", monday, order("o-9", 100));

  for (const auto* id : {"new", "old", "often", "rich"})
    book(rank, id);

  EXPECT_EQ(tier_of("new"), "member");
  EXPECT_EQ(tier_of("old"), "silver");
  EXPECT_EQ(tier_of("often"), "gold");
  EXPECT_EQ(tier_of("rich"), "diamond");
}

TEST_F(tiers, see_the_lists_of_records_that_segments_see) {
  auto& rank = campaign(R"({"type": "tier", "next": "end", "otherwise": "member",
    "tiers": [
      {"value": "diamond", "when": {"==": [{"count": [{"var": "orders"}, {"var": "paid"}]}, 3]}},
      {"value": "gold", "when": {"some": [{"var": "paid_orders"}, {">=": [{"var": "amount"}, 50]}]}},
      {"value": "silver", "when": {">": [{"count": [{"var": "wishlist"}]}, 0]}}]})",
                        "lists");
  const auto paid = [&](const std::string& id, const std::string& whose, double amount) {
    put("order", id,
        {{"customer_id", whose},
         {"status", "paid"},
         {"amount", amount},
         {"paid_at", "2026-02-01T00:00:00Z"}});
  };
  for (const auto* id : {"three", "one", "wishes", "none"})
    put("customer", id, {{"name", id}});
  for (const auto* id : {"o-1", "o-2", "o-3"})
    paid(id, "three", 1);
  put("order", "o-4", {{"customer_id", "three"}, {"status", "placed"}});
  paid("o-5", "one", 50.5);
  put("wishlist_item", "w-1", {{"customer_id", "wishes"}, {"product_id", "p"}});

  for (const auto* id : {"three", "one", "wishes", "none"})
    book(rank, id);

  EXPECT_EQ(tier_of("three"), "diamond");
  EXPECT_EQ(tier_of("one"), "gold");
  EXPECT_EQ(tier_of("wishes"), "silver");
  EXPECT_EQ(tier_of("none"), "member");
}

TEST_F(tiers, start_who_listens_in_the_same_transaction_and_only_when_they_change) {
  auto& rank = ranks();
  put("customer", "old", {{"registered_at", "2024-01-01T00:00:00Z"}, {"tier", "member"}});

  EXPECT_EQ(book(rank, "old").booked,
            json({{"from", "member"}, {"to", "silver"}, {"changed", true}}));
  ASSERT_EQ(data->reader().inbox().list(0, 10).size(), 1u);
  EXPECT_EQ(data->reader().inbox().list(0, 10)[0].payload.at("change"),
            json::parse(R"({"tier": {"from": "member", "to": "silver"}})"));

  EXPECT_EQ(book(rank, "old").booked.at("changed"), false);
  EXPECT_EQ(data->reader().inbox().list(0, 10).size(), 1u);
}

TEST_F(tiers, are_kept_where_nobody_is_to_lose_one) {
  put("customer", "new", {{"registered_at", "2026-01-01T00:00:00Z"}, {"tier", "gold"}});

  EXPECT_EQ(book(ranks(true), "new").booked.at("changed"), false);
  EXPECT_EQ(tier_of("new"), "gold");
  EXPECT_EQ(book(ranks(false), "new").booked.at("to"), "member");
}

} // namespace
} // namespace sojourn::storage
