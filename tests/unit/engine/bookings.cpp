#include "tests/unit/engine/harness.hpp"

namespace sojourn::engine::testing {
namespace {

class a_gate : public one_instance {
protected:
  void given(std::optional<calendar::schedule> resets = {}) {
    campaign::count_gate_step gate;
    gate.counter = "offers";
    gate.cases = {{1, "first"}, {100, "offer"}};
    gate.otherwise = "late";
    gate.as = "passage";
    gate.resets = std::move(resets);
    campaign = campaign_of({{"gate", gate},
                            {"first", stop("the first")},
                            {"offer", stop("an offer")},
                            {"late", stop("too late")}});
  }
  effect_settled numbered(std::int64_t number) {
    return booking_settled(*state().effect, {.booked = {{"number", number}}});
  }
};

TEST_F(a_gate, asks_for_the_number_of_its_passage) {
  given();

  start();

  expect_at("gate", instance_status::waiting, waiting_for::effect_result);
  EXPECT_EQ(state().effect->kind, effect_kind::count);
  EXPECT_EQ(state().effect->booking, json({{"counter", "offers"}}));
}

TEST_F(a_gate, that_is_reset_counts_since_the_last_reset) {
  given(calendar::schedule{
      sure(calendar::recurrence::parse("FREQ=DAILY", "2026-01-01T08:00", "UTC"))});

  start();

  EXPECT_EQ(state().effect->booking.at("since"), to_unix_ms(at("2026-03-01T08:00:00Z")));
}

TEST_F(a_gate, lets_the_number_decide_the_way) {
  for (const auto& [number, reason] : std::map<std::int64_t, std::string>{
           {1, "the first"}, {2, "an offer"}, {100, "an offer"}, {101, "too late"}}) {
    given();
    start();

    settle(numbered(number));

    expect_ended(instance_status::completed, reason);
    EXPECT_EQ(state().vars.at("passage"), json({{"number", number}}));
    EXPECT_FALSE(state().outcomes.contains("gate")) << "outcomes are of messages";
    prove();
  }
}

class points : public one_instance {
protected:
  campaign::points_step step;

  points() {
    step.amount = rule({{"*", {{{"var", "trigger.total"}}, 0.1}}});
    step.reference = var("trigger.order");
    step.book = "purchases";
    step.as = "gained";
    step.next = "done";
  }
  void begin(json trigger = {{"total", 129}, {"order", "o-1"}}) {
    campaign = campaign_of({{"book", step}, {"done", stop("booked")}, {"poor", stop("too few")}});
    start(std::move(trigger));
  }
};

TEST_F(points, are_asked_for_by_their_reference_in_whole_numbers) {
  begin();

  expect_at("book", instance_status::waiting, waiting_for::effect_result);
  EXPECT_EQ(state().effect->kind, effect_kind::points);
  EXPECT_EQ(state().effect->booking,
            json({{"book", "purchases"}, {"reference", "o-1"}, {"amount", 12}}));
}

TEST_F(points, are_counted_in_decimals) {
  const std::vector<std::tuple<json, json, int>> prices{
      {100, 1.15, 115}, {100, 0.29, 29}, {19.99, 100, 1999}, {4.35, 100, 435}, {1.005, 1000, 1005}};
  for (const auto& [total, factor, wanted] : prices) {
    step.amount = rule({{"*", {{{"var", "trigger.total"}}, factor}}});
    begin({{"total", total}, {"order", "o-1"}});
    EXPECT_EQ(state().effect->booking.at("amount"), json(wanted)) << total << " × " << factor;
  }
}

TEST_F(points, that_were_booked_are_in_their_variable) {
  begin();
  const json booked{{"booked", true}, {"amount", 12}, {"balance", 40}};

  settle(booking_settled(*state().effect, {.booked = booked}));

  expect_ended(instance_status::completed, "booked");
  EXPECT_EQ(state().vars.at("gained"), booked);
}

TEST_F(points, that_are_not_there_go_the_way_of_the_insufficient_or_hold) {
  const booking_outcome too_few{outcome::rejected, "insufficient_points", "30 are there", {}};
  begin();
  settle(booking_settled(*state().effect, too_few));
  expect_held("30 are there");
  prove();

  step.on_insufficient = "poor";
  begin();
  settle(booking_settled(*state().effect, too_few));
  expect_ended(instance_status::completed, "too few");
}

TEST_F(points, that_cannot_be_paid_now_are_asked_for_again_later) {
  begin();

  settle(booking_settled(
      *state().effect,
      {.how = outcome::put_off, .code = std::string{budget_code}, .retry_after = hours{20}}));

  expect_at("book", instance_status::waiting, waiting_for::rate_limit);
  timer();
  expect_at("book", instance_status::waiting, waiting_for::effect_result);
  EXPECT_EQ(state().effect->booking,
            json({{"book", "purchases"}, {"reference", "o-1"}, {"amount", 12}}));
}

TEST_F(points, of_anybody_but_a_customer_hold_whatever_the_ways) {
  step.on_insufficient = "poor";
  begin();

  settle(booking_settled(*state().effect,
                         {outcome::rejected, "no_customer", "visitor:7 is no customer", {}}));

  expect_held("visitor:7 is no customer");
}

TEST_F(points, without_a_number_or_a_reference_hold) {
  begin({{"total", "many"}, {"order", "o-1"}});
  expect_held("a condition of \"book\" failed: \"*\" needs a number, and \"many\" is none");
  prove();

  begin({{"total", 129}});
  expect_held("the reference of \"book\" is null, which is neither text nor a number");
}

TEST_F(points, of_a_reversal_name_what_is_taken_back) {
  step.reverses = var("trigger.order");
  step.reference = var("trigger.refund");
  begin({{"total", 50}, {"order", "o-1"}, {"refund", 7}});

  EXPECT_EQ(state().effect->booking,
            json({{"book", "purchases"}, {"reference", "7"}, {"reverses", "o-1"}, {"amount", 5}}));
}

class a_tier : public one_instance {
protected:
  void given(std::string on_failure = {}) {
    campaign::tier_step step;
    step.field = "tier";
    step.tiers = {{"gold", {{">", {{{"var", "traits.points"}}, 100}}}}};
    step.otherwise = "member";
    step.keeps_higher = true;
    step.on_failure = std::move(on_failure);
    step.next = "done";
    campaign = campaign_of({{"rank", step}, {"done", stop("ranked")}, {"odd", stop("refused")}});
  }
};

TEST_F(a_tier, is_decided_where_it_is_written_by_the_rules_of_the_step) {
  given();

  start();

  EXPECT_EQ(state().effect->kind, effect_kind::tier);
  EXPECT_EQ(state().effect->booking,
            json::parse(R"({"field": "tier", "zone": "UTC", "otherwise": "member",
                            "keep_higher": true,
                            "tiers": [{"value": "gold",
                                       "when": {">": [{"var": "traits.points"}, 100]}}]})"));
  settle(booking_settled(*state().effect, {.booked = {{"changed", true}}}));
  expect_ended(instance_status::completed, "ranked");
}

TEST_F(a_tier, that_cannot_be_written_goes_the_way_of_failures_or_holds) {
  const booking_outcome refused{outcome::rejected, "record_refused", "no such tier", {}};
  given();
  start();
  settle(booking_settled(*state().effect, refused));
  expect_held("no such tier");
  prove();

  given("odd");
  start();
  settle(booking_settled(*state().effect, refused));
  expect_ended(instance_status::completed, "refused");
}

} // namespace
} // namespace sojourn::engine::testing
