// What is kept while records change is what they give when they are looked at anew.
#include "records/traits.hpp"

#include "tests/support/instants.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <random>

namespace sojourn::records {
namespace {

using tests::at;

/// A customer whose traits are kept from change to change.
class shopper {
public:
  void put(const subject_ref& record, const json& data) { change(record, data); }
  void remove(const subject_ref& record) { change(record, {}); }

  [[nodiscard]] traits from_scratch() const {
    std::vector<contribution> all;
    for (const auto& [record, data] : records_)
      all.push_back(contribution_of(record, data));
    return traits_of(all);
  }

  traits kept;
  int readings = 0;

private:
  void change(const subject_ref& record, const json& data) {
    const auto before = records_.find(record);
    const auto out =
        before == records_.end() ? contribution{} : contribution_of(record, before->second);
    if (data.is_null())
      records_.erase(record);
    else
      records_[record] = data;
    const auto in = data.is_null() ? contribution{} : contribution_of(record, data);
    kept = changed_traits(kept, out, in, [this](std::string_view type) {
      ++readings;
      std::vector<contribution> found;
      for (const auto& [one, value] : records_) {
        if (one.type == type)
          found.push_back(contribution_of(one, value));
      }
      return found;
    });
  }

  std::map<subject_ref, json> records_;
};

class dice {
public:
  explicit dice(std::uint64_t seed) : random_{seed} {}
  int below(int limit) { return static_cast<int>(random_() % static_cast<unsigned>(limit)); }
  std::string one_of(std::vector<std::string> names) {
    return names[static_cast<std::size_t>(below(static_cast<int>(names.size())))];
  }
  /// Of a few instants, so that equal ones are frequent; or nothing.
  json moment() {
    return below(4) == 0 ? json() : json("2026-03-0" + std::to_string(1 + below(6)) + "T10:00:00Z");
  }

private:
  std::mt19937_64 random_;
};

json some_data(const std::string& type, dice& any) {
  json lines = json::array();
  for (int i = any.below(3); i > 0; --i)
    lines.push_back({{"sku", any.one_of({"a", "b"})}, {"quantity", any.below(3)}});
  if (type == "order")
    return {{"status", any.one_of({"placed", "paid", "delivered", "cancelled", "refunded"})},
            {"placed_at", any.moment()},
            {"paid_at", any.moment()},
            {"delivered_at", any.moment()},
            {"amount", any.below(1000) / 100.0},
            {"lines", lines}};
  if (type == "cart")
    return {{"changed_at", any.moment()}, {"lines", lines}};
  if (type == "review")
    return {{"order_id", any.one_of({"0", "1", "2"})}, {"sku", any.one_of({"a", "b"})}};
  if (type == "follow")
    return {{"following", any.below(2) == 0}};
  if (type == "wishlist_item")
    return {{"removed_at", any.moment()}};
  return {{"product_id", any.one_of({"p", "q"})}, {"viewed_at", any.moment()}};
}

TEST(traits, stay_what_the_records_give_through_any_changes) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  dice any{seed};
  const std::vector<std::string> types{"order",  "cart",          "review",
                                       "follow", "wishlist_item", "product_view"};
  for (int round = 0; round < 40; ++round) {
    shopper one;
    for (int step = 0; step < 100; ++step) {
      const subject_ref record{any.one_of(types), std::to_string(any.below(4))};
      if (any.below(5) == 0)
        one.remove(record);
      else
        one.put(record, some_data(record.type, any));
      ASSERT_EQ(as_json(one.kept), as_json(one.from_scratch())) << "after " << to_text(record);
      ASSERT_EQ(one.kept, one.from_scratch());
    }
  }
}

TEST(traits, of_two_looks_at_once_the_larger_id_is_the_last_in_either_order) {
  const json a{{"product_id", "a"}, {"viewed_at", "2026-03-02T09:00:00Z"}};
  const json b{{"product_id", "b"}, {"viewed_at", "2026-03-02T09:00:00Z"}};
  shopper first;
  first.put({"product_view", "1"}, a);
  first.put({"product_view", "2"}, b);
  shopper second;
  second.put({"product_view", "2"}, b);
  second.put({"product_view", "1"}, a);
  EXPECT_EQ(first.kept, second.kept);
  EXPECT_EQ(first.kept.last_viewed_product, "b");
}

TEST(traits, a_payment_and_a_new_order_read_no_other_records) {
  shopper one;
  one.put({"order", "1"}, {{"placed_at", "2026-03-02T09:00:00Z"}});
  one.put({"order", "1"},
          {{"placed_at", "2026-03-02T09:00:00Z"}, {"paid_at", "2026-03-02T10:00:00Z"}});
  one.put({"order", "2"}, {{"placed_at", "2026-03-03T09:00:00Z"}});
  one.put({"product_view", "1"}, {{"product_id", "a"}, {"viewed_at", "2026-03-02T09:00:00Z"}});
  EXPECT_EQ(one.readings, 0);
  EXPECT_EQ(one.kept, one.from_scratch());
}

TEST(traits, sums_do_not_depend_on_their_order) {
  std::vector<contribution> records;
  for (int i = 0; i < 50; ++i)
    records.push_back(contribution_of({"order", std::to_string(i)},
                                      {{"status", "paid"}, {"amount", i % 2 == 0 ? 0.1 : 1e12}}));
  const auto sum = traits_of(records);
  std::ranges::reverse(records);
  EXPECT_EQ(traits_of(records), sum);
  EXPECT_EQ(as_json(sum)["amount_paid"], 25e12 + 2.5);
}

TEST(traits, are_shown_by_their_names_with_instants_as_text) {
  traits kept;
  kept.orders_paid = 2;
  kept.amount_paid_thousandths = 350'000'000;
  kept.last_paid_at = at("2026-03-02T09:00:00Z");
  const auto shown = as_json(kept);
  EXPECT_EQ(shown["orders_paid"], 2);
  EXPECT_EQ(shown["amount_paid"].dump(), "350000");
  EXPECT_EQ(shown["last_paid_at"], "2026-03-02T09:00:00Z");
  EXPECT_TRUE(shown["last_viewed_product"].is_null());
  ASSERT_EQ(shown.size(), trait_names.size());
  for (const auto name : trait_names)
    EXPECT_TRUE(shown.contains(name)) << name;
}

} // namespace
} // namespace sojourn::records
