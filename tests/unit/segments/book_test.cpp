// What a condition may ask, and what is refused.
#include "records/traits.hpp"
#include "segments/segment_registry.hpp"
#include "segments/view.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sojourn::segments {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

segment saved(const std::string& id, const char* condition) {
  return read_segment(id, {{"condition", json::parse(condition)}}).value();
}

std::string refusal(const segment_registry& all, const char* condition) {
  const auto made = all.resolve(json::parse(condition), "UTC", "/condition");
  if (made)
    return "taken";
  return made.error().details.empty()
             ? made.error().message
             : made.error().details.front().pointer + ": " + made.error().details.front().message;
}

TEST(a_registry, refuses_data_that_no_customer_has_and_says_what_was_meant) {
  const segment_registry all{{}, {"ticket"}};
  EXPECT_EQ(refusal(all, R"({"some": [{"var": "ticket"}, true]})"), "taken");
  EXPECT_EQ(refusal(all, R"({"some": [{"var": "order"}, true]})"),
            "/condition: \"order\" reads nothing: there is no \"order\"; did you mean \"orders\"?");
  EXPECT_EQ(refusal(all, R"({"var": "traits.order_count"})"),
            "/condition: \"traits.order_count\" reads nothing: there is no trait \"order_count\"; "
            "did you mean \"orders_count\"?");
  EXPECT_THAT(refusal(all, R"({"var": {"cat": ["a", "b"]}})"), HasSubstr("computes the name"));
  EXPECT_THAT(refusal(all, R"({"outcome": "step"})"), HasSubstr("a segment has none"));
  EXPECT_THAT(refusal(all, R"({"in_segment": {"var": "customer.x"}})"),
              HasSubstr("computes the name of a segment"));
}

TEST(a_registry, refuses_segments_that_are_not_there_and_parameters_that_do_not_fit) {
  const segment_registry all{{saved("gold", R"({"==": [{"var": "customer.tier"}, "gold"]})")}, {}};
  EXPECT_EQ(refusal(all, R"({"in_segment": "gold"})"), "taken");
  EXPECT_EQ(refusal(all, R"({"in_segment": "inactve"})"),
            "/condition: there is no segment \"inactve\"; did you mean \"inactive\"?");
  EXPECT_EQ(refusal(all, R"({"in_segment": ["inactive", {"days": 60}]})"), "taken");
  EXPECT_EQ(refusal(all, R"({"in_segment": ["inactive", {"day": 60}]})"),
            "/condition/in_segment/1/day: the group \"inactive\" has no parameter \"day\"; did you "
            "mean \"days\"?");
  EXPECT_EQ(refusal(all, R"({"in_segment": ["inactive", {"days": 0}]})"),
            "/condition/in_segment/1/days: expected a whole number from 1 to 50000, not 0");
  EXPECT_THAT(refusal(all, R"({"in_segment": ["gold", {"days": 1}]})"),
              HasSubstr("only groups take parameters"));
}

TEST(a_registry, refuses_segments_that_name_themselves) {
  const segment_registry all{{saved("a", R"({"in_segment": "b"})"),
                              saved("b", R"({"!": {"in_segment": "c"}})"),
                              saved("c", R"({"in_segment": "a"})")},
                             {}};
  EXPECT_EQ(refusal(all, R"({"in_segment": "a"})"),
            "/condition: the segment names itself: a → b → c → a");
  EXPECT_THAT(all.resolve(saved("b", R"({"in_segment": "b"})")).error().message,
              HasSubstr("names itself"));
}

TEST(a_registry, refuses_a_condition_that_grows_too_large_through_what_it_names) {
  std::vector<segment> doubling{saved("s0", R"({"in": [{"var": "customer.x"}, [1, 2, 3]]})")};
  for (int i = 1; i < 16; ++i) {
    const auto below = "s" + std::to_string(i - 1);
    doubling.push_back(
        read_segment("s" + std::to_string(i),
                     {{"condition", {{"or", {{{"in_segment", below}}, {{"in_segment", below}}}}}}})
            .value());
  }
  const segment_registry all{doubling, {}};
  EXPECT_EQ(refusal(all, R"({"in_segment": "s8"})"), "taken");
  EXPECT_THAT(refusal(all, R"({"in_segment": "s15"})"), HasSubstr("more than 20000 operators"));
}

