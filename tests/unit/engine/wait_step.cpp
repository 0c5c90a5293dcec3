#include "tests/unit/engine/harness.hpp"

namespace sojourn::engine::testing {
namespace {

class a_wait : public one_instance {
protected:
  a_wait() {
    campaign =
        campaign_of({{"answer?", wait({on("order.paid", "paid", equal("event.order", 7), "payment"),
                                       on("order.cancelled", "gone"),
                                       on("order.paid", "other", equal("event.order", 8))},
                                      "P2D", "silent")},
                     {"paid", stop("paid")},
                     {"other", stop("paid another")},
                     {"gone", stop("cancelled")},
                     {"silent", stop("no answer")}});
  }
};

TEST_F(a_wait, waits_for_its_events_and_its_timeout) {
  start();

  expect_at("answer?", instance_status::waiting, waiting_for::event);
  EXPECT_EQ(state().due, now + hours{48});
  ASSERT_NE(wrote<wait_began>(), nullptr);
  EXPECT_EQ(*wrote<wait_began>(), (wait_began{"answer?", 1, now + hours{48}}));
  EXPECT_EQ(subscriptions(campaign, state()),
            (std::set<std::string>{"order.paid", "order.cancelled"}));
}

TEST_F(a_wait, goes_the_way_of_the_event_that_came) {
  start();

  event("order.cancelled");

  expect_ended(instance_status::completed, "cancelled");
  EXPECT_EQ(
      written().front(),
      R"(transition_taken {"step":"answer?","visit":1,"transition":"order.cancelled","to":"gone"})");
}

TEST_F(a_wait, keeps_the_event_in_its_variable_with_type_and_id) {
  start();

  event("order.paid", {{"order", 7}, {"amount", 120}});

  expect_ended(instance_status::completed, "paid");
  EXPECT_EQ(state().vars,
            json({{"payment",
                   {{"order", 7}, {"amount", 120}, {"type", "order.paid"}, {"id", "evt-1"}}}}));
}

TEST_F(a_wait, takes_the_first_of_its_ways_that_matches) {
  start();

  event("order.paid", {{"order", 8}});

  expect_ended(instance_status::completed, "paid another");
  EXPECT_EQ(state().vars, json::object());
}

TEST_F(a_wait, does_not_hear_an_event_that_matches_none_of_its_ways) {
  start();

  event("order.paid", {{"order", 9}});

  EXPECT_TRUE(meant_nothing());
}

TEST_F(a_wait, does_not_hear_an_event_of_another_type) {
  start();

  event("cart.left");

  EXPECT_TRUE(meant_nothing());
}

TEST_F(a_wait, takes_its_timeout_as_a_way) {
  start();

  timer();

  expect_ended(instance_status::completed, "no answer");
  EXPECT_EQ(
      written().front(),
      R"(transition_taken {"step":"answer?","visit":1,"transition":"timeout","to":"silent"})");
}

TEST_F(a_wait, prefers_the_event_to_a_timer_that_is_late) {
  start();
  now = *state().due + hours{1};

  event("order.cancelled");
  expect_ended(instance_status::completed, "cancelled");

  give(timer_due{now});
  EXPECT_TRUE(meant_nothing());
}

TEST_F(a_wait, without_a_timeout_waits_for_ever) {
  campaign = campaign_of({{"answer?", wait({on("order.paid", "end")})}});

  start();

  EXPECT_FALSE(state().due);
  EXPECT_EQ(*wrote<wait_began>(), (wait_began{"answer?", 1, std::nullopt}));
  event("order.paid");
  expect_ended(instance_status::completed, "");
}

TEST_F(a_wait, sees_the_facts_that_its_match_reads) {
  campaign = campaign_of(
      {{"answer?",
        wait({on(
            "order.paid", "end",
            rule({{">=", {json{{"var", "event.amount"}}, json{{"var", "customer.limit"}}}}}))})}});
  known.record = {{"limit", 100}, {"name", "An"}};
  start();

  event("order.paid", {{"amount", 150}});

  expect_ended(instance_status::completed, "");
  EXPECT_EQ(wrote<facts_read>()->values, json({{"customer.limit", 100}}));
}

TEST_F(a_wait, carries_event_data_that_is_no_object_as_data) {
  for (const auto& data : {json{}, json::array(), json{1, 2}, json("text"), json(5)}) {
    campaign = campaign_of(
        {{"answer?", wait({on("ping", "rest", {}, "it")})}, {"rest", delay("P1D", "end")}});
    start();

    event("ping", data);

    EXPECT_EQ(state().vars.at("it"), json({{"data", data}, {"type", "ping"}, {"id", "evt-1"}}));
  }
}

TEST_F(a_wait, leaves_the_events_own_type_and_id_alone) {
  campaign = campaign_of(
      {{"answer?", wait({on("ping", "rest", {}, "it")})}, {"rest", delay("P1D", "end")}});
  start();

  event("ping", {{"type", "inner"}, {"id", 9}});

  EXPECT_EQ(state().vars.at("it"), json({{"type", "inner"}, {"id", 9}}));
}

TEST_F(a_wait, whose_match_cannot_be_evaluated_holds) {
  campaign = campaign_of({{"answer?", wait({on("ping", "end", broken())}, "P1D", "end")}});
  start();

  event("ping");

  EXPECT_EQ(state().status, instance_status::held);
  EXPECT_TRUE(state().reason.starts_with("a condition of \"answer?\" failed: ")) << state().reason;
  EXPECT_FALSE(state().due);
}

TEST_F(a_wait, that_is_held_hears_no_event_even_while_the_campaign_is_paused) {
  campaign = campaign_of(
      {{"answer?", wait({on("ping", "end", broken()), on("pong", "end")}, "P1D", "end")}});
  start();
  event("ping");
  ASSERT_EQ(state().status, instance_status::held);

  event("pong");
  EXPECT_TRUE(meant_nothing());
  event("ping");
  EXPECT_TRUE(meant_nothing());
  known.campaign_paused = true;
  event("pong");
  EXPECT_TRUE(meant_nothing());
}

TEST_F(a_wait, that_was_held_waits_again_on_retry) {
  campaign = campaign_of(
      {{"answer?", wait({on("ping", "end", broken()), on("pong", "end")}, "P1D", "end")}});
  start();
  event("ping");

  command(command_kind::retry);

  expect_at("answer?", instance_status::waiting, waiting_for::event);
  EXPECT_EQ(state().visit, 2u);
  event("pong");
  expect_ended(instance_status::completed, "");
}

TEST_F(a_wait, whose_timeout_leaves_the_calendar_holds) {
  campaign = campaign_of({{"answer?", wait({on("ping", "end")}, "P999Y", "end")}});
  now = at("9500-01-01T00:00:00Z");

  start();

  EXPECT_EQ(state().status, instance_status::held);
}

} // namespace
} // namespace sojourn::engine::testing
