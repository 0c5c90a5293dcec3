#include "content/recommendation.hpp"

#include "shop.hpp"

#include <gmock/gmock.h>

namespace sojourn::content {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class recommendations : public ::testing::Test {
protected:
  void put(const std::string& id, double price, json more = json::object()) {
    json data{{"category", "phones"}, {"price", price}};
    data.update(more);
    goods.products[id] = std::move(data);
  }
  [[nodiscard]] json of(const json& rule, shopper who = {.last_viewed = "seen"}) const {
    const auto read = read_recommendation(rule);
    EXPECT_TRUE(read) << (read ? "" : read.error().message);
    return recommend(who, **read, goods.lookup());
  }
  [[nodiscard]] static std::vector<std::string> ids(const json& told) {
    std::vector<std::string> found;
    for (const auto& one : told.at("similar"))
      found.push_back(one.at("id"));
    return found;
  }

  shop goods;
};

} // namespace

TEST_F(recommendations, count_what_the_rule_says_as_much_as_it_says) {
  put("seen", 100, {{"brand", "a"}, {"attributes", {{"color", "red"}, {"size", 6}}}});
  put("brand", 100, {{"brand", "a"}});
  put("color", 100, {{"attributes", {{"color", "red"}}}});
  put("size", 100, {{"attributes", {{"size", 6}}}});

  const auto told = of({{"attributes", {{"color", 5}, {"brand", 2}}}});

  EXPECT_THAT(ids(told), ElementsAre("color", "brand", "size"));
  EXPECT_EQ(told.at("reasons").at(0), (json{{"id", "color"}, {"code", "similar"}, {"shared", 5}}));
  EXPECT_THAT(ids(of({{"attributes", {{"color", 5}}}, {"least_shared", 1}})), ElementsAre("color"));
}

TEST_F(recommendations, keep_within_a_band_that_may_be_wider_above) {
  put("seen", 100);
  put("cheap", 85);
  put("dear", 150);

  EXPECT_THAT(ids(of({{"price_band", {{"below", 0.1}, {"above", 0.5}}}})), ElementsAre("dear"));
}

TEST_F(recommendations, leave_out_what_the_rule_excludes) {
  put("seen", 100);
  put("named", 100);
  put("owned", 100, {{"sku", "S-1"}});
  put("scarce", 100, {{"stock", 1}});
  put("odd", 100, {{"stock", "many"}});
  put("left", 100, {{"stock", 9}});

  const auto told = of({{"exclude",
                         {{"products", {"named"}},
                          {"bought", true},
                          {"where", json::parse(R"({"<": [{"var": "product.stock"}, 3]})")}}}},
                       {.last_viewed = "seen", .bought = {"S-1"}});

  EXPECT_THAT(ids(told), ElementsAre("left")) << "a condition that cannot be evaluated excludes";
}

TEST_F(recommendations, fill_the_places_that_nothing_similar_fills) {
  put("seen", 100);
  put("like", 100);
  put("gone", 5, {{"available", false}});
  put("best", 900, {{"category", "tablets"}});
  put("new-2", 2, {{"category", "new"}});
  put("new-1", 1, {{"category", "new"}});

  const auto rule = json{
      {"count", 4}, {"otherwise", {{"products", {"gone", "best", "like"}}, {"category", "new"}}}};

  EXPECT_THAT(ids(of(rule)), ElementsAre("like", "best", "new-1", "new-2"));
  EXPECT_THAT(ids(of(rule, {})), ElementsAre("best", "like", "new-1", "new-2"))
      << "who looked at nothing";
  EXPECT_EQ(of(rule), of(rule));
}

TEST_F(recommendations, have_rules_whose_mistakes_are_told_by_their_places) {
  const auto wrong = read_recommendation(
      json::parse(R"({"count": 13, "exclude": {"where": {"var": "customer.tier"}}, "slots": 1})"));
  ASSERT_FALSE(wrong);
  std::vector<std::string> pointers;
  for (const auto& detail : wrong.error().details)
    pointers.push_back(detail.pointer);
  EXPECT_THAT(pointers, ElementsAre("/count", "/slots"));
  EXPECT_EQ(read_recommendation(json::parse(R"({"exclude": {"where": {"var": "customer.tier"}}})"))
                .error()
                .details.at(0)
                .pointer,
            "/exclude/where");
}

} // namespace sojourn::content
