#include "tests/unit/engine/harness.hpp"

namespace sojourn::engine::testing {
namespace {

/// A code that a message tells.
class a_code_that_is_told : public one_instance {
protected:
  void SetUp() override { given(send("rest", {}, "alone")); }

  void given(campaign::send_step tell) {
    auto offer = voucher("gold-2026", "gift", "tell");
    campaign = campaign_of({{"offer", offer},
                            {"tell", std::move(tell)},
                            {"rest", delay(lasting("P25D"), "done")},
                            {"alone", delay(lasting("P1D"), "done")},
                            {"done", stop("done")}});
    campaign.messages["hello"] = saying("Your code: {{vars.gift.code}}");
  }
  static campaign::message saying(const std::string& text) {
    campaign::message made;
    made.fallback_language = "en";
    made.languages["en"].text = sure(text::message_template::parse(text));
    return made;
  }
  void code_given() {
    start();
    settle(voucher_settled(*state().effect, "G-1"));
  }
  [[nodiscard]] bool went_back() const {
    return state().vars.at("gift").contains("returned_at") &&
           !state().vars.at("gift").contains("code");
  }
  json about(const std::string& step) const {
    return {{"instance", to_text(state().id)}, {"step", step}, {"visit", 1}};
  }
};

TEST_F(a_code_that_is_told, goes_back_at_once_when_its_holder_cannot_be_reached) {
  code_given();

  settle(outcome::unreachable);

  expect_at("alone", instance_status::waiting, waiting_for::timer);
  ASSERT_NE(wrote<voucher_returned>(), nullptr);
  EXPECT_EQ(*wrote<voucher_returned>(), (voucher_returned{"gold-2026", "G-1", "unreachable"}));
  EXPECT_TRUE(went_back());
  EXPECT_TRUE(vouchers_of(state()).empty());
}

TEST_F(a_code_that_is_told, stays_when_the_message_arrived) {
  code_given();

  settle(outcome::accepted);
  timer();

  expect_ended(instance_status::completed, "done");
  EXPECT_EQ(state().vars.at("gift").at("code"), "G-1");
}

TEST_F(a_code_that_is_told, stays_while_a_later_step_may_tell_it) {
  given(send("rest", {}, "again"));
  campaign.steps.emplace("again", campaign::step{"again", send("done", {}, "done")});
  code_given();

  settle(outcome::unreachable);

  expect_at("again", instance_status::waiting, waiting_for::effect_result);
  EXPECT_EQ(wrote<voucher_returned>(), nullptr);

  settle(outcome::unreachable);

  expect_ended(instance_status::completed, "done");
  EXPECT_NE(wrote<voucher_returned>(), nullptr) << "now nobody can be told any more";
}

TEST_F(a_code_that_is_told, stays_when_something_else_has_shown_it) {
  campaign.steps.at("offer").kind = voucher("gold-2026", "gift", "site");
  auto banner = show("home", "tell");
  banner.content = sure(text::message_template::parse("{{vars.gift.code}}"));
  campaign.steps.emplace("site", campaign::step{"site", banner});
  code_given();

  settle(outcome::unreachable);

  EXPECT_EQ(wrote<voucher_returned>(), nullptr);
  EXPECT_EQ(state().vars.at("gift").at("code"), "G-1");
}

TEST_F(a_code_that_is_told, stays_with_a_message_whose_outcome_is_unknown) {
  auto rules = campaign::effect_rules{};
  rules.unknown = campaign::on_unknown::next;
  given(send("done", rules));
  code_given();

  settle(outcome::unknown);

  expect_ended(instance_status::completed, "done");
  EXPECT_EQ(wrote<voucher_returned>(), nullptr);
}

TEST_F(a_code_that_is_told, stays_where_the_step_keeps_it) {
  std::get<campaign::voucher_step>(campaign.steps.at("offer").kind).returns = false;
  code_given();

  settle(outcome::unreachable);

  EXPECT_EQ(wrote<voucher_returned>(), nullptr);
}

TEST_F(a_code_that_is_told, stays_when_it_was_used_all_the_same) {
  code_given();
  known.redeemed["gift"] = now;

  settle(outcome::unreachable);

  EXPECT_EQ(wrote<voucher_returned>(), nullptr);
}

TEST_F(a_code_that_is_told, goes_back_when_the_message_bounces_later) {
  code_given();
  settle(outcome::accepted);

  event("message.bounced", about("tell"));

  expect_at("rest", instance_status::waiting, waiting_for::timer);
  ASSERT_NE(wrote<voucher_returned>(), nullptr);
  EXPECT_EQ(wrote<voucher_returned>()->why, "undelivered");
}

TEST_F(a_code_that_is_told, goes_back_also_after_the_instance_has_ended) {
  given(send("done"));
  code_given();
  settle(outcome::accepted);
  expect_ended(instance_status::completed, "done");

  event("message.bounced", about("tell"));

  EXPECT_NE(wrote<voucher_returned>(), nullptr);
  EXPECT_EQ(state().status, instance_status::completed);
  EXPECT_TRUE(went_back());
}

TEST_F(a_code_that_is_told, hears_nothing_of_other_messages) {
  code_given();
  settle(outcome::accepted);

  event("message.bounced", {{"instance", to_text(state().id)}, {"step", "rest"}, {"visit", 1}});

  EXPECT_TRUE(meant_nothing());
}

// ---- how long, and for how much ----------------------------------------------------------

TEST_F(a_code_that_is_told, is_good_for_so_many_days_of_the_campaigns_calendar) {
  campaign.timezone = "Asia/Ho_Chi_Minh";
  std::get<campaign::voucher_step>(campaign.steps.at("offer").kind).valid_for = lasting("P14D");

  code_given();

  EXPECT_EQ(state().vars.at("gift").at("expires_at"), "2026-03-15T09:00:00Z");
  EXPECT_EQ(wrote<voucher_issued>()->valid_until, at("2026-03-15T09:00:00Z"));
}

TEST_F(a_code_that_is_told, is_good_for_as_long_as_its_pool_says_and_never_longer_than_that) {
  start();
  settle(booking_settled(*state().effect,
                         voucher_outcome(reserved_code{.code = "G-1",
                                                       .expires_at = at("2026-03-10T00:00:00Z"),
                                                       .valid_for = "P14D"})));

  EXPECT_EQ(state().vars.at("gift").at("expires_at"), "2026-03-10T00:00:00Z");
  EXPECT_EQ(wrote<voucher_issued>()->valid_until, at("2026-03-15T09:00:00Z"));
}

TEST_F(a_code_that_is_told, asks_for_the_points_that_it_costs) {
  std::get<campaign::voucher_step>(campaign.steps.at("offer").kind).points = rule(500);
  start();
  EXPECT_EQ(state().effect->booking, json({{"points", 500}}));

  settle(booking_settled(*state().effect, voucher_outcome(reserved_code{
                                              .code = "G-1", .points = 500, .balance = 20})));

  EXPECT_EQ(state().vars.at("gift").at("points"), 500);
  EXPECT_EQ(state().vars.at("gift").at("balance"), 20);
}

TEST_F(a_code_that_is_told,
       leaves_by_ways_of_their_own_where_points_or_the_limit_stand_against_it) {
  auto& offer = std::get<campaign::voucher_step>(campaign.steps.at("offer").kind);
  offer.points = rule(500);
  offer.on_insufficient = "alone";
  offer.on_limit = "done";
  const auto refuse = [&](std::string_view code) {
    return booking_settled(
        *state().effect,
        {.how = outcome::rejected, .code = std::string{code}, .detail = "it is so"});
  };
  start();
  settle(refuse(insufficient_points_code));
  expect_at("alone", instance_status::waiting, waiting_for::timer);
  prove();

  start();
  settle(refuse(person_limit_code));
  expect_ended(instance_status::completed, "done");
}

TEST_F(a_code_that_is_told, is_seen_with_the_end_that_its_pool_has_by_now) {
  campaign.steps.at("alone").kind =
      branch({{equal("vars.gift.expires_at", "2026-04-01T00:00:00Z"), "done"}}, "tell");
  campaign.steps.at("tell").kind = delay(lasting("P1D"), "alone");
  code_given();
  known.offers["gift"] = {{"expires_at", "2026-04-01T00:00:00Z"}};

  timer();

  expect_ended(instance_status::completed, "done");
}

// ---- tags ----------------------------------------------------------------------------------

class tags : public one_instance {
protected:
  void given(campaign::tag_step step) {
    step.field = "tags";
    step.next = "done";
    campaign = campaign_of({{"mark", std::move(step)}, {"done", stop("done")}});
  }
};

TEST_F(tags, are_added_and_removed_in_the_list_as_the_store_has_it) {
  given({.field = "",
         .add = {rule("vip"), rule({{"var", "trigger.tag"}})},
         .remove = {rule("new")},
         .next = ""});
  known.record = {{"tags", {"new", "old"}}};

  start({{"tag", "bought-tea"}});

  expect_ended(instance_status::completed, "done");
  ASSERT_EQ(last().patches.size(), 1u);
  EXPECT_EQ(last().patches.front().tags.at("tags"),
            (records::tag_change{{"vip", "bought-tea"}, {"new"}}));
  EXPECT_EQ(*wrote<subject_tagged>(),
            (subject_tagged{"mark", "tags", {"vip", "bought-tea"}, {"new"}}));
}

TEST_F(tags, that_are_no_texts_hold_the_instance) {
  given({.field = "", .add = {rule(7)}, .next = ""});

  start();

  expect_held("a tag of \"mark\" is 7, which is no text of 1 to 64 characters");
}

TEST_F(tags, are_not_written_over_what_is_no_list) {
  given({.field = "", .add = {rule("vip")}, .next = ""});
  known.record = {{"tags", "vip"}};

  start();

  expect_held("the record cannot be updated: /tags: it is no list");
}

} // namespace
} // namespace sojourn::engine::testing
