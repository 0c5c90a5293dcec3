#include "content/products.hpp"

#include "shop.hpp"

#include <algorithm>
#include <gmock/gmock.h>

namespace sojourn::content {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

json phone(double price, json attributes = json::object()) {
  return {{"name", "Phone"},
          {"category", "phones"},
          {"price", price},
          {"attributes", std::move(attributes)}};
}

std::vector<std::string> ids(const json& shown) {
  std::vector<std::string> found;
  for (const auto& one : shown)
    found.push_back(one.at("id"));
  return found;
}

} // namespace

TEST(products, the_last_viewed_one_is_shown_with_those_that_share_most_first) {
  const shop of{{{"seen", phone(100, {{"color", "red"}, {"size", 6}})},
                 {"same", phone(129, {{"color", "red"}, {"size", 6}})},
                 {"near", phone(101)},
                 {"nearer", phone(100)},
                 {"dear", phone(200, {{"color", "red"}, {"size", 6}})},
                 {"case", {{"category", "cases"}, {"price", 100}}}}};

  const auto told = products_for("seen", {}, of.lookup());

  EXPECT_EQ(told.at("last_viewed").at("id"), "seen");
  EXPECT_EQ(told.at("last_viewed").at("price"), 100);
  EXPECT_THAT(ids(told.at("similar")), ElementsAre("same", "nearer", "near"));
}

TEST(products, equal_candidates_in_any_order_give_the_same_list) {
  std::vector<product> candidates;
  for (int i = 0; i < 8; ++i)
    candidates.push_back({"p" + std::to_string(i), phone(90 + 5 * (i % 3), {{"k", i % 2}})});
  const product reference{"seen", phone(100, {{"k", 1}})};

  const auto once = most_similar(reference, candidates, 5, {});
  std::reverse(candidates.begin(), candidates.end());
  const auto again = most_similar(reference, candidates, 5, {});

  ASSERT_EQ(once.size(), 5u);
  for (std::size_t i = 0; i < once.size(); ++i)
    EXPECT_EQ(once[i].id, again[i].id);
  EXPECT_EQ(once.front().id, "p5");
}

TEST(products, tags_and_brand_count_once_each_as_shared) {
  EXPECT_EQ(shared_attributes({{"tags", {"a", "a", "b"}}, {"brand", "X"}},
                              {{"tags", {"b", "a"}}, {"brand", "X"}}),
            3u);
  EXPECT_EQ(
      shared_attributes({{"attributes", {{"k", nullptr}}}}, {{"attributes", {{"k", nullptr}}}}),
      0u);
  EXPECT_EQ(shared_attributes(nullptr, 7), 0u);
}

TEST(products, what_is_sold_out_or_taken_off_gives_way_to_the_declared_fallback) {
  shop of{{{"seen", phone(100)}, {"stand-in", phone(110)}, {"other", phone(120)}}};
  of.products["seen"]["stock"] = 0;

  const auto with_product = products_for("seen", {.fallback = "product:stand-in"}, of.lookup());
  EXPECT_EQ(with_product.at("last_viewed").at("id"), "stand-in");
  EXPECT_THAT(ids(with_product.at("similar")), ElementsAre("other"));

  const json words{{"name", "our new phones"}, {"link", "https://shop.vn/new"}};
  EXPECT_EQ(products_for("seen", {.fallback = words}, of.lookup()).at("last_viewed"), words);
  EXPECT_FALSE(products_for("seen", {}, of.lookup()).contains("last_viewed"));

  of.products["stand-in"]["available"] = false;
  EXPECT_FALSE(
      products_for("seen", {.fallback = "product:stand-in"}, of.lookup()).contains("last_viewed"));
}

TEST(products, one_that_is_gone_for_good_lends_its_likeness_to_the_fallback) {
  const shop of{{{"stand-in", phone(110)}, {"other", phone(120)}}};

  const auto told = products_for("gone", {.fallback = "product:stand-in"}, of.lookup());

  EXPECT_EQ(told.at("last_viewed").at("id"), "stand-in");
  EXPECT_THAT(ids(told.at("similar")), ElementsAre("other"));
  EXPECT_THAT(products_for("", {}, of.lookup()).at("similar"), IsEmpty());
}

TEST(products, a_product_without_price_or_category_has_none_like_it) {
  const shop of{{{"seen", {{"name", "?"}, {"category", "phones"}}}, {"other", phone(120)}}};

  const auto told = products_for("seen", {}, of.lookup());

  EXPECT_EQ(told.at("last_viewed").at("id"), "seen");
  EXPECT_THAT(told.at("similar"), IsEmpty());
}

} // namespace sojourn::content
