#include "tests/unit/engine/harness.hpp"

namespace sojourn::engine::testing {
namespace {

// ---- needs_of ----

void expect_needs(const campaign::definition& campaign, bool record, bool vouchers) {
  const auto needs = needs_of(campaign);
  EXPECT_EQ(needs.record, record);
  EXPECT_EQ(needs.vouchers, vouchers);
}

TEST(the_needs_of_a_campaign, are_nothing_when_no_rule_asks_for_anything) {
  expect_needs(campaign_of({{"tell", send("end")}, {"rest", delay("P1D", "end")}}), false, false);
}

TEST(the_needs_of_a_campaign, come_from_every_place_that_holds_a_rule) {
  const auto plain = campaign_of({{"tell", send("end")}});
  const auto asks = var("customer.tier");
  auto one = plain;
  one.audience = asks;
  expect_needs(one, true, false);
  one = plain;
  one.reentry.key = asks;
  expect_needs(one, true, false);
  one = plain;
  one.goals = {{"e", asks}};
  expect_needs(one, true, false);
  one = plain;
  one.exits = {{"e", asks}};
  expect_needs(one, true, false);
  expect_needs(campaign_of({{"s", delay(asks, "end")}}), true, false);
  expect_needs(campaign_of({{"s", wait({on("e", "end", asks)})}}), true, false);
  expect_needs(campaign_of({{"s", branch({{asks, "end"}}, "end")}}), true, false);
  expect_needs(campaign_of({{"s", update({{"f", asks}}, "end")}}), true, false);
}

TEST(the_needs_of_a_campaign, include_vouchers_when_a_variable_is_read) {
  expect_needs(campaign_of({{"s", branch({{var("vars.gift.redeemed_at"), "end"}}, "end")}}), false,
               true);
}

TEST(the_needs_of_a_campaign, are_everything_when_a_path_is_computed) {
  expect_needs(campaign_of({{"s", branch({{rule({{"var", {json{{"cat", {"a", "b"}}}}}}), "end"},
                                          {var("trigger.x"), "end"}},
                                         "end")}}),
               true, true);
}

TEST(the_needs_of_a_campaign, leave_out_what_the_state_holds_itself) {
  expect_needs(campaign_of({{"s", branch({{var("trigger.plan"), "end"},
                                          {var("change.tier.to"), "end"},
                                          {var("event.n"), "end"},
                                          {var("subject.id"), "end"}},
                                         "end")}}),
               false, false);
}

// ---- vouchers_of ----

TEST(the_vouchers_of_a_state, are_the_variables_that_hold_an_issued_one) {
  instance_state state;
  state.vars = {{"gift", {{"code", "G-1"}, {"pool", "gold"}, {"issued_at", "now"}}},
                {"answer", {{"status", 200}}},
                {"event", {{"code", "G-2"}, {"type", "x"}}},
                {"text", "code pool issued_at"}};

  const auto found = vouchers_of(state);

  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].variable, "gift");
  EXPECT_EQ(found[0].pool, "gold");
  EXPECT_EQ(found[0].code, "G-1");
}

TEST(the_vouchers_of_a_state, are_not_events_that_only_look_like_one) {
  instance_state state;
  state.vars = {{"odd", {{"code", 5}, {"pool", json::array()}, {"issued_at", true}}}};

  EXPECT_TRUE(vouchers_of(state).empty());
}

// ---- subscriptions ----

class the_subscriptions_of_a_state : public one_instance {};

