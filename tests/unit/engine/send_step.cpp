#include "engine/chance.hpp"
#include "tests/unit/engine/harness.hpp"

namespace sojourn::engine::testing {
namespace {

class a_send : public one_instance {
protected:
  a_send() { campaign = campaign_of({{"tell", send("rest")}, {"rest", delay("P1D", "end")}}); }
  void given(campaign::effect_rules rules, std::string on_unreachable = {}) {
    campaign = campaign_of({{"tell", send("rest", std::move(rules), std::move(on_unreachable))},
                            {"rest", delay("P1D", "end")},
                            {"sorry", stop("it failed")},
                            {"no-way", stop("no channel")}});
  }
  effect_settled refused_for_good() {
    auto made = settled(outcome::rejected);
    made.code = "550";
    made.detail = "no such user";
    return made;
  }
};

TEST_F(a_send, asks_for_one_effect_and_waits_for_its_result) {
  start();

  expect_at("tell", instance_status::waiting, waiting_for::effect_result);
  EXPECT_EQ(state().effect, (pending_effect{"tell", 1, 1, effect_kind::send, ""}));
  ASSERT_NE(wrote<effect_requested>(), nullptr);
  EXPECT_EQ(*wrote<effect_requested>(), (effect_requested{"tell", 1, 1, effect_kind::send}));
}

TEST_F(a_send, that_was_accepted_goes_on_and_its_instant_anchors_the_next_delay) {
  start();
  pass(minutes{7});

  settle(outcome::accepted);

  expect_at("rest", instance_status::waiting, waiting_for::timer);
  EXPECT_EQ(state().settled_at, now);
  EXPECT_EQ(state().due, now + hours{24});
  EXPECT_FALSE(state().effect);
}

TEST_F(a_send, leaves_its_outcome_for_conditions) {
  campaign = campaign_of(
      {{"tell", send("how?")},
       {"how?", branch({{rule({{"==", {json{{"outcome", {"tell", "channel"}}}, "zns"}}}), "zalo"}},
                       "other")},
       {"zalo", stop("by zalo")},
       {"other", stop("by another")}});
  start();
  auto done = settled(outcome::accepted);
  done.channel = "zns";
  done.code = "0";

  settle(done);

  expect_ended(instance_status::completed, "by zalo");
  EXPECT_EQ(state().outcomes.at("tell"), json({{"status", "accepted"},
                                               {"at", "2026-03-01T09:00:00Z"},
                                               {"channel", "zns"},
                                               {"code", "0"}}));
}

TEST_F(a_send, that_was_refused_holds_with_the_channels_words) {
  start();

  settle(refused_for_good());

  expect_held("email refused for good: 550 no such user");
}

TEST_F(a_send, that_was_refused_without_a_word_says_no_more_than_that) {
  start();

  settle(outcome::rejected);

  expect_held("email refused for good");
}

TEST_F(a_send, that_was_refused_goes_where_on_failure_says) {
  given(on_failure("sorry"));
  start();

  settle(refused_for_good());

  expect_ended(instance_status::completed, "it failed");
  EXPECT_EQ(written().front(),
            R"(transition_taken {"step":"tell","visit":1,"transition":"failure","to":"sorry"})");
}

TEST_F(a_send, that_no_channel_reaches_goes_where_on_unreachable_says) {
  given(on_failure("sorry"), "no-way");
  start();

  settle(outcome::unreachable);

  expect_ended(instance_status::completed, "no channel");
  EXPECT_EQ(
      written().front(),
      R"(transition_taken {"step":"tell","visit":1,"transition":"unreachable","to":"no-way"})");
}

TEST_F(a_send, that_no_channel_reaches_goes_the_way_of_failures_otherwise) {
  given(on_failure("sorry"));
  start();

  settle(outcome::unreachable);

  expect_ended(instance_status::completed, "it failed");
}

TEST_F(a_send, that_no_channel_reaches_and_has_no_way_holds) {
  start();

  settle(outcome::unreachable);

  expect_held("no channel reaches customer:42");
}

// ---- the honest third outcome ----

TEST_F(a_send, whose_outcome_is_unknown_holds_unless_told_otherwise) {
  start();
  auto lost = settled(outcome::unknown);
  lost.code = "timeout";

  settle(lost);

  expect_held("the outcome is unknown: email timeout");
}

TEST_F(a_send, whose_outcome_is_unknown_is_retried_where_the_step_says_so) {
  auto rules = tried(3);
  rules.unknown = campaign::on_unknown::retry;
  given(rules);
  start();

  settle(outcome::unknown);

  expect_at("tell", instance_status::waiting, waiting_for::timer);
  EXPECT_EQ(state().due, now + seconds{10});
}

TEST_F(a_send, whose_outcome_is_unknown_goes_on_where_the_step_says_so) {
  campaign::effect_rules rules;
  rules.unknown = campaign::on_unknown::next;
  given(rules);
  start();

  settle(outcome::unknown);

  expect_at("rest", instance_status::waiting, waiting_for::timer);
}

// ---- retries ----

TEST_F(a_send, that_failed_for_now_is_tried_again_after_a_growing_time) {
  given(tried(6));
  start();

  for (const auto wait : {10, 20, 40, 60, 60}) { // 80 is more than the longest
    settle(outcome::transient);
    expect_at("tell", instance_status::waiting, waiting_for::timer);
    EXPECT_EQ(state().due, now + seconds{wait});
    EXPECT_FALSE(state().effect);
    const auto next = state().attempt + 1;
    ASSERT_NE(wrote<retry_scheduled>(), nullptr);
    EXPECT_EQ(*wrote<retry_scheduled>(), (retry_scheduled{"tell", 1, next, *state().due}));

    timer();
    EXPECT_EQ(state().effect, (pending_effect{"tell", 1, next, effect_kind::send, ""}));
  }
}

TEST_F(a_send, waits_at_least_as_long_as_the_provider_asks) {
  given(tried(6));
  start();
  auto busy = settled(outcome::transient);
  busy.retry_after = hours{2};

  settle(busy);

  EXPECT_EQ(state().due, now + hours{2});
}

TEST_F(a_send, does_not_come_back_sooner_because_the_provider_would_allow_it) {
  given(tried(6));
  start();
  auto busy = settled(outcome::transient);
  busy.retry_after = seconds{1};

  settle(busy);

  EXPECT_EQ(state().due, now + seconds{10});
}

TEST_F(a_send, whose_attempts_are_used_up_is_held) {
  given(tried(2));
  start();
  settle(outcome::transient);
  timer();
  auto last_try = settled(outcome::transient);
  last_try.code = "451";
  last_try.detail = "try later";

  settle(last_try);

  expect_held("given up after 2 attempts: email 451 try later");
  EXPECT_FALSE(state().due);
}

TEST_F(a_send, with_one_attempt_is_not_retried) {
  given(tried(1));
  start();

  settle(outcome::transient);

  expect_held("given up after 1 attempt: email");
}

TEST_F(a_send, whose_attempts_are_used_up_goes_where_on_failure_says) {
  given(tried(1, "sorry"));
  start();

  settle(outcome::transient);

  expect_ended(instance_status::completed, "it failed");
}

TEST_F(a_send, can_be_accepted_at_a_later_attempt) {
  given(tried(3));
  start();
  settle(outcome::transient);
  timer();

  settle(outcome::accepted);

  expect_at("rest", instance_status::waiting, waiting_for::timer);
  EXPECT_EQ(state().attempt, 0u);
}

// ---- late and foreign results ----

TEST_F(a_send, ignores_results_of_another_attempt_visit_or_step) {
  given(tried(3));
  start();
  const auto first = settled(outcome::accepted);
  settle(outcome::transient);

  settle(first); // between two attempts
  EXPECT_TRUE(meant_nothing());

  timer();
  settle(first); // during the second
  EXPECT_TRUE(meant_nothing());

  auto foreign = settled(outcome::accepted);
  foreign.visit = 9;
  settle(foreign);
  EXPECT_TRUE(meant_nothing());
  foreign = settled(outcome::accepted);
  foreign.step = "rest";
  settle(foreign);
  EXPECT_TRUE(meant_nothing());

  settle(outcome::accepted);
  EXPECT_FALSE(meant_nothing());
}

TEST_F(a_send, ignores_a_result_that_comes_twice) {
  start();
  const auto done = settled(outcome::accepted);
  settle(done);

  settle(done);

  EXPECT_TRUE(meant_nothing());
}

TEST_F(a_send, ignores_a_timer_while_its_result_is_out) {
  start();

  give(timer_due{now});

  EXPECT_TRUE(meant_nothing());
}

TEST_F(a_send, ignores_a_timer_that_fires_before_the_next_attempt_is_due) {
  given(tried(3));
  start();
  settle(outcome::transient);
  pass(seconds{9});

  give(timer_due{now});

  EXPECT_TRUE(meant_nothing());
}

TEST_F(a_send, that_is_visited_again_counts_its_visits_and_starts_its_attempts_afresh) {
  campaign = campaign_of({{"tell", send("rest", tried(3))}, {"rest", delay("PT1H", "tell")}});
  start();
  settle(outcome::transient);
  timer();
  settle(outcome::accepted);

  timer();

  EXPECT_EQ(state().effect, (pending_effect{"tell", 2, 1, effect_kind::send, ""}));
  EXPECT_EQ(state().visits.at("tell"), 2u);
}

class an_http_call : public one_instance {};

TEST_F(an_http_call, keeps_the_answer_in_its_variable) {
  campaign = campaign_of({{"ask", http("which", "answer")},
                          {"which", branch({{equal("vars.answer.body.ok", true), "yes"}}, "no")},
                          {"yes", stop("yes")},
                          {"no", stop("no")}});
  start();
  EXPECT_EQ(state().effect, (pending_effect{"ask", 1, 1, effect_kind::http, ""}));
  auto answered = settled(outcome::accepted);
  answered.response = {{"status", 200}, {"body", {{"ok", true}}}};

  settle(answered);

  expect_ended(instance_status::completed, "yes");
  EXPECT_EQ(state().vars, json({{"answer", answered.response}}));
}

TEST_F(an_http_call, keeps_the_answer_of_a_refusal_too) {
  campaign = campaign_of(
      {{"ask", http("end", "answer", on_failure("sorry"))}, {"sorry", stop("refused")}});
  start();
  auto answered = settled(outcome::rejected);
  answered.response = {{"status", 404}};

  settle(answered);

  expect_ended(instance_status::completed, "refused");
  EXPECT_EQ(state().vars.at("answer").at("status"), 404);
}

TEST_F(an_http_call, without_a_variable_keeps_nothing) {
  campaign = campaign_of({{"ask", http("end")}});
  start();
  auto answered = settled(outcome::accepted);
  answered.response = {{"status", 200}};

  settle(answered);

  EXPECT_EQ(state().vars, json::object());
  expect_ended(instance_status::completed, "");
}

TEST_F(an_http_call, without_an_answer_leaves_its_variable_unset) {
  campaign = campaign_of({{"ask", http("end", "answer")}});
  start();

  settle(outcome::accepted);

  EXPECT_EQ(state().vars, json::object());
}

TEST_F(an_http_call, is_retried_as_a_send_is) {
  campaign = campaign_of({{"ask", http("end", "answer", tried(2))}});
  start();

  settle(outcome::transient);
  timer();

  EXPECT_EQ(state().effect, (pending_effect{"ask", 1, 2, effect_kind::http, ""}));
}

} // namespace
} // namespace sojourn::engine::testing
