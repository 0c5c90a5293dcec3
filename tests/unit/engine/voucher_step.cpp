#include "tests/unit/engine/harness.hpp"

namespace sojourn::engine::testing {
namespace {

class a_voucher : public one_instance {
protected:
  void given(std::string on_exhausted, std::string on_failure) {
    campaign = campaign_of({{"offer", voucher("gold-2026", "gift", "done", std::move(on_exhausted),
                                              std::move(on_failure))},
                            {"done", stop("given")},
                            {"none", stop("none left")},
                            {"sorry", stop("it failed")}});
  }
  effect_settled reserved(const std::optional<std::string>& code) {
    return voucher_settled(*state().effect, code);
  }
  static booking_outcome unpaid(milliseconds retry_after) {
    return {.how = outcome::put_off,
            .code = std::string{budget_code},
            .detail = "nothing is left",
            .retry_after = retry_after};
  }
};

TEST_F(a_voucher, asks_its_pool_for_a_code) {
  given("", "");

  start();

  expect_at("offer", instance_status::waiting, waiting_for::effect_result);
  EXPECT_EQ(state().effect, (pending_effect{"offer", 1, 1, effect_kind::voucher, "gold-2026"}));
}

TEST_F(a_voucher, that_was_reserved_is_issued_into_its_variable) {
  given("", "");
  start();

  settle(reserved("G-1"));

  expect_ended(instance_status::completed, "given");
  EXPECT_EQ(
      state().vars,
      json({{"gift",
             {{"code", "G-1"}, {"pool", "gold-2026"}, {"issued_at", "2026-03-01T09:00:00Z"}}}}));
  ASSERT_NE(wrote<voucher_issued>(), nullptr);
  EXPECT_EQ(*wrote<voucher_issued>(), (voucher_issued{"offer", "gold-2026", "G-1"}));
  EXPECT_FALSE(state().outcomes.contains("offer")) << "outcomes are of messages";
}

TEST_F(a_voucher, of_a_pool_that_expires_says_when) {
  given("", "");
  start();

  settle(voucher_settled(*state().effect, "G-1", now + hours{24}));

  EXPECT_EQ(state().vars.at("gift").at("expires_at"), "2026-03-02T09:00:00Z");
}

TEST_F(a_voucher, that_cannot_be_paid_now_is_asked_for_again_later_and_loses_no_attempt) {
  given("none", "sorry");
  start();

  settle(booking_settled(*state().effect, unpaid(hours{20})));

  expect_at("offer", instance_status::waiting, waiting_for::rate_limit);
  EXPECT_EQ(state().due, now + hours{20});
  timer();
  EXPECT_EQ(state().effect, (pending_effect{"offer", 1, 2, effect_kind::voucher, "gold-2026"}));
  settle(reserved("G-1"));
  expect_ended(instance_status::completed, "given");
}

TEST_F(a_voucher, that_cannot_be_paid_waits_for_its_campaign_without_an_effect) {
  given("none", "sorry");
  start();
  known.campaign_paused = true;

  settle(booking_settled(*state().effect, unpaid({})));

  expect_at("offer", instance_status::paused, waiting_for::campaign_resume);
  EXPECT_FALSE(state().effect) << "nothing is reserved";
  known.campaign_paused = false;
  pass(hours{20});
  command(command_kind::campaign_resumed);
  EXPECT_EQ(state().waiting, waiting_for::rate_limit);
  timer();
  expect_at("offer", instance_status::waiting, waiting_for::effect_result);
  EXPECT_EQ(state().attempt, 2u);
}

TEST_F(a_voucher, that_waits_for_the_budget_may_be_tried_at_once) {
  given("none", "sorry");
  start();
  settle(booking_settled(*state().effect, unpaid(hours{20})));

  command(command_kind::retry);

  expect_at("offer", instance_status::waiting, waiting_for::effect_result);
}

TEST_F(a_voucher, of_an_exhausted_pool_goes_where_on_exhausted_says) {
  given("none", "sorry");
  start();

  settle(reserved(std::nullopt));

  expect_ended(instance_status::completed, "none left");
  EXPECT_EQ(state().vars, json::object());
}

TEST_F(a_voucher, of_an_exhausted_pool_goes_the_way_of_failures_otherwise) {
  given("", "sorry");
  start();

  settle(reserved(std::nullopt));

  expect_ended(instance_status::completed, "it failed");
}

TEST_F(a_voucher, of_an_exhausted_pool_without_a_way_holds_and_can_be_retried) {
  given("", "");
  start();
  settle(reserved(std::nullopt));
  expect_held("the voucher pool \"gold-2026\" gave no code: exhausted");

  command(command_kind::retry, "more codes were imported");

  EXPECT_EQ(state().effect, (pending_effect{"offer", 1, 2, effect_kind::voucher, "gold-2026"}));
  settle(reserved("G-2"));
  expect_ended(instance_status::completed, "given");
}

TEST_F(a_voucher, accepted_without_a_code_is_no_voucher) {
  given("none", "");
  start();

  settle(outcome::accepted);

  expect_ended(instance_status::completed, "none left");
}

TEST_F(a_voucher, tells_conditions_when_it_was_redeemed) {
  campaign = campaign_of(
      {{"offer", voucher("gold-2026", "gift", "rest")},
       {"rest", delay("P1D", "used?")},
       {"used?",
        branch({{rule({{"!", {json{{"var", "vars.gift.redeemed_at"}}}}}), "remind"}}, "thank")},
       {"remind", stop("not used")},
       {"thank", stop("used")}});
  start();
  settle(reserved("G-1"));
  known.redeemed = {{"gift", now + hours{3}}};

  timer();

  expect_ended(instance_status::completed, "used");
  ASSERT_NE(wrote<facts_read>(), nullptr);
  EXPECT_EQ(wrote<facts_read>()->values, json({{"redeemed.gift", to_unix_ms(now - hours{21})}}));
  EXPECT_FALSE(state().vars.at("gift").contains("redeemed_at")) << "a fact is not kept";
}

TEST_F(a_voucher, that_nobody_used_is_seen_as_unused) {
  campaign = campaign_of({{"offer", voucher("gold-2026", "gift", "used?")},
                          {"used?", branch({{var("vars.gift.redeemed_at"), "thank"}}, "remind")},
                          {"remind", stop("not used")},
                          {"thank", stop("used")}});
  start();

  settle(reserved("G-1"));

  expect_ended(instance_status::completed, "not used");
  EXPECT_EQ(wrote<facts_read>(), nullptr);
}

} // namespace
} // namespace sojourn::engine::testing
