#include "tests/unit/engine/harness.hpp"

#include "engine/explain.hpp"

#include <algorithm>

namespace sojourn::engine::testing {

namespace {

std::string show(const entry& what) {
  return std::string{entry_type_name(what.index())} + " " + encode_entry(what);
}

std::vector<std::string> show(std::span<const entry> entries) {
  std::vector<std::string> shown;
  for (const auto& one : entries)
    shown.push_back(show(one));
  return shown;
}

} // namespace

void expect_sound(const campaign::definition& campaign, const instance_state& state) {
  const auto shown = std::string{to_text(state.status)} + ", waiting for " +
                     std::string{to_text(state.waiting)} + ", at " + state.step;
  EXPECT_NE(state.status, instance_status::running) << shown;
  if (is_ended(state.status)) {
    EXPECT_EQ(state.waiting, waiting_for::nothing) << shown;
    EXPECT_FALSE(state.due || state.effect || state.paused_while || state.paused_due) << shown;
    EXPECT_TRUE(state.deferred.empty()) << shown;
    EXPECT_TRUE(subscriptions(campaign, state).empty()) << shown;
    return;
  }
  const bool paused = state.status == instance_status::paused;
  EXPECT_EQ(paused, state.paused_while.has_value()) << shown;
  if (!paused) {
    EXPECT_FALSE(state.paused_due) << shown;
    EXPECT_TRUE(state.deferred.empty()) << shown;
  }
  switch (state.waiting) {
  case waiting_for::nothing:
    ADD_FAILURE() << "nothing can move it: " << shown;
    break;
  case waiting_for::quiet_hours:
  case waiting_for::rate_limit:
  case waiting_for::receipt:
    EXPECT_FALSE(state.effect) << shown;
    [[fallthrough]];
  case waiting_for::timer:
    EXPECT_TRUE(state.due) << shown;
    EXPECT_EQ(state.status, instance_status::waiting) << shown;
    break;
  case waiting_for::event:
    EXPECT_TRUE(state.due || !subscriptions(campaign, state).empty() ||
                std::holds_alternative<campaign::start_step>(campaign.find(state.step)->kind))
        << shown; // whom it started tells it
    EXPECT_EQ(state.status, instance_status::waiting) << shown;
    break;
  case waiting_for::effect_result:
    EXPECT_TRUE(state.effect) << shown;
    EXPECT_FALSE(state.due) << shown;
    EXPECT_EQ(state.status, instance_status::waiting) << shown;
    break;
  case waiting_for::operator_decision:
    EXPECT_TRUE(paused || state.status == instance_status::held) << shown;
    EXPECT_FALSE(state.due) << shown;
    break;
  case waiting_for::campaign_resume:
    EXPECT_TRUE(paused) << shown;
    EXPECT_TRUE(!state.due || campaign.on_pause.timers == campaign::pause_timers::spread) << shown;
    EXPECT_TRUE(state.paused_due || !state.deferred.empty())
        << "parked without an input to go on with: " << shown;
    break;
  }
  if (state.status == instance_status::held) {
    EXPECT_EQ(state.waiting, waiting_for::operator_decision) << shown;
    EXPECT_FALSE(state.effect) << "held, and yet an effect could move it: " << shown;
    EXPECT_FALSE(state.reason.empty()) << shown;
  } else {
    EXPECT_EQ(state.reason, "") << shown;
  }
}

void expect_stored_whole(const instance_state& state) {
  const auto stored = encode_state(state);
  instance_state again;
  again.id = state.id;
  again.campaign = state.campaign;
  again.version = state.version;
  again.subject = state.subject;
  again.reentry_key = state.reentry_key;
  again.status = state.status;
  again.waiting = state.waiting;
  again.step = state.step;
  again.due = state.due;
  const auto read = decode_state(stored, again);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(again, state) << stored;
  EXPECT_EQ(encode_state(again), stored);
}

void expect_stored_whole(const entry& what) {
  const auto stored = encode_entry(what);
  const auto again = decode_entry(what.index(), stored);
  ASSERT_TRUE(again) << show(what) << ": " << again.error().message;
  EXPECT_EQ(*again, what) << show(what);
  EXPECT_EQ(encode_entry(*again), stored);
}

result<turn> one_instance::apply(const input& what) {
  auto made = advance(campaign, state_, what, now, known);
  const auto again = advance(campaign, state_, what, now, known);
  EXPECT_EQ(made.has_value(), again.has_value());
  if (made && again) {
    EXPECT_EQ(made->entries, again->entries);
    EXPECT_EQ(made->after, again->after);
    EXPECT_EQ(made->patches, again->patches);
  }
  return made;
}

void one_instance::start(json trigger) {
  give(started{instance_id{0x5151}, campaign.id, 3, subject, "key-" + subject.id,
               std::move(trigger), "the test"});
}

void one_instance::give(const input& what) {
  auto made = apply(what);
  ASSERT_TRUE(made) << made.error().message;
  last_ = std::move(*made);
  if (last_.entries.empty()) {
    EXPECT_EQ(last_.after, state_) << "an input that means nothing changed the state";
    EXPECT_TRUE(last_.patches.empty());
    return;
  }
  EXPECT_EQ(last_.entries.front(),
            std::visit([](const auto& of_type) { return entry{of_type}; }, what));
  for (std::size_t i = 1; i < last_.entries.size(); ++i) {
    EXPECT_GE(last_.entries[i].index(), input_types) << "a second input in one turn";
    EXPECT_EQ(std::holds_alternative<facts_read>(last_.entries[i]),
              i == 1 && std::holds_alternative<facts_read>(last_.entries[1]));
  }
  for (const auto& one : last_.entries) {
    expect_stored_whole(one);
    journal_.push_back({now, one});
  }
  state_ = last_.after;
  expect_stored_whole(state_);
  expect_sound(campaign, state_);
  expect_offers_what_is_allowed();
}

void one_instance::expect_offers_what_is_allowed() const {
  const auto can = explain(campaign, state_, now).at("can");
  for (const auto kind : {command_kind::cancel, command_kind::pause, command_kind::resume,
                          command_kind::retry, command_kind::skip}) {
    const bool allowed =
        advance(campaign, state_, commanded{kind, "anna", ""}, now, known).has_value();
    const bool offered = std::find(can.begin(), can.end(), to_text(kind)) != can.end();
    EXPECT_EQ(offered, allowed) << to_text(kind) << " of one that is " << to_text(state_.status);
  }
}

void one_instance::timer() {
  ASSERT_TRUE(state_.due) << "no timer is set";
  now = std::max(now, *state_.due);
  give(timer_due{now});
}

void one_instance::event(const std::string& type, json data) {
  give(event_arrived{type, "evt-1", std::move(data)});
}

void one_instance::command(command_kind kind, const std::string& why) {
  give(commanded{kind, "anna", why});
}

effect_settled one_instance::settled(outcome how) const {
  effect_settled made;
  if (state_.effect) {
    made.step = state_.effect->step;
    made.visit = state_.effect->visit;
    made.attempt = state_.effect->attempt;
  }
  made.how = how;
  made.channel = "email";
  return made;
}

void one_instance::settle(outcome how) { settle(settled(how)); }

void one_instance::settle(effect_settled what) { give(std::move(what)); }

error one_instance::refused(const input& what) {
  const auto made = apply(what);
  EXPECT_FALSE(made) << "it was not refused";
  return made ? error{} : made.error();
}

std::vector<std::string> one_instance::written() const {
  if (last_.entries.empty())
    return {};
  return show(std::span{last_.entries}.subspan(1));
}

void one_instance::expect_at(const std::string& step, instance_status status, waiting_for waiting) {
  EXPECT_EQ(state_.step, step);
  EXPECT_EQ(to_text(state_.status), to_text(status)) << state_.reason;
  EXPECT_EQ(to_text(state_.waiting), to_text(waiting)) << state_.reason;
}

void one_instance::expect_ended(instance_status status, const std::string& reason) {
  EXPECT_EQ(to_text(state_.status), to_text(status));
  EXPECT_EQ(state_.reason, reason);
  ASSERT_NE(wrote<ended>(), nullptr);
  EXPECT_EQ(*wrote<ended>(), (ended{status, reason}));
}

void one_instance::expect_held(const std::string& reason) {
  EXPECT_EQ(to_text(state_.status), to_text(instance_status::held));
  EXPECT_EQ(state_.reason, reason);
  ASSERT_NE(wrote<held>(), nullptr);
  EXPECT_EQ(wrote<held>()->step, state_.step);
  EXPECT_EQ(wrote<held>()->reason, reason);
}

void one_instance::prove() {
  if (journal_.empty())
    return;
  std::vector<stored_entry> stored;
  for (const auto& [when, what] : journal_) {
    auto again = decode_entry(what.index(), encode_entry(what));
    ASSERT_TRUE(again) << again.error().message;
    stored.push_back({when, std::move(*again)});
  }
  const auto replayed = replay(campaign, stored);
  ASSERT_TRUE(replayed) << replayed.error().message;
  EXPECT_EQ(*replayed, state_) << encode_state(*replayed) << "\n" << encode_state(state_);
  journal_.clear();
}

} // namespace sojourn::engine::testing
