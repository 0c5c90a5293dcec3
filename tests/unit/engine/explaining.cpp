#include "engine/explain.hpp"
#include "tests/unit/engine/harness.hpp"

namespace sojourn::engine::testing {
namespace {

class an_explanation : public one_instance {
protected:
  an_explanation() {
    campaign =
        campaign_of({{"tell", send("rest", tried(3))},
                     {"rest", delay("P25D", "answer?")},
                     {"answer?", wait({on("paid", "end"), on("left", "end")}, "PT90M", "end")}});
    campaign.timezone = "Asia/Ho_Chi_Minh";
    campaign.goals = {{"goal", {}}};
  }
  [[nodiscard]] json told() const { return explain(campaign, state(), now); }
  [[nodiscard]] std::string summary() const { return told().at("summary"); }
};

TEST_F(an_explanation, names_the_effect_it_waits_for_and_its_key) {
  start();

  EXPECT_EQ(summary(),
            "It has asked for the send of \"tell\" (attempt 1) and waits for its outcome.");
  EXPECT_EQ(told().at("effect"), json({{"key", to_text(effect_key{state().id, "tell", 1})},
                                       {"kind", "send"},
                                       {"attempt", 1}}));
  EXPECT_EQ(told().at("step_type"), "send");
  EXPECT_EQ(told().at("listens_to"), json({"goal"}));
  EXPECT_EQ(told().at("can"), json({"cancel", "edit", "pause", "skip", "continue"}));
  EXPECT_FALSE(told().contains("due"));
  EXPECT_FALSE(told().contains("reason"));
}

TEST_F(an_explanation, tells_a_pause_between_two_attempts_from_a_delay) {
  start();
  settle(outcome::transient);
  EXPECT_EQ(summary(), "Attempt 1 of \"tell\" failed for the moment; the next one comes "
                       "2026-03-01T16:00:10+07:00 (in less than a minute).");
  EXPECT_EQ(told().at("can"), json({"cancel", "edit", "pause", "retry", "skip", "continue"}));

  timer();
  settle(outcome::accepted);
  EXPECT_EQ(summary(), "It sleeps in the delay \"rest\" until 2026-03-26T16:00:10+07:00 "
                       "(in 25 days).");
  EXPECT_EQ(told().at("due"), "2026-03-26T09:00:10Z");
}

TEST_F(an_explanation, lists_the_events_of_a_wait_and_its_timeout) {
  start();
  settle(outcome::accepted);
  timer();

  EXPECT_EQ(summary(), "It waits in \"answer?\" for left, paid, at most until "
                       "2026-03-26T17:30:00+07:00 (in 90 minutes).");
  EXPECT_EQ(told().at("listens_to"), json({"goal", "left", "paid"}));
}

TEST_F(an_explanation, says_how_far_off_an_instant_is) {
  start();
  settle(outcome::accepted);
  for (const auto& [left, words] :
       std::vector<std::pair<milliseconds, std::string>>{{hours{48}, "in 2 days"},
                                                         {hours{47}, "in 47 hours"},
                                                         {hours{2}, "in 2 hours"},
                                                         {minutes{119}, "in 119 minutes"},
                                                         {minutes{1}, "in 1 minute"},
                                                         {seconds{59}, "in less than a minute"},
                                                         {milliseconds{0}, "now"},
                                                         {-hours{5}, "now"}}) {
    now = *state().due - left;
    EXPECT_NE(summary().find("(" + words + ")"), std::string::npos) << summary();
  }
}

TEST_F(an_explanation, of_a_held_instance_gives_the_reason_and_the_ways_out) {
  start();
  settle(outcome::rejected);

  EXPECT_EQ(summary(), "It is held at \"tell\" for an operator: email refused for good. "
                       "Retry, skip or cancel it.");
  EXPECT_EQ(told().at("reason"), "email refused for good");
  EXPECT_EQ(told().at("can"), json({"cancel", "edit", "retry", "skip", "continue"}));
}

TEST_F(an_explanation, of_a_pause_says_who_paused_and_what_is_kept) {
  start();
  settle(outcome::accepted);
  const auto due = *state().due;
  command(command_kind::pause);
  EXPECT_EQ(summary(), "An operator paused it at \"rest\"; resume it to go on.");
  EXPECT_EQ(told().at("due_when_paused"), to_text(due));
  EXPECT_EQ(told().at("can"), json({"cancel", "edit", "resume"}));

  command(command_kind::resume);
  known.campaign_paused = true;
  timer();
  EXPECT_EQ(summary(), "It is parked at \"rest\" because its campaign is paused.");
  EXPECT_EQ(told().at("kept_inputs"), 1);
}

TEST_F(an_explanation, of_an_end_says_which_and_offers_nothing) {
  start();
  event("goal");
  EXPECT_EQ(summary(), "It reached its goal: goal while at \"tell\".");
  EXPECT_EQ(told().at("can"), json::array());
  EXPECT_EQ(told().at("listens_to"), json::array());

  start();
  command(command_kind::cancel, "by mistake");
  EXPECT_EQ(summary(), "It was cancelled at \"tell\": by mistake.");

  prove();
  campaign.start = "end";
  start();
  EXPECT_EQ(summary(), "It went all its way and completed.");

  prove();
  campaign.start = "nowhere";
  start();
  EXPECT_EQ(summary(), "It failed at \"\": the step \"nowhere\" is not in the definition.");
}

} // namespace
} // namespace sojourn::engine::testing
