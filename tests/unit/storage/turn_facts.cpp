// What a turn needs to know of the file: only what is asked for, and of what is asked all of it.
#include "storage/turn_facts.hpp"

#include "fixture.hpp"
#include "storage/reader.hpp"
#include "storage/records.hpp"

namespace sojourn::storage {
namespace {

class facts_of_a_turn : public storage_test {
protected:
  facts_of_a_turn() {
    open();
    put({"customer", "42"}, {{"tier", "gold"}});
    put({"order", "1"}, {{"customer_id", "42"}, {"paid_at", "2026-03-01T10:00:00Z"}});
    put({"shop", "ours"}, {{"open", true}});
    campaign.id = "letter";
    campaign.reads = {{"shop", {"shop", "ours"}}, {"closed", {"shop", "other"}}};
    state.subject = {"customer", "42"};
  }

  void put(const subject_ref& record, const json& value) {
    ASSERT_TRUE(write(*data, [&](transaction& tx) {
      return write_record(tx, record_write_kind::put, record, value, {}, {}, monday);
    }));
  }
  turn_facts read(const engine::fact_needs& needs,
                  const std::optional<std::set<std::string>>& lists = std::nullopt) {
    return data->reader().turn_facts().read(needs, campaign, state, lists);
  }

  campaign::definition campaign;
  engine::instance_state state;
};

TEST_F(facts_of_a_turn, are_none_where_none_are_needed) {
  const auto found = read({});
  EXPECT_TRUE(found.known.record.is_null());
  EXPECT_TRUE(found.known.traits.is_null());
  EXPECT_TRUE(found.known.reads.is_null());
  EXPECT_FALSE(found.view);
}

TEST_F(facts_of_a_turn, are_one_alone_where_one_is_needed) {
  const auto found = read({.record = true});
  EXPECT_EQ(found.known.record.at("tier"), "gold");
  EXPECT_TRUE(found.known.traits.is_null());
}

TEST_F(facts_of_a_turn, are_all_that_are_needed_together) {
  const auto found =
      read({.record = true, .record_type = true, .traits = true, .reads = true}, {{"orders"}});
  EXPECT_EQ(found.known.record.at("tier"), "gold");
  ASSERT_TRUE(found.known.record_type);
  EXPECT_EQ(found.known.record_type->name, "customer");
  EXPECT_EQ(found.known.traits.at("orders_paid"), 1);
  EXPECT_EQ(found.known.reads.at("shop").at("open"), true);
  EXPECT_TRUE(found.known.reads.at("closed").is_null());
  ASSERT_TRUE(found.view);
  EXPECT_EQ(found.view->at("orders").size(), 1u);
}

TEST_F(facts_of_a_turn, of_who_is_no_customer_hold_neither_traits_nor_lists) {
  state.subject = {"visitor", "7"};
  const auto found = read({.traits = true}, {{"orders"}});
  EXPECT_TRUE(found.known.traits.is_null());
  EXPECT_FALSE(found.view);
}

} // namespace
} // namespace sojourn::storage
