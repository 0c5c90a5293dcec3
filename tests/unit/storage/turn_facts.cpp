// What a turn needs to know of the file: only what is asked for, and of what is asked all of it.
#include "storage/turn_facts.hpp"

#include "budget_fixture.hpp"
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

/// Facts about instances that the engine walked there.
class facts_of_an_instance : public budgets {
protected:
  engine::facts known(traveller& by, instance_id id, const engine::fact_needs& needs) {
    return data->reader()
        .turn_facts()
        .read(needs, *by.definition, by.state(id), std::nullopt)
        .known;
  }
  void change_state(const std::string& campaign, campaign_state to, instant now) {
    ASSERT_TRUE(write(*data, [&](transaction& tx) {
      return write_campaign_state(tx, campaign, to, "test", {}, now);
    }));
  }
};

TEST_F(facts_of_an_instance, are_the_pauses_since_its_timer_was_set) {
  open();
  traveller sleepers{*data, ids, sleeper()};
  const auto& campaign = sleepers.definition->id;
  change_state(campaign, campaign_state::active, monday - 3 * day);
  change_state(campaign, campaign_state::paused, monday - 2 * day);
  change_state(campaign, campaign_state::active, monday - day);
  const auto id = sleepers.start("42");
  change_state(campaign, campaign_state::paused, monday + day);
  change_state(campaign, campaign_state::active, monday + 2 * day);
  change_state(campaign, campaign_state::paused, monday + 3 * day);

  const auto pauses = known(sleepers, id, {.pauses = true}).pauses;

  ASSERT_EQ(pauses.size(), 2u) << "one was over before";
  EXPECT_EQ(pauses[0].from, monday + day);
  EXPECT_EQ(pauses[0].to, monday + 2 * day);
  EXPECT_EQ(pauses[1].from, monday + 3 * day);
  EXPECT_EQ(pauses[1].to, std::nullopt) << "it lasts";
  EXPECT_TRUE(known(sleepers, id, {.record = true}).pauses.empty());
}

TEST_F(facts_of_an_instance, are_what_was_heard_of_its_messages) {
  given();
  deposit(1000);
  traveller letters{*data, ids, letter()};
  activate("letter");
  const auto id = letters.start("42");
  (void)admit(letters, id);
  settle(letters, id, outcome::accepted);
  EXPECT_TRUE(known(letters, id, {.receipts = true}).receipts.empty()) << "nothing yet";
  const messages::receipt read{.kind = messages::receipt_kind::read,
                               .channel = "zns",
                               .key = tracking_of({id, "tell", 1}),
                               .at = monday + day,
                               .id = "1"};
  ASSERT_TRUE(
      write(*data, [&](transaction& tx) { return write_receipt(tx, read, {}, monday + day); }));

  const auto receipts = known(letters, id, {.receipts = true}).receipts;

  ASSERT_EQ(receipts.size(), 1u);
  EXPECT_EQ(receipts.at("tell").at("read_at"), to_text(monday + day));
}

TEST_F(facts_of_an_instance, are_when_its_vouchers_were_used) {
  open();
  fill({"A", "B"});
  traveller gifts{*data, ids, gift()};
  const auto id = gifts.start("42");
  gifts.take_code(id, "A", monday);
  EXPECT_TRUE(known(gifts, id, {.vouchers = true}).redeemed.empty());
  ASSERT_TRUE(write(
      *data, [](transaction& tx) { return redeem(tx, "gold", "A", "till 3", {}, monday + day); }));

  const auto redeemed = known(gifts, id, {.vouchers = true}).redeemed;

  EXPECT_EQ(redeemed, (std::map<std::string, instant>{{"offer", monday + day}}));
  EXPECT_TRUE(known(gifts, id, {.record = true}).redeemed.empty());
}

} // namespace
} // namespace sojourn::storage
