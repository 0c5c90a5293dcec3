#include "records/traits.hpp"
#include "tests/support/instants.hpp"

#include <gtest/gtest.h>

namespace sojourn::records {
namespace {

using tests::at;

const auto monday = at("2026-03-02T09:00:00Z");
const auto tuesday = at("2026-03-03T09:00:00Z");

contribution of(const char* type, const char* data, const char* id = "1") {
  return contribution_of({type, id}, json::parse(data));
}

TEST(contributions, an_order_that_waits_for_its_payment) {
  const auto adds = of("order", R"({"status": "placed", "amount": 5,
                                    "placed_at": "2026-03-02T09:00:00Z"})");
  EXPECT_EQ(adds, (contribution{.orders_count = 1, .orders_unpaid = 1, .unpaid_since = monday}));
  EXPECT_EQ(of("order", "{}"), (contribution{.orders_count = 1, .orders_unpaid = 1}));
  EXPECT_EQ(of("order", R"({"status": "shipped"})").orders_unpaid, 1);
}

TEST(contributions, an_order_that_is_paid) {
  const auto adds = of("order", R"({"amount": 199.99, "placed_at": "2026-03-02T09:00:00Z",
                                    "paid_at": "2026-03-03T09:00:00Z"})");
  EXPECT_EQ(adds, (contribution{.orders_count = 1,
                                .orders_paid = 1,
                                .amount_paid_thousandths = 199'990,
                                .paid_at = tuesday}));
  EXPECT_EQ(of("order", R"({"status": "paid", "placed_at": "2026-03-02T09:00:00Z"})").paid_at,
            monday);
}

TEST(contributions, an_order_that_was_called_off) {
  for (
      const auto* data :
      {R"({"status": "cancelled", "paid_at": "2026-03-03T09:00:00Z", "amount": 5})",
       R"({"status": "refunded", "delivered_at": "2026-03-03T09:00:00Z", "lines": [{"sku": "a"}]})",
       R"({"status": "returned"})",
       R"({"status": "placed", "cancelled_at": "2026-03-03T09:00:00Z"})"})
    EXPECT_EQ(of("order", data), contribution{.orders_count = 1}) << data;
}

TEST(contributions, an_order_that_was_delivered_waits_for_reviews) {
  const auto adds = of("order", R"({"status": "delivered", "delivered_at": "2026-03-03T09:00:00Z",
      "lines": [{"sku": "a"}, {"sku": 7}, {"quantity": 2}, "?"]})");
  EXPECT_EQ(adds.orders_paid, 1);
  EXPECT_EQ(adds.delivered_at, tuesday);
  EXPECT_EQ(adds.delivered_lines, (std::vector<order_line>{{"1", "a"}, {"1", "7"}}));
  EXPECT_EQ(of("review", R"({"order_id": 1, "sku": "a"})").reviewed, (order_line{"1", "a"}));
  EXPECT_EQ(of("review", R"({"order_id": 1})"), contribution{});
}

TEST(contributions, a_cart_counts_while_something_is_in_it) {
  EXPECT_EQ(of("cart", R"({"changed_at": "2026-03-02T09:00:00Z",
                           "lines": [{"quantity": 2}, {"sku": "a"}, {"quantity": 0}]})"),
            (contribution{.cart_items = 3, .cart_since = monday}));
  EXPECT_EQ(of("cart", R"({"changed_at": "2026-03-02T09:00:00Z", "lines": [{"quantity": 0}]})"),
            contribution{});
}

TEST(contributions, wishes_follows_and_looks) {
  EXPECT_EQ(of("wishlist_item", R"({"removed_at": null})"), contribution{.wishlist_count = 1});
  EXPECT_EQ(of("wishlist_item", R"({"removed_at": "2026-03-02T09:00:00Z"})"), contribution{});
  EXPECT_EQ(of("follow", "{}"), contribution{.follows = 1});
  EXPECT_EQ(of("follow", R"({"following": false})"), contribution{});
  EXPECT_EQ(
      of("product_view", R"({"product_id": 5, "viewed_at": "2026-03-02T09:00:00Z"})", "v").look,
      (product_look{monday, "v", "5"}));
  EXPECT_EQ(of("product_view", R"({"product_id": "5"})"), contribution{});
}

TEST(contributions, other_types_and_data_that_no_schema_takes_add_nothing) {
  EXPECT_EQ(of("customer", R"({"amount": 5})"), contribution{});
  EXPECT_EQ(of("ticket", "{}"), contribution{});
  EXPECT_EQ(of("cart", R"([1, 2])"), contribution{});
  EXPECT_EQ(of("cart", R"({"lines": [{"quantity": -4}, {"quantity": 1e99}, {"quantity": "2"},
                                     {"quantity": 18446744073709551615}]})"),
            contribution{});
  EXPECT_EQ(of("order", R"({"status": "paid", "amount": 1e300, "paid_at": 7, "lines": {}})"),
            (contribution{.orders_count = 1, .orders_paid = 1}));
}

} // namespace
} // namespace sojourn::records
