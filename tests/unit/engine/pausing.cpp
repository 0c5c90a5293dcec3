#include "tests/unit/engine/harness.hpp"

namespace sojourn::engine::testing {
namespace {

class a_pause : public one_instance {
protected:
  a_pause() {
    campaign =
        campaign_of({{"tell", send("rest", tried(3))},
                     {"rest", delay("P1D", "answer?")},
                     {"answer?", wait({on("order.paid", "paid", {}, "payment")}, "P2D", "silent")},
                     {"paid", stop("paid")},
                     {"silent", stop("silent")}});
  }
  void given_at_rest() {
    start();
    settle(outcome::accepted);
  }
  void given_at_answer() {
    given_at_rest();
    timer();
  }
};

TEST_F(a_pause, keeps_the_timer_and_gives_it_back) {
  given_at_rest();
  const auto due = state().due;

  command(command_kind::pause, "let us look");
  expect_at("rest", instance_status::paused, waiting_for::operator_decision);
  EXPECT_FALSE(state().due);
  EXPECT_EQ(state().paused_due, due);
  EXPECT_EQ(state().paused_while, waiting_for::timer);

  command(command_kind::resume);
  expect_at("rest", instance_status::waiting, waiting_for::timer);
  EXPECT_EQ(state().due, due);
}

TEST_F(a_pause, is_not_ended_by_a_timer_that_passes) {
  given_at_rest();
  const auto due = *state().due;
  command(command_kind::pause);
  now = due + hours{5};

  give(timer_due{due});
  EXPECT_TRUE(meant_nothing());

  command(command_kind::resume);
  EXPECT_EQ(state().due, due) << "due in the past: it fires at once";
  timer();
  expect_at("answer?", instance_status::waiting, waiting_for::event);
}

TEST_F(a_pause, puts_off_an_event_until_it_ends) {
  given_at_answer();
  command(command_kind::pause);

  event("order.paid", {{"order", 7}});
  expect_at("answer?", instance_status::paused, waiting_for::operator_decision);
  EXPECT_EQ(state().deferred.size(), 1u);

  command(command_kind::resume);
  expect_ended(instance_status::completed, "paid");
  EXPECT_EQ(state().vars.at("payment").at("order"), 7);
}

TEST_F(a_pause, does_not_keep_events_that_nothing_waits_for) {
  given_at_answer();
  command(command_kind::pause);

  event("cart.left");

  EXPECT_TRUE(meant_nothing());
}

TEST_F(a_pause, takes_the_first_of_two_events_when_it_ends) {
  given_at_answer();
  command(command_kind::pause);
  event("order.paid", {{"order", 7}});
  event("order.paid", {{"order", 8}});

  command(command_kind::resume);

  EXPECT_EQ(state().vars.at("payment").at("order"), 7);
}

TEST_F(a_pause, takes_note_of_a_result_and_follows_it_when_it_ends) {
  start();
  command(command_kind::pause);
  pass(minutes{5});
  const auto settled_at = now;

  settle(outcome::accepted);
  expect_at("tell", instance_status::paused, waiting_for::operator_decision);
  EXPECT_FALSE(state().effect) << "it has left the outbox";
  EXPECT_EQ(state().outcomes.at("tell").at("status"), "accepted");

  pass(hours{1});
  command(command_kind::resume);
  expect_at("rest", instance_status::waiting, waiting_for::timer);
  EXPECT_EQ(state().outcomes.at("tell").at("at"), to_text(settled_at))
      << "the outcome keeps the instant it came";
}

TEST_F(a_pause, schedules_the_retry_of_a_failed_attempt_when_it_ends) {
  start();
  command(command_kind::pause);
  settle(outcome::transient);
  pass(hours{1});

  command(command_kind::resume);

  expect_at("tell", instance_status::waiting, waiting_for::timer);
  EXPECT_EQ(state().due, now + seconds{10});
}

TEST_F(a_pause, before_any_result_leaves_the_effect_on_its_way) {
  start();
  const auto effect = state().effect;
  command(command_kind::pause);
  EXPECT_EQ(state().effect, effect);

  command(command_kind::resume);
  expect_at("tell", instance_status::waiting, waiting_for::effect_result);
  settle(outcome::accepted);
  expect_at("rest", instance_status::waiting, waiting_for::timer);
}

TEST_F(a_pause, keeps_a_voucher_reserved_until_it_ends) {
  campaign = campaign_of({{"offer", voucher("gold", "gift", "end")}});
  start();
  const auto reserved = voucher_settled(*state().effect, "G-1");
  command(command_kind::pause);

  settle(reserved);
  EXPECT_TRUE(state().effect) << "still in the outbox";
  settle(reserved);
  EXPECT_TRUE(meant_nothing()) << "told twice, kept once";
  settle(voucher_settled(*state().effect, std::nullopt));
  EXPECT_TRUE(meant_nothing()) << "its first result counts";

  command(command_kind::resume);
  expect_ended(instance_status::completed, "");
  EXPECT_EQ(state().vars.at("gift").at("code"), "G-1");
}

TEST_F(a_pause, that_is_cancelled_gives_a_reserved_voucher_back) {
  campaign = campaign_of({{"offer", voucher("gold", "gift", "end")}});
  start();
  const auto reserved = voucher_settled(*state().effect, "G-1");
  command(command_kind::pause);
  settle(reserved);

  command(command_kind::cancel);

  EXPECT_EQ(state().status, instance_status::cancelled);
  EXPECT_EQ(written().front(), R"(effect_revoked {"step":"offer","visit":1})");
}

TEST_F(a_pause, of_the_operator_is_not_ended_by_the_campaigns_resumption) {
  given_at_rest();
  command(command_kind::pause);

  command(command_kind::campaign_resumed);

  EXPECT_TRUE(meant_nothing());
}

TEST_F(a_pause, whose_kept_input_is_damaged_holds_when_it_ends) {
  campaign = campaign_of({{"rest", delay("P1D", "end")}});
  instance_state damaged;
  damaged.id = instance_id{1};
  damaged.status = instance_status::paused;
  damaged.waiting = waiting_for::operator_decision;
  damaged.paused_while = waiting_for::timer;
  damaged.step = "rest";
  const commanded resume{command_kind::resume, "anna", ""};

  for (const auto& kept : {json{{"type", 99}, {"payload", json::object()}}, json(5), json::object(),
                           json{{"type", "x"}}, json{{"type", 1}, {"payload", json::object()}}}) {
    damaged.deferred = {kept};
    const auto made = advance(campaign, damaged, resume, now, known);
    ASSERT_TRUE(made) << kept;
    EXPECT_EQ(made->after.status, instance_status::held) << kept;
    EXPECT_EQ(made->after.reason, "an input that came while it was paused cannot be read");
  }
}

class a_paused_campaign : public a_pause {
protected:
  void expect_parked(const std::string& step) {
    expect_at(step, instance_status::paused, waiting_for::campaign_resume);
    EXPECT_NE(wrote<parked>(), nullptr);
    EXPECT_FALSE(state().due);
  }
  void resume_campaign() {
    known.campaign_paused = false;
    command(command_kind::campaign_resumed);
  }
};

TEST_F(a_paused_campaign, parks_an_instance_when_its_timer_fires_and_lets_it_go_on) {
  given_at_rest();
  known.campaign_paused = true;
  timer();
  expect_parked("rest");

  give(timer_due{now + hours{1}});
  EXPECT_TRUE(meant_nothing());

  pass(hours{3});
  resume_campaign();
  expect_at("answer?", instance_status::waiting, waiting_for::event);
  EXPECT_EQ(state().settled_at, now);
}

TEST_F(a_paused_campaign, parks_an_instance_when_its_event_comes) {
  given_at_answer();
  known.campaign_paused = true;
  event("order.paid", {{"order", 7}});
  expect_parked("answer?");

  resume_campaign();

  expect_ended(instance_status::completed, "paid");
}

TEST_F(a_paused_campaign, parks_an_instance_when_its_result_comes) {
  start();
  known.campaign_paused = true;
  settle(outcome::accepted);
  expect_parked("tell");
  EXPECT_EQ(state().outcomes.at("tell").at("status"), "accepted");

  resume_campaign();

  expect_at("rest", instance_status::waiting, waiting_for::timer);
}

TEST_F(a_paused_campaign, keeps_the_timeout_of_a_wait_parked_by_its_timer_before_later_events) {
  given_at_answer();
  known.campaign_paused = true;
  timer();
  expect_parked("answer?");
  event("order.paid");
  EXPECT_EQ(state().deferred.size(), 2u);

  resume_campaign();

  expect_ended(instance_status::completed, "silent");
}

TEST_F(a_paused_campaign, does_not_stop_endings) {
  given_at_rest();
  campaign.exits = {{"customer.left", {}}};
  known.campaign_paused = true;

  event("customer.left");

  expect_ended(instance_status::cancelled, "exit: customer.left");
}

TEST_F(a_paused_campaign, parks_again_what_an_operator_resumes) {
  given_at_answer();
  known.campaign_paused = true;
  timer();
  event("order.paid");
  const auto kept = state().deferred.size();

  command(command_kind::resume);
  expect_parked("answer?");
  EXPECT_EQ(state().deferred.size(), kept);
  EXPECT_EQ(state().paused_while, waiting_for::event);

  resume_campaign();
  expect_ended(instance_status::completed, "silent");
}

TEST_F(a_paused_campaign, parks_a_paused_instance_that_has_inputs_to_follow) {
  start();
  command(command_kind::pause);
  settle(outcome::accepted);
  known.campaign_paused = true;

  command(command_kind::resume);
  expect_parked("tell");

  resume_campaign();
  expect_at("rest", instance_status::waiting, waiting_for::timer);
}

TEST_F(a_paused_campaign, keeps_a_voucher_reserved) {
  campaign = campaign_of({{"offer", voucher("gold", "gift", "end")}});
  start();
  known.campaign_paused = true;
  settle(voucher_settled(*state().effect, "G-1"));
  expect_parked("offer");
  EXPECT_TRUE(state().effect);

  resume_campaign();

  expect_ended(instance_status::completed, "");
  EXPECT_EQ(state().vars.at("gift").at("code"), "G-1");
}

TEST_F(a_paused_campaign, that_goes_on_means_nothing_to_what_was_not_parked) {
  given_at_rest();

  resume_campaign();

  EXPECT_TRUE(meant_nothing());
}

} // namespace
} // namespace sojourn::engine::testing
