// The tokens of Zalo, stepped one input at a time.
#include "channels/zalo/token.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sojourn::channels::zalo {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using namespace std::chrono_literals;

const instant start = from_unix_ms(1'767'225'600'000);

/// Steps a machine, and keeps what a file would hold.
class tokens : public ::testing::Test {
protected:
  std::vector<token_action> on(const token_input& what, instant now = start) {
    last = machine.on(what, now);
    for (const auto& one : last) {
      if (const auto* store = std::get_if<token_store>(&one))
        file = encode(store->state);
    }
    return last;
  }

  /// The one action of this kind among the last ones; nullptr: there is none.
  template <class Action>
  const Action* asked() const {
    for (const auto& one : last) {
      if (const auto* found = std::get_if<Action>(&one))
        return found;
    }
    return nullptr;
  }

  static token_answer granted(const std::string& number, instant until) {
    return {.how = token_answer::kind::granted,
            .pair = {"access-" + number, "refresh-" + number, until}};
  }

  /// A machine with the pair 1, which is good until `until`.
  void make_ready(instant until = start + 25h) {
    on(token_began{.settings_token = "seed"});
    on(token_stored{});
    on(granted("1", until));
    on(token_stored{});
  }

  /// The daemon dies, and a new one reads the file.
  void restart(instant now = start, const std::string& settings_token = "seed") {
    machine = token_machine{};
    token_began began{.stored = std::nullopt, .settings_token = settings_token};
    if (!file.empty())
      began.stored = decode(file).value();
    on(began, now);
  }

  token_machine machine;
  std::vector<token_action> last;
  std::string file;
};

TEST_F(tokens, without_any_a_person_is_told_to_consent) {
  on(token_began{});
  ASSERT_TRUE(asked<token_close>());
  EXPECT_TRUE(asked<token_close>()->needs_person);
  EXPECT_THAT(asked<token_close>()->why, HasSubstr("/v1/channels/zalo/authorization"));
}

TEST_F(tokens, the_intent_is_stored_before_the_token_is_sent_and_the_pair_before_it_is_used) {
  on(token_began{.settings_token = "seed"});
  ASSERT_TRUE(asked<token_store>());
  EXPECT_EQ(asked<token_store>()->state.phase, token_phase::renewing);
  EXPECT_FALSE(asked<token_trade>());

  on(token_stored{});
  ASSERT_TRUE(asked<token_trade>());
  EXPECT_EQ(asked<token_trade>()->refresh, "seed");

  on(granted("1", start + 25h));
  ASSERT_TRUE(asked<token_store>());
  EXPECT_EQ(asked<token_store>()->state.pair.refresh, "refresh-1");
  EXPECT_FALSE(asked<token_publish>());

  on(token_stored{});
  ASSERT_TRUE(asked<token_publish>());
  EXPECT_EQ(asked<token_publish>()->pair.access, "access-1");
}

TEST_F(tokens, a_restart_goes_on_with_the_stored_pair_and_never_with_the_first_token_again) {
  make_ready();
  restart();
  ASSERT_TRUE(asked<token_publish>());
  EXPECT_EQ(asked<token_publish>()->pair.access, "access-1");
  EXPECT_FALSE(asked<token_store>());
}

TEST_F(tokens, a_death_between_the_answer_and_the_file_closes_and_sends_the_token_never_again) {
  on(token_began{.settings_token = "seed"});
  on(token_stored{}); // the trade is on its way, and the daemon dies
  restart();
  on(token_stored{});
  ASSERT_TRUE(asked<token_close>());
  EXPECT_TRUE(asked<token_close>()->needs_person);
  EXPECT_THAT(asked<token_close>()->why, HasSubstr("consent anew"));
  for (const auto& input : {token_input{token_looked{}}, token_input{token_wanted{}}}) {
    on(input, start + 48h);
    EXPECT_FALSE(asked<token_trade>());
    EXPECT_FALSE(asked<token_store>());
  }
  EXPECT_THAT(file, Not(HasSubstr("\"refresh\":\"seed\"")));
}

