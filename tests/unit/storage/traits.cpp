// Traits are the same whatever the order in which the records arrive.
#include "records/traits.hpp"

#include "fixture.hpp"
#include "storage/records.hpp"

#include <algorithm>
#include <random>

namespace sojourn::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class traits : public storage_test {
protected:
  void SetUp() override {
    options.full_sync = false;
    open();
  }
  /// null removes the record, if it is there.
  void put(const subject_ref& record, const json& value) {
    const auto how = value.is_null() ? record_write_kind::remove : record_write_kind::put;
    const auto written = write(*data, [&](transaction& tx) {
      return write_record(tx, how, record, value, {}, {}, monday);
    });
    ASSERT_TRUE(written || written.error().code == error_code::not_found)
        << written.error().message;
  }
  json of(const std::string& customer) { return data->reader().records().traits(customer); }
  /// As of() shows them, of a customer without points.
  static json shown(const records::traits& kept) {
    auto all = records::as_json(kept);
    all["points"] = 0;
    return all;
  }
};

TEST_F(traits, follow_an_order_from_its_placing_to_its_review) {
  const subject_ref order{"order", "1"};
  json value{{"customer_id", "42"},
             {"status", "placed"},
             {"placed_at", "2026-03-01T10:00:00Z"},
             {"amount", 199.5},
             {"lines", json::array({{{"sku", "a"}}, {{"sku", "b"}}})}};
  put(order, value);
  EXPECT_EQ(of("42")["orders_unpaid"], 1);
  EXPECT_EQ(of("42")["unpaid_since"], "2026-03-01T10:00:00Z");
  value["paid_at"] = "2026-03-01T11:00:00Z";
  put(order, value);
  EXPECT_EQ(of("42")["orders_unpaid"], 0);
  EXPECT_TRUE(of("42")["unpaid_since"].is_null());
  EXPECT_EQ(of("42")["first_paid_at"], "2026-03-01T11:00:00Z");
  EXPECT_EQ(of("42")["amount_paid"], 199.5);
  value["delivered_at"] = "2026-03-04T11:00:00Z";
  put(order, value);
  EXPECT_EQ(of("42")["unreviewed_lines"], 2);
  put({"review", "1"}, {{"customer_id", "42"}, {"order_id", "1"}, {"sku", "a"}});
  EXPECT_EQ(of("42")["unreviewed_lines"], 1);
  put(order, nullptr);
  put({"review", "1"}, nullptr);
  EXPECT_EQ(of("42"), shown({}));
  EXPECT_EQ(raw_file{file()}.integer("SELECT count(*) FROM trait"), 0);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(traits, go_with_a_record_to_another_owner) {
  const subject_ref cart{"cart", "1"};
  const json lines = json::array({{{"sku", "a"}, {"quantity", 3}}});
  put(cart, {{"visitor_id", "v"}, {"lines", lines}});
  EXPECT_EQ(raw_file{file()}.integer("SELECT count(*) FROM trait"), 0);
  put(cart, {{"visitor_id", "v"}, {"customer_id", "1"}, {"lines", lines}});
  EXPECT_EQ(of("1")["cart_items"], 3);
  put(cart, {{"customer_id", "2"}, {"lines", lines}});
  EXPECT_EQ(of("1")["cart_items"], 0);
  EXPECT_EQ(of("2")["cart_items"], 3);
  EXPECT_THAT(violations(), IsEmpty());
}

TEST_F(traits, that_differ_from_the_records_are_found) {
  put({"order", "1"}, {{"customer_id", "42"}, {"status", "paid"}});
  put({"cart", "1"}, {{"customer_id", "7"}, {"lines", json::array({json::object()})}});
  close();
  raw_file{file()}.run("UPDATE trait SET orders_paid = 2 WHERE customer = '42'");
  raw_file{file()}.run("DELETE FROM trait WHERE customer = '7'");
  open();
  EXPECT_THAT(violations(), ElementsAre("traits_differ"));
  close();
  raw_file{file()}.run("UPDATE record SET owner = 'customer:8' WHERE type = 'cart'");
  open();
  EXPECT_THAT(violations(), ElementsAre("owner_differs", "traits_differ"));
}

/// Writes of some records of a customer, each of them with its whole history.
class history {
public:
  explicit history(std::uint64_t seed) : random_{seed} {
    for (const auto* type :
         {"order", "cart", "review", "follow", "wishlist_item", "product_view"}) {
      for (int id = below(4); id >= 0; --id) {
        auto& writes =
            records_.emplace_back(subject_ref{type, std::to_string(id)}, std::vector<json>{})
                .second;
        for (int n = below(4); n >= 0; --n)
          writes.push_back(below(6) == 0 ? json() : some_data(type));
      }
    }
  }

  struct step {
    subject_ref record;
    json value;
  };
  /// Everything in some order: what was written of a record early may come late, but what
  /// was written last comes last; and some of it comes twice.
  std::vector<step> shuffled() {
    std::vector<std::pair<std::uint64_t, step>> steps;
    for (const auto& [record, writes] : records_) {
      std::vector<std::uint64_t> places(writes.size());
      for (auto& place : places)
        place = random_();
      const auto last = std::ranges::max_element(places) - places.begin();
      std::swap(places[static_cast<std::size_t>(last)], places.back());
      for (std::size_t i = 0; i < writes.size(); ++i) {
        steps.emplace_back(places[i], step{record, writes[i]});
        if (below(3) == 0)
          steps.emplace_back(places[i], step{record, writes[i]});
      }
    }
    std::ranges::stable_sort(steps, {}, &std::pair<std::uint64_t, step>::first);
    std::vector<step> all;
    for (auto& [place, one] : steps)
      all.push_back(std::move(one));
    return all;
  }

  /// What the last writes give.
  [[nodiscard]] records::traits expected() const {
    std::vector<records::contribution> last;
    for (const auto& [record, writes] : records_) {
      if (!writes.back().is_null() && writes.back().at("customer_id") == "42")
        last.push_back(records::contribution_of(record, writes.back()));
    }
    return records::traits_of(last);
  }

private:
  int below(int limit) { return static_cast<int>(random_() % static_cast<unsigned>(limit)); }
  template <class... Names>
  std::string one_of(Names... names) {
    const std::vector<std::string> all{names...};
    return all[static_cast<std::size_t>(below(static_cast<int>(all.size())))];
  }
  json moment() {
    return below(4) == 0 ? json() : json("2026-03-0" + std::to_string(1 + below(5)) + "T10:00:00Z");
  }
  json some_data(const std::string& type) {
    json value{{"customer_id", one_of("42", "42", "42", "7")}};
    json lines = json::array();
    for (int i = below(3); i > 0; --i)
      lines.push_back({{"sku", one_of("a", "b")}, {"quantity", below(3)}});
    if (type == "order")
      value.update({{"status", one_of("placed", "paid", "delivered", "cancelled", "refunded")},
                    {"placed_at", moment()},
                    {"paid_at", moment()},
                    {"delivered_at", moment()},
                    {"amount", below(10'000) / 100.0},
                    {"lines", lines}});
    else if (type == "cart")
      value.update({{"changed_at", moment()}, {"lines", lines}});
    else if (type == "review")
      value.update({{"order_id", std::to_string(below(4))}, {"sku", one_of("a", "b")}});
    else if (type == "follow")
      value["following"] = below(2) == 0;
    else if (type == "wishlist_item")
      value["removed_at"] = moment();
    else
      value.update({{"product_id", one_of("p", "q")}, {"viewed_at", moment()}});
    return value;
  }

  std::mt19937_64 random_;
  std::vector<std::pair<subject_ref, std::vector<json>>> records_;
};

TEST_F(traits, do_not_depend_on_the_order_of_arrival) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  for (std::uint64_t set = 0; set < 4; ++set) {
    history all{seed + set};
    const auto expected = shown(all.expected());
    for (int order = 0; order < 8; ++order) {
      for (const auto& [record, value] : all.shuffled())
        put(record, value);
      ASSERT_EQ(of("42"), expected) << "set " << set << ", order " << order;
      ASSERT_THAT(violations(), IsEmpty());
    }
    // The next set begins with nothing.
    for (const auto& [record, value] : all.shuffled())
      put(record, nullptr);
    ASSERT_EQ(of("42"), shown({}));
  }
}

} // namespace
} // namespace sojourn::storage