TEST(a_segment, is_read_with_every_mistake) {
  const auto read =
      read_segment("vip", json::parse(R"({"id": "other", "timezone": "Mars/Base", "conditon": true,
                             "group": "inactiv", "parameters": {}})"));
  ASSERT_FALSE(read);
  std::vector<std::string> pointers;
  for (const auto& detail : read.error().details)
    pointers.push_back(detail.pointer);
  EXPECT_THAT(pointers, ElementsAre("/conditon", "/group", "/id", "/timezone"));
  EXPECT_FALSE(read_segment("vip", json::object()));
  EXPECT_FALSE(read_segment("vip", {{"condition", true}, {"group", "new"}}));
}

/// A customer with these records, on Monday, 2026-03-02.
struct customer {
  std::map<std::string, std::vector<owned_record>> records;
  records::traits traits{};

  void add(const std::string& type, const std::string& id, const char* data) {
    records[type].push_back({id, json::parse(data)});
    std::vector<records::contribution> all;
    for (const auto& [each, list] : records) {
      for (const auto& record : list)
        all.push_back(records::contribution_of({each, record.id}, record.data));
    }
    traits = records::traits_of(all);
  }
  bool in(const std::string& group, const json& parameters = {}) const {
    const auto asked = segment_registry{{}, {}}.resolve_call(group, parameters, "").value();
    const auto product = [](const std::string& id) {
      return id == "p1" ? json{{"sku", "s1"}, {"category", "shoes"}} : json();
    };
    const auto view = customer_view("42", json::object(), records::as_json(traits), asked->lists,
                                    records, product);
    return test(*asked, view, parse_instant("2026-03-02T09:00:00Z").value()).value();
  }
};

TEST(the_groups, tell_buyers_by_when_and_how_often_they_paid) {
  customer one;
  EXPECT_FALSE(one.in("first_time"));
  one.add("order", "1", R"({"status": "paid", "paid_at": "2026-02-20T09:00:00Z"})");
  EXPECT_TRUE(one.in("first_time"));
  EXPECT_FALSE(one.in("first_time", {{"days", 5}}));
  EXPECT_FALSE(one.in("inactive"));
  EXPECT_TRUE(one.in("inactive", {{"days", 9}}));
  EXPECT_FALSE(one.in("inactive", {{"days", 10}})) << "ten days to the minute are not over";
  EXPECT_FALSE(one.in("inactive", {{"days", 11}}));
  EXPECT_FALSE(one.in("frequent"));
  EXPECT_TRUE(one.in("frequent", {{"orders", 1}}));
  one.add("order", "2", R"({"status": "paid", "paid_at": "2025-02-20T09:00:00Z"})");
  EXPECT_FALSE(one.in("first_time"));
  EXPECT_FALSE(one.in("frequent", {{"orders", 2}})) << "one of them lies a year back";
  EXPECT_TRUE(one.in("frequent", {{"orders", 2}, {"days", 400}}));
}

TEST(the_groups, let_go_of_an_unpaid_order_when_it_is_paid_or_called_off) {
  const auto with = [](const char* order) {
    customer one;
    one.add("order", "1", order);
    return one;
  };
  EXPECT_TRUE(with(R"({"status": "placed", "placed_at": "2026-03-01T09:00:00Z"})").in("unpaid"));
  EXPECT_FALSE(with(R"({"status": "placed", "placed_at": "2026-03-01T09:00:00Z"})")
                   .in("unpaid", {{"after_minutes", 1500}}));
  EXPECT_FALSE(with(R"({"status": "placed", "placed_at": "2026-02-01T09:00:00Z"})").in("unpaid"));
  EXPECT_FALSE(with(R"({"status": "paid", "placed_at": "2026-03-01T09:00:00Z"})").in("unpaid"));
  EXPECT_FALSE(
      with(R"({"status": "cancelled", "placed_at": "2026-03-01T09:00:00Z"})").in("unpaid"));
}

TEST(the_groups, look_for_what_was_not_bought_since) {
  customer one;
  one.add("wishlist_item", "1", R"({"product_id": "p1", "added_at": "2026-02-01T00:00:00Z"})");
  EXPECT_TRUE(one.in("wishlist"));
  one.add("cart", "1", R"({"changed_at": "2026-03-01T00:00:00Z",
                           "lines": [{"sku": "s1", "quantity": 1}]})");
  EXPECT_TRUE(one.in("in_cart"));
  EXPECT_FALSE(one.in("in_cart", {{"idle_minutes", 3000}}));
  one.add("order", "1", R"({"placed_at": "2026-03-01T01:00:00Z", "lines": [{"sku": "s1"}]})");
  EXPECT_FALSE(one.in("in_cart")) << "it was ordered after the cart changed";
  EXPECT_TRUE(one.in("wishlist")) << "it was not paid for";
  one.add("order", "2", R"({"placed_at": "2026-03-01T01:00:00Z", "status": "paid",
                            "lines": [{"sku": "s1"}]})");
  EXPECT_FALSE(one.in("wishlist"));
}

