#include "tests/unit/engine/harness.hpp"

namespace sojourn::engine::testing {
namespace {

class starting_another : public one_instance {
protected:
  campaign::start_step step;

  starting_another() {
    step.campaign = "thanks";
    step.next = "done";
    known.campaigns = {{"thanks", "active"}};
  }
  void begin(json trigger = json::object()) {
    campaign = campaign_of({{"go", step},
                            {"done", stop("started")},
                            {"sorry", stop("not started")},
                            {"late", stop("took too long")}});
    start(std::move(trigger));
  }
  void ended(const std::string& status, std::uint32_t visit = 1) {
    event(std::string{started_ended_event}, {{"step", "go"},
                                             {"visit", visit},
                                             {"instance", "i-1"},
                                             {"status", status},
                                             {"reason", "goal: order.paid"}});
  }
};

TEST_F(starting_another, commits_the_start_with_the_turn_and_goes_on) {
  step.data = {{"from", var("trigger.code")}};

  begin({{"code", "A"}});

  expect_ended(instance_status::completed, "started");
  ASSERT_EQ(last().starts.size(), 1u);
  const auto& asked = last().starts.front();
  EXPECT_EQ(asked.campaign, "thanks");
  EXPECT_EQ(asked.subject, subject);
  EXPECT_EQ(asked.trigger.at("data"), json({{"from", "A"}}));
  EXPECT_EQ(asked.trigger.at("instance"), to_text(state().id));
  EXPECT_EQ(asked.trigger.at("waits"), false);
}

TEST_F(starting_another, that_is_not_active_holds_and_says_so) {
  known.campaigns = {{"thanks", "draft"}};
  begin();
  expect_held("the campaign \"thanks\" is draft");
  EXPECT_TRUE(last().starts.empty());

  known.campaigns = {{"thanks", "active"}};
  command(command_kind::retry);
  expect_ended(instance_status::completed, "started");
}

TEST_F(starting_another, that_nobody_knows_goes_the_way_of_failures) {
  known.campaigns.clear();
  step.on_failure = "sorry";

  begin();

  expect_ended(instance_status::completed, "not started");
}

TEST_F(starting_another, in_a_circle_comes_to_an_end) {
  begin({{"type", "start"}, {"depth", 16}});

  expect_held("16 campaigns started each other");
}

TEST_F(starting_another, waits_until_that_one_has_ended) {
  step.waits = true;
  step.as = "child";
  begin();
  expect_at("go", instance_status::waiting, waiting_for::event);
  EXPECT_FALSE(state().due);

  ended("converted", 2); // of another visit
  EXPECT_TRUE(meant_nothing());
  event("order.paid");
  EXPECT_TRUE(meant_nothing());

  ended("converted");

  expect_ended(instance_status::completed, "started");
  EXPECT_EQ(state().vars.at("child"),
            json({{"instance", "i-1"}, {"status", "converted"}, {"reason", "goal: order.paid"}}));
}

TEST_F(starting_another, that_takes_nobody_is_a_failure_for_who_waits) {
  step.waits = true;
  step.on_failure = "sorry";
  begin();

  ended("refused");

  expect_ended(instance_status::completed, "not started");
}

TEST_F(starting_another, that_does_not_end_in_time_is_left) {
  step.waits = true;
  step.timeout = lasting("P2D");
  step.on_timeout = "late";
  begin();
  EXPECT_EQ(state().due, at("2026-03-03T09:00:00Z"));

  timer();

  expect_ended(instance_status::completed, "took too long");
}

TEST_F(starting_another, keeps_the_news_of_an_end_while_its_campaign_is_paused) {
  step.waits = true;
  begin();
  known.campaign_paused = true;
  ended("completed");
  expect_at("go", instance_status::paused, waiting_for::campaign_resume);

  known.campaign_paused = false;
  command(command_kind::campaign_resumed);

  expect_ended(instance_status::completed, "started");
}

TEST(pausing_its_campaign, is_the_last_that_an_instance_does) {
  const auto campaign = campaign_of({{"enough", campaign::pause_campaign_step{"sold out"}}});
  started how;
  how.id = instance_id{7};
  how.campaign = "welcome";
  how.version = 1;
  how.subject = {"customer", "42"};

  const auto made = sure(advance(campaign, {}, how, at("2026-03-01T09:00:00Z"), {}));

  EXPECT_EQ(made.pauses_campaign, (campaign_paused{"enough", "sold out"}));
  EXPECT_EQ(made.after.status, instance_status::completed);
  EXPECT_EQ(made.after.reason, "sold out");
}

} // namespace
} // namespace sojourn::engine::testing