TEST_F(the_subscriptions_of_a_state, are_goals_and_exits_and_the_events_of_its_wait) {
  campaign = campaign_of({{"tell", send("answer?")},
                          {"answer?", wait({on("a", "end"), on("b", "end"), on("a", "end")})}});
  campaign.goals = {{"goal", {}}};
  campaign.exits = {{"exit", {}}, {"goal", {}}};

  start();
  EXPECT_EQ(subscriptions(campaign, state()), (std::set<std::string>{"goal", "exit"}));

  settle(outcome::accepted);
  EXPECT_EQ(subscriptions(campaign, state()), (std::set<std::string>{"goal", "exit", "a", "b"}));

  command(command_kind::pause);
  EXPECT_EQ(subscriptions(campaign, state()), (std::set<std::string>{"goal", "exit", "a", "b"}));

  command(command_kind::cancel);
  EXPECT_TRUE(subscriptions(campaign, state()).empty());
}

TEST(the_subscriptions_of_a_lost_state, are_those_of_the_campaign_alone) {
  auto campaign = campaign_of({{"tell", send("end")}});
  campaign.goals = {{"goal", {}}};
  instance_state state;
  state.status = instance_status::waiting;
  state.step = "a step of another version";

  EXPECT_EQ(subscriptions(campaign, state), (std::set<std::string>{"goal"}));
}

// ---- reentry_key ----

result<std::string> key_of(rules::rule key, const json& trigger = json::object(),
                           const json& record = {}, const json& traits = {}) {
  auto campaign = campaign_of({{"tell", send("end")}});
  campaign.reentry.key = std::move(key);
  facts known;
  known.record = record;
  known.traits = traits;
  return reentry_key(campaign, {"customer", "42"}, trigger, known, {});
}

TEST(a_reentry_key, may_be_text_of_the_subject_the_trigger_the_record_or_the_traits) {
  EXPECT_EQ(key_of(var("subject.id")), "42");
  EXPECT_EQ(key_of(var("customer.id")), "42");
  EXPECT_EQ(key_of(var("trigger.order"), {{"order", "o-7"}}), "o-7");
  EXPECT_EQ(key_of(var("change.tier.to"), {{"change", {{"tier", {{"to", "gold"}}}}}}), "gold");
  EXPECT_EQ(key_of(var("customer.household"), json::object(), {{"household", "h-1"}}), "h-1");
  EXPECT_EQ(key_of(rule({{"cat", {json{{"var", "subject.id"}}, "/", json{{"var", "trigger.n"}}}}}),
                   {{"n", 3}}),
            "42/3");
  EXPECT_EQ(key_of(var("traits.last_viewed_product"), json::object(), {},
                   {{"last_viewed_product", "p-1"}}),
            "p-1");
}

TEST(a_reentry_key, may_be_a_number) {
  EXPECT_EQ(key_of(var("trigger.order"), {{"order", 7}}), "7");
  EXPECT_EQ(key_of(var("trigger.order"), {{"order", -2.5}}), "-2.5");
}

TEST(a_reentry_key, reads_dates_in_the_campaigns_zone) {
  auto campaign = campaign_of({{"tell", send("end")}});
  campaign.timezone = "Asia/Ho_Chi_Minh";
  campaign.reentry.key = rule({{"date", "2026-03-01"}});

  EXPECT_EQ(reentry_key(campaign, {"customer", "42"}, json::object(), {}, {}),
            "2026-02-28T17:00:00Z");
}

TEST(a_reentry_key, that_is_neither_is_refused_with_the_value) {
  for (const auto& [value, shown] : std::vector<std::pair<json, std::string>>{
           {nullptr, "null"}, {"", "\"\""}, {true, "true"}, {json::array(), "[]"}}) {
    const auto key = key_of(var("trigger.order"), {{"order", value}});
    ASSERT_FALSE(key);
    EXPECT_EQ(key.error().code, error_code::invalid_request);
    EXPECT_EQ(key.error().message, "the re-entry key of \"welcome\" gives " + shown +
                                       " for customer:42; it must give text or a number");
  }
}

TEST(a_reentry_key, that_cannot_be_evaluated_is_refused_with_the_rules_words) {
  const auto key = key_of(broken());

  ASSERT_FALSE(key);
  EXPECT_EQ(key.error().code, error_code::invalid_rule);
}

} // namespace
} // namespace sojourn::engine::testing
