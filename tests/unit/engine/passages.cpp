// What turns tell the reports: where instances came from and went to, and what became of messages.
#include "tests/unit/engine/harness.hpp"

#include <gmock/gmock.h>

namespace sojourn::engine::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class passages : public one_instance {
protected:
  /// The last turn's, as "kind step name to change".
  [[nodiscard]] std::vector<std::string> told() const {
    constexpr std::array names{"moved",   "converted",   "exited",       "cancelled", "failed",
                               "held",    "migrated_in", "migrated_out", "accepted",  "rejected",
                               "unknown", "unreachable", "skipped",      "gave_up",   "taken_back"};
    std::vector<std::string> shown;
    for (const auto& one : last().passages) {
      auto text = std::string{names.at(static_cast<std::size_t>(one.kind))} + " " +
                  (one.step.empty() ? "-" : one.step);
      if (!one.name.empty())
        text += " by " + one.name;
      if (one.kind == passage_kind::moved)
        text += " to " + (one.to.empty() ? "the end" : one.to);
      if (one.change != 1)
        text += " " + std::to_string(one.change);
      shown.push_back(text);
    }
    return shown;
  }
  effect_settled by_zns(outcome how, const std::string& code = {}) {
    auto made = settled(how);
    made.channel = "zns";
    made.code = code;
    return made;
  }
};

TEST_F(passages, a_start_runs_from_the_trigger_through_the_steps_that_do_not_wait) {
  campaign = campaign_of(
      {{"which", branch({{rule(true), "rest"}}, "end")}, {"rest", delay("P1D", "end")}});
  start();
  EXPECT_THAT(told(), ElementsAre("moved - by start to which", "moved which by case 1 to rest"));
  EXPECT_EQ(last().passages.front().at, now);

  timer();
  EXPECT_THAT(told(), ElementsAre("moved rest by next to the end"));
}

TEST_F(passages, a_step_of_the_type_end_leads_to_the_end) {
  campaign = campaign_of({{"over", stop("nothing to do")}});
  start();
  EXPECT_THAT(told(), ElementsAre("moved - by start to over", "moved over by end to the end"));
}

TEST_F(passages, a_goal_is_reached_from_where_the_instance_is_and_takes_its_message_back) {
  campaign = campaign_of({{"tell", send("end")}});
  campaign.goals = {{"order.paid", rule(true)}};
  start();

  event("order.paid");

  EXPECT_THAT(told(), ElementsAre("converted tell by order.paid", "taken_back tell"));
}

TEST_F(passages, a_message_that_had_left_before_it_was_taken_back_counts_by_its_outcome) {
  campaign = campaign_of({{"tell", send("end")}});
  campaign.goals = {{"order.paid", rule(true)}};
  start();
  const auto late = by_zns(outcome::accepted);
  event("order.paid");

  settle(late);

  EXPECT_THAT(told(), ElementsAre("taken_back tell -1", "accepted tell by zns"));
}

TEST_F(passages, an_unknown_outcome_that_a_receipt_clears_is_unknown_no_more_on_its_own_day) {
  campaign = campaign_of({{"tell", send("end")}});
  start();
  const auto then = now;
  auto nobody_knows = by_zns(outcome::unknown, "timeout");
  nobody_knows.receipt_within = hours{48};
  settle(nobody_knows);
  EXPECT_THAT(told(), ElementsAre("unknown tell by zns"));
  EXPECT_EQ(state().code, "timeout");
  pass(hours{30});

  event("message.delivered",
        {{"instance", to_text(state().id)}, {"step", "tell"}, {"visit", 1}, {"channel", "zns"}});

  EXPECT_THAT(told(), ElementsAre("unknown tell by zns -1", "accepted tell by zns",
                                  "moved tell by next to the end"));
  EXPECT_EQ(last().passages.at(0).at, then);
  EXPECT_EQ(last().passages.at(1).at, now);
  EXPECT_EQ(state().code, "");
}

TEST_F(passages, a_message_that_nobody_may_get_is_told_apart_by_why) {
  campaign = campaign_of({{"tell", send("end", {}, "sorry")}, {"sorry", stop("nobody")}});
  start();
  settle(by_zns(outcome::skipped, "consent_withdrawn"));
  EXPECT_THAT(told(),
              ElementsAre("skipped tell by consent_withdrawn", "moved tell by skipped to the end"));
  prove();

  start();
  settle(by_zns(outcome::unreachable, "suppressed"));
  EXPECT_THAT(told(),
              ElementsAre("unreachable tell by suppressed", "moved tell by unreachable to sorry",
                          "moved sorry by end to the end"));
}

TEST_F(passages, attempts_that_fail_for_the_moment_count_when_they_are_given_up) {
  campaign::effect_rules once;
  once.retry.max_attempts = 1;
  campaign = campaign_of({{"tell", send("end", once)}});
  start();

  settle(by_zns(outcome::transient, "503"));

  EXPECT_THAT(told(), ElementsAre("gave_up tell by zns", "held tell by 503"));
  EXPECT_EQ(state().code, "503");
}

TEST_F(passages, what_an_operator_does_with_a_held_instance_counts_once) {
  campaign = campaign_of({{"which", branch({{broken(), "end"}}, "end")}});
  start();
  EXPECT_THAT(told(), ElementsAre("moved - by start to which", "held which by condition_failed"));

  command(command_kind::retry);
  EXPECT_THAT(told(), ElementsAre("held which by condition_failed"))
      << "it came to the step before";

  command(command_kind::skip);
  EXPECT_THAT(told(), ElementsAre("moved which by skipped to the end"));
}

TEST_F(passages, a_cancelled_instance_leaves_its_step) {
  campaign = campaign_of({{"rest", delay("P1D", "end")}});
  start();

  command(command_kind::cancel);

  EXPECT_THAT(told(), ElementsAre("cancelled rest by cancel"));
}

TEST_F(passages, what_means_nothing_counts_nothing) {
  campaign = campaign_of({{"rest", delay("P1D", "end")}});
  start();

  event("order.paid");

  EXPECT_THAT(told(), IsEmpty());
}

} // namespace
} // namespace sojourn::engine::testing
