#include "tests/unit/engine/harness.hpp"

namespace sojourn::engine::testing {
namespace {

class an_operator : public one_instance {
protected:
  an_operator() {
    campaign = campaign_of({{"tell", send("rest", tried(2))}, {"rest", delay("P1D", "end")}});
  }
  void expect_refused(command_kind kind, const std::string& message) {
    const auto why = refused(commanded{kind, "anna", ""});
    EXPECT_EQ(why.code, error_code::wrong_state);
    EXPECT_EQ(why.message, message);
  }
};

// ---- cancel ----

TEST_F(an_operator, cancels_from_anywhere_and_takes_back_the_effect) {
  start();
  const auto late = settled(outcome::accepted);

  command(command_kind::cancel, "by mistake");

  expect_ended(instance_status::cancelled, "by mistake");
  EXPECT_EQ(written().front(), R"(effect_revoked {"step":"tell","visit":1})");
  settle(late);
  EXPECT_EQ(state().status, instance_status::cancelled);
}

TEST_F(an_operator, who_cancels_without_a_reason_is_named) {
  start();

  command(command_kind::cancel);

  expect_ended(instance_status::cancelled, "cancelled by anna");
}

TEST_F(an_operator, cancels_what_is_paused_or_held) {
  start();
  command(command_kind::pause);
  command(command_kind::cancel, "enough");
  expect_ended(instance_status::cancelled, "enough");

  start();
  settle(outcome::rejected);
  command(command_kind::cancel, "enough");
  expect_ended(instance_status::cancelled, "enough");
}

TEST_F(an_operator, does_not_meet_a_restart_but_its_reason) {
  start();
  command(command_kind::restarted, "restarted by ins_x");
  expect_ended(instance_status::cancelled, "restarted by ins_x");

  start();
  give(commanded{command_kind::restarted, "", ""});
  expect_ended(instance_status::cancelled, "restarted");
}

// ---- retry ----

TEST_F(an_operator, who_retries_forgives_the_attempts_that_were_made) {
  start();
  settle(outcome::transient);
  timer();
  settle(outcome::transient);
  expect_held("given up after 2 attempts: email");

  command(command_kind::retry, "the server is back");

  expect_at("tell", instance_status::waiting, waiting_for::effect_result);
  EXPECT_EQ(state().effect, (pending_effect{"tell", 1, 3, effect_kind::send, ""}))
      << "the key stays, the attempt grows";
  settle(outcome::transient); // the first of two again
  EXPECT_EQ(state().due, now + seconds{10});
  timer();
  settle(outcome::transient);
  expect_held("given up after 2 attempts: email");
}

TEST_F(an_operator, who_retries_between_two_attempts_only_shortens_the_wait) {
  start();
  settle(outcome::transient);

  command(command_kind::retry);

  EXPECT_EQ(state().effect, (pending_effect{"tell", 1, 2, effect_kind::send, ""}));
  EXPECT_FALSE(state().due);
  settle(outcome::transient);
  expect_held("given up after 2 attempts: email");
}

TEST_F(an_operator, who_retries_a_held_call_makes_the_call_again) {
  campaign = campaign_of({{"ask", http("end")}});
  start();
  settle(outcome::rejected);

  command(command_kind::retry);

  EXPECT_EQ(state().effect, (pending_effect{"ask", 1, 2, effect_kind::http, ""}));
}

TEST_F(an_operator, who_retries_a_held_branch_has_it_decide_again) {
  campaign = campaign_of(
      {{"which", branch({{rule({{"date", json{{"var", "customer.until"}}}}), "end"}}, "end")}});
  known.record = {{"until", "soon"}};
  start();
  ASSERT_EQ(state().status, instance_status::held);
  known.record = {{"until", "2026-03-01"}};

  command(command_kind::retry);

  expect_ended(instance_status::completed, "");
  EXPECT_EQ(state().visits.at("which"), 2u);
}

TEST_F(an_operator, cannot_retry_what_is_neither_held_nor_between_attempts) {
  start();
  expect_refused(command_kind::retry, std::string{"retry needs an instance that is held, or "
                                                  "between two attempts; "} +
                                          to_text(state().id) + " is waiting");
  settle(outcome::accepted);
  EXPECT_EQ(refused(commanded{command_kind::retry, "anna", ""}).code, error_code::wrong_state)
      << "a delay is no attempt";
  command(command_kind::pause);
  expect_refused(command_kind::retry, std::string{"retry needs an instance that is held, or "
                                                  "between two attempts; "} +
                                          to_text(state().id) + " is paused");
}

// ---- skip ----

TEST_F(an_operator, who_skips_a_held_send_goes_on_to_the_next_step) {
  start();
  settle(outcome::rejected);

  command(command_kind::skip, "called by phone");

  expect_at("rest", instance_status::waiting, waiting_for::timer);
  EXPECT_EQ(written().front(),
            R"(transition_taken {"step":"tell","visit":1,"transition":"skipped","to":"rest"})");
  EXPECT_EQ(state().due, now + hours{24});
}

TEST_F(an_operator, who_skips_a_pending_send_takes_it_back) {
  start();
  const auto late = settled(outcome::accepted);

  command(command_kind::skip);
  expect_at("rest", instance_status::waiting, waiting_for::timer);

  settle(late);
  expect_at("rest", instance_status::waiting, waiting_for::timer);
  EXPECT_EQ(state().outcomes.at("tell").at("status"), "accepted");
}

TEST_F(an_operator, skips_a_delay) {
  campaign = campaign_of({{"rest", delay("P1D", "tell")}, {"tell", send("end")}});
  start();

  command(command_kind::skip);

  expect_at("tell", instance_status::waiting, waiting_for::effect_result);
}

TEST_F(an_operator, who_skips_a_wait_takes_its_timeout) {
  campaign = campaign_of({{"answer?", wait({on("order.paid", "paid")}, "P1D", "silent")},
                          {"paid", stop("paid")},
                          {"silent", stop("silent")}});
  start();

  command(command_kind::skip);

  expect_ended(instance_status::completed, "silent");
}

TEST_F(an_operator, who_skips_a_wait_without_a_timeout_takes_its_first_way) {
  campaign = campaign_of({{"answer?", wait({on("order.paid", "paid"), on("left", "gone")})},
                          {"paid", stop("paid")},
                          {"gone", stop("gone")}});
  start();

  command(command_kind::skip);

  expect_ended(instance_status::completed, "paid");
}

TEST_F(an_operator, who_skips_a_held_branch_takes_otherwise) {
  campaign = campaign_of({{"which", branch({{broken(), "one"}}, "else")},
                          {"one", stop("one")},
                          {"else", stop("else")}});
  start();

  command(command_kind::skip);

  expect_ended(instance_status::completed, "else");
}

TEST_F(an_operator, cannot_skip_what_is_paused) {
  start();
  command(command_kind::pause);

  expect_refused(command_kind::skip, "skip needs an instance that is waiting or held; " +
                                         to_text(state().id) + " is paused");
}

// ---- states that refuse ----

TEST_F(an_operator, cannot_pause_what_is_paused_or_held) {
  start();
  command(command_kind::pause);
  expect_refused(command_kind::pause,
                 "pause needs an instance that is waiting; " + to_text(state().id) + " is paused");
  command(command_kind::resume);
  settle(outcome::rejected);
  expect_refused(command_kind::pause,
                 "pause needs an instance that is waiting; " + to_text(state().id) + " is held");
}

TEST_F(an_operator, cannot_resume_what_is_not_paused) {
  start();

  expect_refused(command_kind::resume,
                 "resume needs an instance that is paused; " + to_text(state().id) + " is waiting");
}

TEST_F(an_operator, can_do_nothing_to_what_has_ended) {
  start();
  command(command_kind::cancel, "enough");

  for (const auto kind : {command_kind::cancel, command_kind::pause, command_kind::resume,
                          command_kind::retry, command_kind::skip, command_kind::restarted})
    expect_refused(kind, std::string{to_text(kind)} + " needs an instance that is not ended; " +
                             to_text(state().id) + " is cancelled");
  command(command_kind::campaign_resumed);
  EXPECT_TRUE(meant_nothing());
}

} // namespace
} // namespace sojourn::engine::testing
