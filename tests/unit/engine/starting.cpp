#include "tests/unit/engine/harness.hpp"

namespace sojourn::engine::testing {
namespace {

class starting : public one_instance {};

TEST_F(starting, takes_over_what_it_was_started_with) {
  campaign = campaign_of({{"tell", send("end")}});

  start({{"plan", "gold"}});

  EXPECT_EQ(state().id, instance_id{0x5151});
  EXPECT_EQ(state().campaign, "welcome");
  EXPECT_EQ(state().version, 3u);
  EXPECT_EQ(state().subject, subject);
  EXPECT_EQ(state().reentry_key, "key-42");
  EXPECT_EQ(state().trigger, json({{"plan", "gold"}}));
  EXPECT_EQ(state().started_at, now);
  EXPECT_EQ(state().settled_at, now);
  expect_at("tell", instance_status::waiting, waiting_for::effect_result);
}

TEST_F(starting, keeps_a_trigger_that_is_no_object) {
  campaign = campaign_of({{"tell", send("end")}});

  for (const auto& trigger : {json{}, json::array(), json(5), json("text")}) {
    start(trigger);
    EXPECT_EQ(state().trigger, trigger);
  }
}

TEST_F(starting, goes_on_when_the_audience_holds_the_subject) {
  campaign = campaign_of({{"nothing", stop("reached")}});
  campaign.audience = equal("customer.tier", "gold");
  known.record = {{"tier", "gold"}, {"name", "An"}};

  start();

  expect_ended(instance_status::completed, "reached");
  ASSERT_NE(wrote<facts_read>(), nullptr);
  EXPECT_EQ(wrote<facts_read>()->values, json({{"customer.tier", "gold"}}));
}

TEST_F(starting, is_refused_when_the_audience_does_not_hold_the_subject) {
  campaign.audience = equal("customer.tier", "gold");
  known.record = {{"tier", "silver"}};

  const auto why = refused(started{instance_id{1}, "welcome", 1, subject, "", json::object(), ""});

  EXPECT_EQ(why.code, error_code::reentry_refused);
  EXPECT_EQ(why.message, "customer:42 is not in the audience of the campaign \"welcome\"");
}

TEST_F(starting, is_refused_when_the_audience_cannot_be_evaluated) {
  campaign.audience = broken();

  const auto why = refused(started{instance_id{1}, "welcome", 1, subject, "", json::object(), ""});

  EXPECT_EQ(why.code, error_code::invalid_rule);
}

TEST_F(starting, at_a_step_that_is_missing_fails_and_says_so) {
  campaign.start = "nowhere";

  start();

  expect_ended(instance_status::failed, "the step \"nowhere\" is not in the definition");
}

TEST_F(starting, at_the_built_in_end_completes) {
  campaign.start = "end";

  start();

  expect_ended(instance_status::completed, "");
}

TEST_F(starting, runs_a_declared_step_named_end_like_any_other) {
  campaign = campaign_of({{"which", branch({}, "end")}, {"end", stop("a declared end")}});

  start();

  expect_ended(instance_status::completed, "a declared end");
  EXPECT_EQ(state().step, "end");
}

class a_loop_that_turns_on_itself : public one_instance {};

TEST_F(a_loop_that_turns_on_itself, is_held_after_a_thousand_steps) {
  campaign = campaign_of({{"a", branch({}, "b")}, {"b", branch({}, "a")}});

  start();

  expect_held("more than 1000 steps in one turn");
  EXPECT_EQ(last().entries.size(), 1002u); // the input, a thousand ways, the hold
}

TEST_F(a_loop_that_turns_on_itself, may_take_exactly_a_thousand_steps) {
  // 499 rounds of two steps, the branch that leaves, and the end.
  campaign = campaign_of(
      {{"more?", branch({{equal("customer.rounds", 499), "done"}}, "count")},
       {"count",
        update({{"rounds", rule({{"+", {json{{"var", "customer.rounds"}}, 1}}})}}, "more?")},
       {"done", stop("counted")}});
  known.record = {{"rounds", 0}};

  start();

  expect_ended(instance_status::completed, "counted");
  EXPECT_EQ(state().visits.at("more?"), 500u);
}

TEST_F(a_loop_that_turns_on_itself, gets_another_thousand_when_an_operator_retries) {
  campaign = campaign_of({{"a", branch({}, "b")}, {"b", branch({}, "a")}});
  start();

  command(command_kind::retry);

  expect_held("more than 1000 steps in one turn");
}

TEST_F(a_loop_that_turns_on_itself, counts_the_visit_of_the_step_it_stopped_before) {
  // 500 rounds, so that the send is the thousand and first step.
  campaign = campaign_of(
      {{"count",
        update({{"rounds", rule({{"+", {json{{"var", "customer.rounds"}}, 1}}})}}, "more?")},
       {"more?", branch({{equal("customer.rounds", 500), "tell"}}, "count")},
       {"tell", send("end")}});
  known.record = {{"rounds", 0}};
  start();
  ASSERT_EQ(state().step, "tell");
  expect_held("more than 1000 steps in one turn");

  command(command_kind::retry);

  expect_at("tell", instance_status::waiting, waiting_for::effect_result);
  EXPECT_EQ(state().effect, (pending_effect{"tell", 1, 1, effect_kind::send, ""}));
}

} // namespace
} // namespace sojourn::engine::testing