TEST_F(tokens, what_was_lost_while_the_access_token_is_good_is_an_alert_and_no_end) {
  make_ready(start + 25h);
  on(token_looked{}, start + 23h);
  on(token_stored{}, start + 23h);
  restart(start + 23h);
  on(token_stored{}, start + 23h);
  ASSERT_TRUE(asked<token_publish>());
  EXPECT_EQ(asked<token_publish>()->pair.access, "access-1");
  ASSERT_TRUE(asked<token_alert>());
  on(token_wanted{}, start + 26h);
  ASSERT_TRUE(asked<token_close>());
  EXPECT_TRUE(asked<token_close>()->needs_person);
}

TEST_F(tokens, are_renewed_some_hours_before_they_expire_and_not_earlier) {
  make_ready(start + 25h);
  EXPECT_THAT(on(token_looked{}, start + 21h), IsEmpty());
  on(token_looked{}, start + 22h + 1ms);
  EXPECT_TRUE(asked<token_store>());
}

TEST_F(tokens, one_that_zalo_refuses_is_renewed_once_however_many_ask) {
  make_ready();
  on(token_wanted{.refused = "access-1"});
  EXPECT_TRUE(asked<token_store>());
  EXPECT_THAT(on(token_wanted{.refused = "access-1"}), IsEmpty());
  on(token_stored{});
  EXPECT_THAT(on(token_wanted{.refused = "access-1"}), IsEmpty());
  on(granted("2", start + 25h));
  on(token_stored{});
  ASSERT_TRUE(asked<token_publish>());
  // Who was refused with the old one gets the new one, and nothing is renewed again.
  on(token_wanted{.refused = "access-1"});
  ASSERT_TRUE(asked<token_publish>());
  EXPECT_EQ(asked<token_publish>()->pair.access, "access-2");
  EXPECT_FALSE(asked<token_store>());
}

TEST_F(tokens, a_trade_that_never_left_is_tried_again_after_a_pause_with_the_same_token) {
  make_ready(start + 1h);
  on(token_looked{});
  on(token_stored{});
  on(token_answer{.how = token_answer::kind::not_sent, .detail = "connect_failed"});
  on(token_stored{});
  EXPECT_TRUE(asked<token_publish>()) << "the access token is still good";
  EXPECT_THAT(on(token_looked{}, start + 29s), IsEmpty());
  on(token_looked{}, start + 30s);
  on(token_stored{}, start + 30s);
  ASSERT_TRUE(asked<token_trade>());
  EXPECT_EQ(asked<token_trade>()->refresh, "refresh-1");
}

TEST_F(tokens, a_trade_whose_fate_is_unknown_is_never_repeated) {
  make_ready(start + 1h);
  on(token_looked{});
  on(token_stored{});
  on(token_answer{.how = token_answer::kind::unknown, .detail = "timeout"});
  on(token_stored{});
  EXPECT_TRUE(asked<token_alert>());
  on(token_looked{}, start + 30min);
  EXPECT_FALSE(asked<token_store>());
  EXPECT_THAT(machine.status().at("why"), HasSubstr("consent anew"));
}

TEST_F(tokens, a_refresh_token_that_is_used_up_needs_a_person) {
  make_ready(start + 1h);
  on(token_looked{});
  on(token_stored{});
  on(token_answer{.how = token_answer::kind::refused, .code = -14020, .detail = "used"});
  on(token_stored{});
  EXPECT_EQ(machine.state().phase, token_phase::lost);
}

TEST_F(tokens, another_refusal_leaves_the_token_as_good_as_it_was) {
  make_ready(start + 1h);
  on(token_looked{});
  on(token_stored{});
  on(token_answer{.how = token_answer::kind::refused, .code = -14003, .detail = "app"});
  on(token_stored{});
  EXPECT_EQ(machine.state().phase, token_phase::ready);
  EXPECT_EQ(machine.state().pair.refresh, "refresh-1");
}

