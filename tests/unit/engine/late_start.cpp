// A first turn that comes later than its cause: the instance hears what was stored in between.
#include "tests/unit/engine/harness.hpp"

namespace sojourn::engine::testing {
namespace {

class a_late_start : public one_instance {
protected:
  a_late_start() {
    campaign = campaign_of({{"tell", send("answer?")},
                            {"answer?", wait({on("order.paid", "thank")}, "P1D", "end")},
                            {"thank", stop("paid")}});
    campaign.exits = {{"customer.left", {}}};
  }
  void goal_is_a_payment() { campaign.goals = {{"order.paid", equal("event.order", "o-1")}}; }

  /// Starts the instance behind these events, and checks the turn as every other.
  void start_behind(std::vector<event_arrived> since) {
    started how{.id = instance_id{7},
                .campaign = campaign.id,
                .version = 1,
                .subject = subject,
                .reentry_key = "42",
                .trigger = json::object(),
                .who = "test"};
    const auto made = sure(begin_late(campaign, std::move(how), std::move(since), now, known));
    const auto& first = std::get<started>(made.entries.front());
    heard = first.heard;
    give(first);
    EXPECT_EQ(last().entries, made.entries);
    expect_stored_whole(made.entries.front());
  }
  static event_arrived paid(const std::string& order) {
    return {"order.paid", "e-" + order, {{"order", order}}};
  }

  std::vector<event_arrived> heard;
};

TEST_F(a_late_start, behind_its_goal_converts_before_the_first_step) {
  goal_is_a_payment();

  start_behind({paid("o-2"), paid("o-1")});

  expect_ended(instance_status::converted, "goal: order.paid");
  EXPECT_EQ(state().visit, 0u);
  EXPECT_EQ(wrote<effect_requested>(), nullptr) << "nothing is sent to somebody who has paid";
}

TEST_F(a_late_start, behind_an_exit_is_cancelled_before_the_first_step) {
  start_behind({{"customer.left", "e", json::object()}});
  expect_ended(instance_status::cancelled, "exit: customer.left");
}

TEST_F(a_late_start, by_the_first_of_several_endings) {
  goal_is_a_payment();
  start_behind({{"customer.left", "e", json::object()}, paid("o-1")});
  expect_ended(instance_status::cancelled, "exit: customer.left");
}

TEST_F(a_late_start, journals_only_the_events_that_meant_something) {
  goal_is_a_payment();
  start_behind({paid("o-2"), {"seen", "e", json::object()}, paid("o-1"), paid("o-3")});
  EXPECT_EQ(heard, std::vector{paid("o-1")});
}

TEST_F(a_late_start, behind_other_events_is_as_one_behind_none) {
  goal_is_a_payment();
  start_behind({paid("o-2")});
  EXPECT_TRUE(heard.empty());
  expect_at("tell", instance_status::waiting, waiting_for::effect_result);
}

TEST_F(a_late_start, takes_the_way_of_a_wait_that_it_begins_with) {
  campaign.start = "answer?";
  start_behind({paid("o-2")});
  expect_ended(instance_status::completed, "paid");
  EXPECT_EQ(heard, std::vector{paid("o-2")});
}

TEST_F(a_late_start, hears_the_events_of_two_waits_in_their_order) {
  campaign = campaign_of({{"first?", wait({on("order.paid", "second?")}, "P1D", "end")},
                          {"second?", wait({on("order.paid", "thank")}, "P1D", "end")},
                          {"thank", stop("paid twice")}});
  start_behind({paid("o-1")});
  expect_at("second?", instance_status::waiting, waiting_for::event);
  event("order.paid");
  expect_ended(instance_status::completed, "paid twice");
}

TEST_F(a_late_start, whose_goal_cannot_be_decided_is_held_and_sends_nothing) {
  campaign.goals = {{"order.paid", broken()}};
  start_behind({paid("o-1")});
  EXPECT_EQ(state().status, instance_status::held);
  EXPECT_EQ(state().step, "tell");
  EXPECT_FALSE(state().effect);
}

TEST_F(a_late_start, outside_of_the_audience_is_refused_as_any_other) {
  campaign.audience = rule({{"==", {1, 2}}});
  started how;
  how.id = instance_id{7};
  how.campaign = campaign.id;
  how.subject = subject;
  const auto made = begin_late(campaign, how, {paid("o-1")}, now, known);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, error_code::reentry_refused);
}

TEST(hearable, holds_the_events_of_goals_exits_and_waits) {
  auto campaign = campaign_of({{"answer?", wait({on("order.paid", "end")}, "P1D", "end")}});
  campaign.goals = {{"voucher.redeemed", {}}};
  campaign.exits = {{"customer.left", {}}};
  EXPECT_EQ(hearable(campaign),
            (std::set<std::string>{"customer.left", "order.paid", "voucher.redeemed"}));
}

} // namespace
} // namespace sojourn::engine::testing
