// What the rules around a send do to an instance: skipped, put off, waiting for a receipt.
#include "tests/unit/engine/harness.hpp"

namespace sojourn::engine::testing {
namespace {

campaign::effect_rules when_unknown(campaign::on_unknown what) {
  campaign::effect_rules rules;
  rules.unknown = what;
  return rules;
}

class a_send_under_rules : public one_instance {
protected:
  a_send_under_rules() { given({}); }
  void given(campaign::effect_rules rules) {
    rules.on_failure = "sorry";
    campaign = campaign_of({{"tell", send("rest", std::move(rules))},
                            {"rest", delay("P1D", "end")},
                            {"sorry", stop("it failed")}});
  }
  void put_off(const std::string& code, milliseconds length) {
    auto made = settled(outcome::put_off);
    made.code = code;
    made.retry_after = length;
    settle(made);
  }
  void unknown_for(milliseconds length) {
    auto made = settled(outcome::unknown);
    made.code = "timeout";
    made.receipt_within = length;
    settle(made);
  }
  void receipt(const std::string& kind, std::uint32_t visit = 1) {
    event("message." + kind, {{"instance", to_text(state().id)},
                              {"step", "tell"},
                              {"visit", visit},
                              {"channel", "zns"}});
  }
};

TEST_F(a_send_under_rules, that_is_skipped_goes_on_and_says_why) {
  start();
  auto skipped = settled(outcome::skipped);
  skipped.code = "no_consent";

  settle(skipped);

  expect_at("rest", instance_status::waiting, waiting_for::timer);
  EXPECT_EQ(written().front(),
            R"(transition_taken {"step":"tell","visit":1,"transition":"skipped","to":"rest"})");
  EXPECT_EQ(state().outcomes.at("tell").at("code"), "no_consent");
}

TEST_F(a_send_under_rules, that_meets_quiet_hours_is_tried_again_at_their_end) {
  start();

  put_off("quiet_hours", hours{8});

  expect_at("tell", instance_status::waiting, waiting_for::quiet_hours);
  EXPECT_EQ(state().due, now + hours{8});
  EXPECT_FALSE(state().effect);
  timer();
  expect_at("tell", instance_status::waiting, waiting_for::effect_result);
}

TEST_F(a_send_under_rules, that_is_put_off_over_and_over_uses_up_no_attempt) {
  start();
  for (int night = 0; night < 20; ++night) {
    put_off("cap:weekly", hours{8});
    expect_at("tell", instance_status::waiting, waiting_for::rate_limit);
    timer();
  }
  settle(outcome::accepted);
  expect_at("rest", instance_status::waiting, waiting_for::timer);
}

TEST_F(a_send_under_rules, that_is_put_off_can_be_sent_at_once_by_an_operator) {
  start();
  put_off("quiet_hours", hours{8});

  command(command_kind::retry);

  expect_at("tell", instance_status::waiting, waiting_for::effect_result);
}

TEST_F(a_send_under_rules, whose_outcome_is_unknown_goes_on_when_its_receipt_comes) {
  start();
  unknown_for(minutes{30});
  expect_at("tell", instance_status::waiting, waiting_for::receipt);
  EXPECT_TRUE(subscriptions(campaign, state()).contains("message.delivered"));
  pass(minutes{3});

  receipt("delivered");

  expect_at("rest", instance_status::waiting, waiting_for::timer);
  EXPECT_EQ(state().outcomes.at("tell").at("status"), "accepted");
  EXPECT_EQ(state().settled_at, now);
}

TEST_F(a_send_under_rules, whose_outcome_is_unknown_fails_when_the_receipt_says_so) {
  start();
  unknown_for(minutes{30});

  receipt("failed");

  expect_ended(instance_status::completed, "it failed");
}

TEST_F(a_send_under_rules, that_waits_for_a_receipt_does_not_take_that_of_another_send) {
  start();
  unknown_for(minutes{30});

  receipt("delivered", 2);

  EXPECT_TRUE(meant_nothing());
}

TEST_F(a_send_under_rules, for_which_no_receipt_comes_follows_on_unknown) {
  given(when_unknown(campaign::on_unknown::next));
  start();
  unknown_for(minutes{30});

  timer();

  expect_at("rest", instance_status::waiting, waiting_for::timer);
}

TEST_F(a_send_under_rules, for_which_no_receipt_comes_holds_where_nothing_else_is_said) {
  start();
  unknown_for(minutes{30});

  timer();

  expect_held("the outcome is unknown: email timeout and no receipt came");
}

TEST_F(a_send_under_rules, hears_a_receipt_that_came_while_it_was_paused_when_it_goes_on) {
  start();
  unknown_for(minutes{30});
  command(command_kind::pause);
  receipt("read");

  command(command_kind::resume);

  expect_at("rest", instance_status::waiting, waiting_for::timer);
}

TEST_F(a_send_under_rules, shows_its_conditions_what_was_heard_of_it) {
  campaign = campaign_of(
      {{"tell", send("wait")},
       {"wait", delay("P1D", "how?")},
       {"how?", branch({{rule({{"outcome", {"tell", "clicked_at"}}}), "clicked"}}, "quiet")},
       {"clicked", stop("clicked")},
       {"quiet", stop("quiet")}});
  start();
  settle(outcome::accepted);
  known.receipts["tell"] = {{"clicked_at", "2026-03-01T10:00:00Z"}};

  timer();

  expect_ended(instance_status::completed, "clicked");
}

} // namespace
} // namespace sojourn::engine::testing
