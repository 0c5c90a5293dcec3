#include "tests/unit/engine/harness.hpp"

namespace sojourn::engine::testing {
namespace {

/// A state in which no member has its default.
instance_state full_state() {
  instance_state state;
  state.id = instance_id{77};
  state.campaign = "welcome";
  state.version = 3;
  state.subject = {"customer", "42"};
  state.reentry_key = "42";
  state.status = instance_status::paused;
  state.waiting = waiting_for::campaign_resume;
  state.step = "tell \"them\"";
  state.visit = 4;
  state.attempt = 5;
  state.attempts_forgiven = 2;
  state.due = at("2026-03-01T00:00:00Z");
  state.effect = {"tell", 4, 5, effect_kind::voucher, "gold"};
  state.revoked = {"other", 1, 2, effect_kind::http, ""};
  state.paused_while = waiting_for::effect_result;
  state.paused_due = at("2026-03-02T00:00:00.001Z");
  state.timer_set_at = at("2026-02-03T00:00:00Z");
  state.started_at = at("2026-02-01T00:00:00Z");
  state.settled_at = at("2026-02-02T00:00:00Z");
  state.trigger = {{"plan", "gold"}};
  state.vars = {{"gift", {{"code", "ạ\"\\"}}}};
  state.outcomes = {{"tell", {{"status", "accepted"}}}};
  state.visits = {{"tell \"them\"", 4}, {"back\\slash\n", 1}, {"ạ", 2}};
  state.anchors = {{"quote\"", at("2026-02-02T00:00:00Z")}, {"zero", instant{}}};
  state.placements = {
      {"show \"it\"", {"home-top", at("2026-02-02T00:00:00Z"), at("2026-02-03T00:00:00Z")}},
      {"ạ", {"home-top", {}, {}}}};
  state.deferred = {{{"type", 1}, {"payload", {{"due_ms", 5}}}}, json("second")};
  state.reason = "why\nnot";
  return state;
}

TEST(a_state, with_every_member_set_comes_back_from_its_bytes) {
  expect_stored_whole(full_state());
}

TEST(a_state, with_no_member_set_comes_back_from_its_bytes) {
  expect_stored_whole(instance_state{});
  EXPECT_EQ(encode_state({}), R"({"started":0,"settled":0})");
}

TEST(a_state, with_any_single_member_set_comes_back_from_its_bytes) {
  const auto full = full_state();
  const auto one = [&](auto member) {
    instance_state state;
    state.*member = full.*member;
    expect_stored_whole(state);
  };
  one(&instance_state::visit);
  one(&instance_state::attempt);
  one(&instance_state::attempts_forgiven);
  one(&instance_state::effect);
  one(&instance_state::revoked);
  one(&instance_state::paused_while);
  one(&instance_state::paused_due);
  one(&instance_state::timer_set_at);
  one(&instance_state::started_at);
  one(&instance_state::settled_at);
  one(&instance_state::trigger);
  one(&instance_state::vars);
  one(&instance_state::outcomes);
  one(&instance_state::visits);
  one(&instance_state::anchors);
  one(&instance_state::placements);
  one(&instance_state::deferred);
  one(&instance_state::reason);
}

TEST(a_state, keeps_a_trigger_of_any_json) {
  for (const auto& trigger : {json{}, json::array(), json(""), json(0), json{1, 2}}) {
    instance_state state;
    state.trigger = trigger;
    expect_stored_whole(state);
  }
}

TEST(a_state, that_is_read_over_another_keeps_nothing_of_it) {
  auto over = full_state();

  ASSERT_TRUE(decode_state(encode_state({}), over));

  instance_state expected;
  expected.id = over.id;
  expected.campaign = over.campaign;
  expected.version = over.version;
  expected.subject = over.subject;
  expected.reentry_key = over.reentry_key;
  expected.status = over.status;
  expected.waiting = over.waiting;
  expected.step = over.step;
  expected.due = over.due;
  EXPECT_EQ(over, expected);
}

TEST(a_state, that_is_damaged_is_refused_by_the_instances_name) {
  for (const auto* text :
       {"", "{", "5", "[]", "null", "{}", R"({"started":0})", R"({"started":"x","settled":0})",
        R"({"started":0,"settled":0,"visit":"x"})", R"({"started":0,"settled":0,"effect":{}})",
        R"({"started":0,"settled":0,"effect":{"s":"a","v":1,"a":1,"k":6}})",
        R"({"started":0,"settled":0,"effect":{"s":"a","v":1,"a":1,"k":-1}})",
        R"({"started":0,"settled":0,"paused_while":9})",
        R"({"started":0,"settled":0,"paused_while":-1})",
        R"({"started":0,"settled":0,"anchors":{"a":"x"}})",
        R"({"started":0,"settled":0,"visits":[1]})", R"({"started":0,"settled":0,"deferred":5})"}) {
    instance_state state;
    state.id = instance_id{77};
    const auto read = decode_state(text, state);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().code, error_code::data_corrupt);
    EXPECT_TRUE(
        read.error().message.starts_with("the state of " + to_text(state.id) + " cannot be read: "))
        << read.error().message;
  }
}

TEST(the_words_for_a_state, are_stored_numbers_and_shown_names_that_never_change) {
  const std::vector<std::string_view> statuses{"running",   "waiting",   "paused",    "held",
                                               "completed", "converted", "cancelled", "failed"};
  for (std::size_t i = 0; i < statuses.size(); ++i) {
    const auto status = static_cast<instance_status>(i);
    EXPECT_EQ(to_text(status), statuses[i]);
    EXPECT_EQ(parse_status(statuses[i]), status);
    EXPECT_EQ(is_ended(status), i >= 4);
  }
  EXPECT_EQ(parse_status("sleeping"), std::nullopt);
  EXPECT_EQ(parse_status(""), std::nullopt);
  const std::vector<std::string_view> waits{
      "nothing",         "timer",       "event",      "effect_result", "operator_decision",
      "campaign_resume", "quiet_hours", "rate_limit", "receipt"};
  ASSERT_EQ(waits.size(), waiting_fors);
  for (std::size_t i = 0; i < waits.size(); ++i)
    EXPECT_EQ(to_text(static_cast<waiting_for>(i)), waits[i]);
  EXPECT_EQ(to_text(effect_kind::send), "send");
  EXPECT_EQ(to_text(effect_kind::http), "http");
  EXPECT_EQ(to_text(effect_kind::voucher), "voucher");
  EXPECT_EQ(to_text(effect_kind::count), "count");
  EXPECT_EQ(to_text(effect_kind::points), "points");
  EXPECT_EQ(to_text(effect_kind::tier), "tier");
}

} // namespace
} // namespace sojourn::engine::testing