TEST_F(tokens, a_consent_brings_the_first_pair_and_is_told_of_it_once_it_is_stored) {
  on(token_began{});
  on(token_consented{"the code", "the verifier"});
  EXPECT_FALSE(asked<token_trade>());
  on(token_stored{});
  ASSERT_TRUE(asked<token_trade>());
  EXPECT_EQ(asked<token_trade>()->code, "the code");
  on(granted("1", start + 25h));
  EXPECT_FALSE(asked<token_consent_ended>());
  on(token_stored{});
  EXPECT_TRUE(asked<token_publish>());
  ASSERT_TRUE(asked<token_consent_ended>());
  EXPECT_FALSE(asked<token_consent_ended>()->failure);
}

TEST_F(tokens, a_consent_that_fails_leaves_the_pair_that_was_there) {
  make_ready();
  on(token_consented{"bad", "v"});
  on(token_stored{});
  on(token_answer{.how = token_answer::kind::refused, .code = -14010, .detail = "bad code"});
  on(token_stored{});
  ASSERT_TRUE(asked<token_consent_ended>());
  EXPECT_TRUE(asked<token_consent_ended>()->failure);
  EXPECT_EQ(machine.state().pair.access, "access-1");
  EXPECT_EQ(machine.state().phase, token_phase::ready);
}

TEST_F(tokens, a_consent_mends_what_was_lost) {
  on(token_began{.settings_token = "seed"});
  on(token_stored{});
  restart();
  on(token_stored{});
  on(token_consented{"code", "v"});
  on(token_stored{});
  on(granted("9", start + 25h));
  on(token_stored{});
  EXPECT_TRUE(asked<token_publish>());
  EXPECT_EQ(machine.state().phase, token_phase::ready);
  EXPECT_EQ(machine.status().count("why"), 0u);
}

TEST_F(tokens, another_token_in_the_settings_is_another_consent) {
  on(token_began{.settings_token = "seed"});
  on(token_stored{});
  restart(start, "another seed");
  on(token_stored{});
  ASSERT_TRUE(asked<token_trade>());
  EXPECT_EQ(asked<token_trade>()->refresh, "another seed");
}

TEST_F(tokens, a_death_during_a_consent_keeps_the_pair_before) {
  make_ready();
  on(token_consented{"code", "v"});
  on(token_stored{});
  restart();
  ASSERT_TRUE(asked<token_publish>());
  EXPECT_EQ(asked<token_publish>()->pair.access, "access-1");
}

TEST_F(tokens, an_intent_that_could_not_be_stored_sends_nothing) {
  make_ready(start + 1h);
  on(token_looked{});
  on(token_stored{.done = false});
  EXPECT_FALSE(asked<token_trade>());
  EXPECT_EQ(machine.state().phase, token_phase::ready);
}

TEST_F(tokens, a_status_shows_no_token) {
  make_ready();
  const auto shown = dump(machine.status());
  EXPECT_THAT(shown, Not(HasSubstr("access-1")));
  EXPECT_THAT(shown, Not(HasSubstr("refresh-1")));
  EXPECT_THAT(shown, HasSubstr("ready"));
}

TEST(stored_tokens, are_read_as_they_were_written_and_nothing_else_is) {
  const token_state state{
      .phase = token_phase::lost, .pair = {"a", "r", start}, .adopted = "d", .why = "why"};
  const auto read = decode(encode(state)).value();
  EXPECT_EQ(read.phase, state.phase);
  EXPECT_EQ(read.pair.access, "a");
  EXPECT_EQ(read.pair.expires_at, start);
  EXPECT_EQ(read.why, "why");
  for (const auto* wrong : {"", "{}", "[]", "{\"phase\":\"x\",\"expires_at\":1}"})
    EXPECT_EQ(decode(wrong).error().code, error_code::data_corrupt);
}

} // namespace
} // namespace sojourn::channels::zalo
