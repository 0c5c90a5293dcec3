// Switching a card: what each switch does before, after and in the middle of its sending.
#include "boosters/card_switch.hpp"
#include "boosters_fixture.hpp"

namespace sojourn::boosters {

namespace {

using enum card_status;

const auto planned = at("2026-09-09T10:00:00+07:00");
const auto before = planned - milliseconds{1};
const auto phase_end = at("2026-09-10T00:00:00+07:00");

card_moment card_that_is(card_status status) {
  return {.status = status,
          .has_begun = status == sending || status == stopped,
          .at = planned,
          .phase_ends = phase_end};
}

switch_action action(const card_moment& card, const card_switch& to, instant now) {
  const auto decided = decide_switch(card, to, now);
  EXPECT_TRUE(decided) << (decided ? "" : decided.error().message);
  return decided.value_or(switch_action::nothing);
}

error_code refusal(const card_moment& card, const card_switch& to, instant now) {
  const auto decided = decide_switch(card, to, now);
  return decided ? error_code::internal : decided.error().code;
}

constexpr card_switch to_on{.on = true};
constexpr card_switch to_off{.on = false};
constexpr card_switch and_send{.on = true, .late = late_choice::send_now};
constexpr card_switch and_skip{.on = true, .late = late_choice::skip};

} // namespace

TEST(a_card_that_is_switched_on, waits_for_its_time) {
  EXPECT_EQ(action(card_that_is(draft), to_on, before), switch_action::arm);
  EXPECT_EQ(action(card_that_is(card_status::off), to_on, before), switch_action::arm);
  EXPECT_EQ(action(card_that_is(skipped), to_on, before), switch_action::arm) << "it was moved";
  EXPECT_EQ(action(card_that_is(card_status::on), to_on, before), switch_action::nothing);
}

TEST(a_card_that_is_switched_on, asks_after_its_time_what_is_to_become_of_it) {
  EXPECT_EQ(refusal(card_that_is(draft), to_on, planned), error_code::card_overdue);
  EXPECT_EQ(action(card_that_is(draft), and_send, planned), switch_action::send_now);
  EXPECT_EQ(action(card_that_is(draft), and_skip, planned), switch_action::skip);
}

TEST(a_card_that_is_switched_on, is_not_sent_after_its_phase) {
  EXPECT_EQ(action(card_that_is(draft), and_send, phase_end - milliseconds{1}),
            switch_action::send_now);
  EXPECT_EQ(refusal(card_that_is(draft), and_send, phase_end), error_code::wrong_state);
  EXPECT_EQ(action(card_that_is(draft), and_skip, phase_end), switch_action::skip);
}

TEST(a_card_that_is_switched_off, sends_nothing_before_its_time_and_no_more_after_it) {
  EXPECT_EQ(action(card_that_is(card_status::on), to_off, before), switch_action::disarm);
  EXPECT_EQ(action(card_that_is(sending), to_off, planned), switch_action::stop);
  EXPECT_EQ(action(card_that_is(draft), to_off, planned), switch_action::nothing);
}

TEST(a_card_that_was_stopped, goes_on_only_where_somebody_says_so) {
  EXPECT_EQ(refusal(card_that_is(stopped), to_on, planned), error_code::card_overdue);
  EXPECT_EQ(refusal(card_that_is(stopped), to_on, before), error_code::card_overdue)
      << "sent early, it is late all the same";
  EXPECT_EQ(action(card_that_is(stopped), and_send, planned), switch_action::go_on);
  EXPECT_EQ(action(card_that_is(stopped), and_skip, planned), switch_action::skip);
}

TEST(a_card_that_was_sent, is_final) {
  auto sent = card_that_is(sending);
  sent.is_over = true;

  EXPECT_EQ(refusal(sent, to_off, planned), error_code::wrong_state);
  EXPECT_EQ(refusal(sent, to_on, planned), error_code::wrong_state);
}

} // namespace sojourn::boosters
