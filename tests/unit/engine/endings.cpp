#include "tests/unit/engine/harness.hpp"

namespace sojourn::engine::testing {
namespace {

class an_ending : public one_instance {
protected:
  an_ending() {
    campaign = campaign_of({{"tell", send("rest", tried(3))},
                            {"rest", delay("P1D", "answer?")},
                            {"answer?", wait({on("order.paid", "call")}, "P1D", "end")},
                            {"call", http("end")}});
    campaign.goals = {{"voucher.redeemed", equal("event.code", "G-1")}, {"order.paid", {}}};
    campaign.exits = {{"customer.left", {}}, {"order.paid", {}}};
  }
  void expect_converted_now() {
    event("voucher.redeemed", {{"code", "G-1"}});
    expect_ended(instance_status::converted, "goal: voucher.redeemed");
  }
};

TEST_F(an_ending, by_the_goal_converts_one_that_waits_for_a_timer) {
  start();
  settle(outcome::accepted);

  expect_converted_now();
  EXPECT_EQ(state().step, "rest");
}

TEST_F(an_ending, by_the_goal_converts_one_between_two_attempts) {
  start();
  settle(outcome::transient);

  expect_converted_now();
}

TEST_F(an_ending, by_the_goal_converts_one_that_waits_for_an_event) {
  start();
  settle(outcome::accepted);
  timer();
  ASSERT_EQ(state().step, "answer?");

  expect_converted_now();
}

TEST_F(an_ending, by_the_goal_beats_the_way_that_the_wait_would_take) {
  start();
  settle(outcome::accepted);
  timer();

  event("order.paid");

  expect_ended(instance_status::converted, "goal: order.paid");
}

TEST_F(an_ending, by_the_goal_beats_the_exit_of_the_same_event) {
  start();

  event("order.paid");

  expect_ended(instance_status::converted, "goal: order.paid");
}

TEST_F(an_ending, by_the_goal_converts_one_that_is_held) {
  start();
  settle(outcome::rejected);

  expect_converted_now();
}

TEST_F(an_ending, by_the_goal_converts_one_that_is_paused) {
  start();
  command(command_kind::pause);

  expect_converted_now();
}

TEST_F(an_ending, by_the_goal_converts_one_that_is_parked) {
  start();
  settle(outcome::accepted);
  known.campaign_paused = true;
  timer();

  expect_converted_now();
}

TEST_F(an_ending, revokes_a_pending_effect_whose_late_result_moves_nothing) {
  start();
  const auto late = settled(outcome::accepted);

  expect_converted_now();
  EXPECT_EQ(written().front(), R"(effect_revoked {"step":"tell","visit":1})");
  EXPECT_FALSE(state().effect);
  EXPECT_EQ(state().revoked, (pending_effect{"tell", 1, 1, effect_kind::send, ""}));

  pass(minutes{1});
  settle(late);
  EXPECT_FALSE(meant_nothing()) << "the journal says what became of it";
  EXPECT_EQ(state().status, instance_status::converted);
  EXPECT_EQ(state().outcomes.at("tell").at("status"), "accepted");
  EXPECT_TRUE(written().empty());

  settle(late);
  EXPECT_TRUE(meant_nothing());
}

TEST_F(an_ending, revokes_a_voucher_whose_late_code_is_not_issued) {
  campaign = campaign_of({{"offer", voucher("gold", "gift", "end")}});
  campaign.goals = {{"order.paid", {}}};
  start();
  const auto late = voucher_settled(*state().effect, "G-1");
  event("order.paid");

  settle(late);

  EXPECT_EQ(state().vars, json::object());
  EXPECT_EQ(state().outcomes, json::object());
  EXPECT_EQ(state().status, instance_status::converted);
}

TEST_F(an_ending, needs_a_match) {
  start();

  event("voucher.redeemed", {{"code", "another"}});

  EXPECT_TRUE(meant_nothing());
}

TEST_F(an_ending, by_an_exit_cancels) {
  start();

  event("customer.left");

  expect_ended(instance_status::cancelled, "exit: customer.left");
  EXPECT_TRUE(state().revoked);
}

TEST_F(an_ending, comes_once) {
  start();
  expect_converted_now();

  event("customer.left");
  EXPECT_TRUE(meant_nothing());
  give(timer_due{now + hours{99}});
  EXPECT_TRUE(meant_nothing());
}

TEST_F(an_ending, may_look_at_the_instances_variables) {
  campaign =
      campaign_of({{"offer", voucher("gold", "gift", "rest")}, {"rest", delay("P9D", "end")}});
  campaign.goals = {
      {"voucher.redeemed",
       rule({{"==", {json{{"var", "event.code"}}, json{{"var", "vars.gift.code"}}}}})}};
  start();
  settle(voucher_settled(*state().effect, "G-7"));

  event("voucher.redeemed", {{"code", "G-8"}});
  EXPECT_TRUE(meant_nothing());
  event("voucher.redeemed", {{"code", "G-7"}});
  expect_ended(instance_status::converted, "goal: voucher.redeemed");
}

TEST_F(an_ending, that_cannot_be_evaluated_holds_and_takes_back_the_effect) {
  campaign.goals = {{"odd", broken()}};
  start();
  const auto late = settled(outcome::accepted);

  event("odd");

  EXPECT_EQ(state().status, instance_status::held);
  EXPECT_EQ(written().front(), R"(effect_revoked {"step":"tell","visit":1})");

  settle(late);
  EXPECT_EQ(state().status, instance_status::held) << "only an operator moves it now";
  EXPECT_EQ(state().outcomes.at("tell").at("status"), "accepted");

  command(command_kind::skip, "it was sent");
  expect_at("rest", instance_status::waiting, waiting_for::timer);
}

TEST_F(an_ending, that_cannot_be_evaluated_waits_for_the_end_of_a_pause) {
  campaign.goals = {{"odd", broken()}};
  start();
  settle(outcome::accepted);
  command(command_kind::pause);

  event("odd");
  expect_at("rest", instance_status::paused, waiting_for::operator_decision);

  command(command_kind::resume);
  EXPECT_EQ(state().status, instance_status::held);
  EXPECT_TRUE(state().reason.starts_with("a condition of \"rest\" failed: ")) << state().reason;
}

TEST_F(an_ending, that_can_be_evaluated_after_the_pause_ends_it) {
  // The date cannot be read as long as the customer's record has a wrong one.
  campaign.goals = {{"odd", rule({{"date", json{{"var", "customer.until"}}}})}};
  known.record = {{"until", "soon"}};
  start();
  command(command_kind::pause);
  event("odd");
  settle(outcome::accepted);
  ASSERT_EQ(state().deferred.size(), 2u);
  known.record = {{"until", "2026-03-01"}};

  command(command_kind::resume);

  expect_ended(instance_status::converted, "goal: odd");
  EXPECT_EQ(state().step, "tell") << "the result that came after the goal moves nothing";
}

} // namespace
} // namespace sojourn::engine::testing