TEST(the_groups, tell_who_is_new_follows_and_has_not_reviewed) {
  customer one;
  one.add("product_view", "1", R"({"product_id": "p1", "viewed_at": "2026-02-20T00:00:00Z"})");
  EXPECT_TRUE(one.in("new"));
  EXPECT_FALSE(one.in("new", {{"viewed_days", 5}}));
  EXPECT_FALSE(one.in("follower"));
  one.add("follow", "1", R"({"shop_id": "a"})");
  EXPECT_TRUE(one.in("follower"));
  one.add("order", "1", R"({"delivered_at": "2026-02-20T00:00:00Z", "status": "delivered",
                            "paid_at": "2026-02-18T00:00:00Z", "lines": [{"sku": "s1"}]})");
  EXPECT_FALSE(one.in("new"));
  EXPECT_TRUE(one.in("without_review"));
  EXPECT_FALSE(one.in("without_review", {{"days", 30}}));
  one.add("review", "1", R"({"order_id": "1", "sku": "s1"})");
  EXPECT_FALSE(one.in("without_review"));
}

TEST(the_groups, of_products_look_at_articles_and_categories) {
  customer one;
  one.add("product_view", "1", R"({"product_id": "p1", "viewed_at": "2026-02-20T00:00:00Z"})");
  one.add("order", "1", R"({"paid_at": "2026-02-18T00:00:00Z", "lines": [{"sku": 7}]})");
  one.add("cart", "1", R"({"changed_at": "2026-03-01T00:00:00Z",
                           "lines": [{"sku": "s1", "category": "hats"}]})");
  one.add("wishlist_item", "1", R"({"product_id": "p1", "added_at": "2026-02-20T00:00:00Z"})");
  EXPECT_TRUE(one.in("product_viewed"));
  EXPECT_TRUE(one.in("product_viewed", {{"products", {"p1"}}}));
  EXPECT_TRUE(one.in("product_viewed", {{"categories", {"shoes"}}}));
  EXPECT_FALSE(one.in("product_viewed", {{"products", {"p2"}}}));
  EXPECT_FALSE(one.in("product_viewed", {{"products", {"p1"}}, {"times", 2}}));
  EXPECT_FALSE(one.in("product_viewed", {{"products", {"p1"}}, {"days", 3}}));
  EXPECT_TRUE(one.in("product_wished", {{"categories", {"shoes"}}}));
  EXPECT_TRUE(one.in("product_carted", {{"categories", {"hats"}}}));
  EXPECT_FALSE(one.in("product_carted", {{"categories", {"shoes"}}}));
  EXPECT_TRUE(one.in("product_bought", {{"products", {"7"}}})) << "a number names it, too";
  EXPECT_FALSE(one.in("product_bought", {{"products", {"s1"}}}));
}

TEST(an_explanation, shows_each_part_with_what_it_read) {
  const segment_registry all{{saved("gold", R"({"==": [{"var": "customer.tier"}, "gold"]})")}, {}};
  const auto asked = all.resolve(json::parse(R"({"and": [{"in_segment": "gold"},
                                          {"!": {">": [{"var": "traits.orders_paid"}, 2]}}]})"),
                                 "UTC", "")
                         .value();
  const json view{{"customer", {{"tier", "silver"}}}, {"traits", {{"orders_paid", 3}}}};

  work_budget work{1'000'000};
  const auto told = explain(*asked, view, {}, work).value();

  EXPECT_EQ(told["holds"], false);
  EXPECT_EQ(told["parts"][0]["segment"], "gold");
  EXPECT_EQ(told["parts"][0]["parts"][0]["reads"], (json{{"customer.tier", "silver"}}));
  EXPECT_EQ(told["parts"][1]["holds"], false);
  EXPECT_EQ(told["parts"][1]["parts"][0]["holds"], true);
  EXPECT_EQ(told["parts"][1]["parts"][0]["reads"], (json{{"traits.orders_paid", 3}}));
}

} // namespace
} // namespace sojourn::segments
