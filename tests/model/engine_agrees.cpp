// Random instances, each run by the engine and by the model side by side.
#include "engine/advance.hpp"
#include "tests/model/coverage.hpp"
#include "tests/model/generate.hpp"
#include "tests/model/model.hpp"

#include <cstdlib>
#include <gtest/gtest.h>
#include <iostream>

namespace sojourn::model {

// gtest finds these by name.
void PrintTo(const effect& one, std::ostream* out) {
  *out << one.step << " visit " << one.visit << " attempt " << one.attempt;
}

namespace {

constexpr std::size_t least_met = 25; ///< of everything that coverage names
constexpr std::uint64_t least_campaigns = 500;
constexpr std::uint64_t most_campaigns = 5'000; ///< then the generator is at fault
constexpr int most_inputs = 40;                 ///< of one instance

std::string show(const engine::entry& what) {
  return std::string{engine::entry_type_name(what.index())} + " " + engine::encode_entry(what);
}

engine::entry entry_of(const engine::input& what) {
  return std::visit([](const auto& one) { return engine::entry{one}; }, what);
}

std::optional<effect> effect_of(const std::optional<engine::pending_effect>& from) {
  if (!from)
    return std::nullopt;
  return effect{from->step, from->visit, from->attempt, from->kind == engine::effect_kind::voucher,
                engine::is_message(from->kind)};
}

/// One instance in both.
class side_by_side {
public:
  side_by_side(std::uint64_t seed, std::uint64_t number, coverage& seen)
      : draws_{seed ^ (number * 0x9E3779B97F4A7C15ull)}, plan_{random_plan(draws_, number)},
        campaign_{definition_of(plan_)}, model_{plan_}, seen_{seen} {}

  /// Runs it to its end, or until it has had enough inputs.
  void run() {
    world_.record = random_record(draws_);
    give(random_start(draws_, plan_));
    if (!begun_)
      return;
    input_source inputs{draws_, plan_};
    int after_the_end = 3; // what comes late must mean nothing
    for (int i = 0; i < most_inputs && after_the_end > 0 && !::testing::Test::HasFailure(); ++i) {
      give(inputs.next(state_, now_, world_));
      after_the_end -= is_ended(state_.status) ? 1 : 0;
    }
    expect_replays();
  }

  [[nodiscard]] std::string story() const {
    std::string told;
    for (const auto& line : story_)
      told += line + "\n";
    return told;
  }

private:
  void give(const engine::input& what) {
    story_.push_back(to_text(now_) + " " + show(entry_of(what)) + "  in a world of " +
                     dump(world_.record) + (world_.redeemed.empty() ? "" : ", gift redeemed") +
                     (world_.campaign_paused ? ", campaign paused" : ""));
    const auto made = engine::advance(campaign_, state_, what, now_, world_);
    const auto expected = model_.take(what, now_, world_);
    if (!made) {
      expect_refused(what, made.error(), expected);
      return;
    }
    if (made->entries.empty()) {
      EXPECT_EQ(expected, answer::meant_nothing);
      EXPECT_EQ(made->after, state_);
      seen_.met("input that meant nothing", engine::entry_type_name(what.index()));
      return;
    }
    EXPECT_EQ(expected, answer::moved);
    begun_ = true;
    count(what, *made);
    state_ = made->after;
    for (const auto& one : made->entries) {
      story_.push_back("    " + show(one));
      journal_.push_back({now_, one});
    }
    compare(*made);
  }

  void expect_refused(const engine::input& what, const error& why, answer expected) {
    if (const auto* order = std::get_if<engine::commanded>(&what)) {
      EXPECT_EQ(expected, answer::refused);
      EXPECT_EQ(why.code, error_code::wrong_state);
      seen_.met("refused command", to_text(order->kind));
    } else if (why.code == error_code::reentry_refused) {
      EXPECT_EQ(expected, answer::not_in_audience);
      seen_.met("start", "refused");
    } else {
      EXPECT_EQ(why.code, error_code::invalid_rule) << why.message;
      EXPECT_EQ(expected, answer::audience_broken);
      seen_.met("start", "broken audience");
    }
  }

  void compare(const engine::turn& made) {
    EXPECT_EQ(to_text(state_.status), to_text(model_.status));
    EXPECT_EQ(to_text(state_.waiting), to_text(model_.waiting));
    EXPECT_EQ(state_.step, model_.step);
    if (model_.due_not_before && state_.due && *state_.due >= *model_.due_not_before &&
        *state_.due <= *model_.due)
      model_.due = state_.due; // any draw within the jitter is right
    EXPECT_EQ(state_.due, model_.due) << (state_.due ? to_text(*state_.due) : "none") << " "
                                      << (model_.due ? to_text(*model_.due) : "none");
    EXPECT_EQ(effect_of(state_.effect), model_.pending);
    EXPECT_EQ(effect_of(state_.revoked), model_.taken_back);
    EXPECT_EQ(state_.vars, model_.vars);
    if (is_ended(state_.status)) {
      EXPECT_EQ(state_.reason, model_.end_reason);
    }
    EXPECT_EQ(made.starts.size(), static_cast<std::size_t>(model_.starts));
    EXPECT_EQ(made.pauses_campaign.has_value(), model_.pauses_campaign);
    auto record = world_.record;
    for (const auto& patch : made.patches) {
      EXPECT_EQ(patch.subject, state_.subject);
      record = merge_patched(std::move(record), patch.patch);
    }
    EXPECT_EQ(record, model_.record);
    world_.record = std::move(record);
  }

  void count(const engine::input& what, const engine::turn& made) {
    for (const auto& one : made.entries)
      seen_.met("entry", engine::entry_type_name(one.index()));
    for (const auto& [step, visits] : made.after.visits) {
      const auto before = state_.visits.find(step);
      if (before == state_.visits.end() || before->second != visits)
        seen_.met("step", campaign::type_name(campaign_.find(step)->kind));
    }
    if (const auto* outcome = std::get_if<engine::effect_settled>(&what)) {
      seen_.met("settlement", to_text(outcome->how));
      if (state_.revoked && !made.after.revoked)
        seen_.met("revoked effect", "settled late");
    }
    if (const auto* order = std::get_if<engine::commanded>(&what))
      seen_.met("command", to_text(order->kind));
    if (made.after.deferred.size() > state_.deferred.size())
      seen_.met("input while paused", "put off");
    const auto* facts =
        made.entries.size() > 1 ? std::get_if<engine::facts_read>(&made.entries[1]) : nullptr;
    seen_.met("facts", facts == nullptr                            ? "none"
                       : facts->values.contains("campaign_paused") ? "campaign_paused"
                                                                   : "some");
    seen_.met("status", to_text(made.after.status));
    if (made.after.waiting != waiting_for::nothing)
      seen_.met("waiting for", to_text(made.after.waiting));
  }

  /// The journal, from its stored bytes, gives the state; and the state its own bytes.
  void expect_replays() {
    for (auto& [when, what] : journal_) {
      auto again = engine::decode_entry(what.index(), engine::encode_entry(what));
      ASSERT_TRUE(again) << again.error().message;
      ASSERT_EQ(*again, what);
      what = std::move(*again);
    }
    const auto replayed = engine::replay(campaign_, journal_);
    ASSERT_TRUE(replayed) << replayed.error().message;
    EXPECT_EQ(*replayed, state_);
    auto decoded = state_;
    ASSERT_TRUE(engine::decode_state(engine::encode_state(state_), decoded));
    EXPECT_EQ(decoded, state_);
  }

  dice draws_;
  plan plan_;
  campaign::definition campaign_;
  model model_;
  coverage& seen_;
  engine::instance_state state_;
  engine::facts world_;
  instant now_ = instant{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1}} + hours{9};
  std::vector<engine::stored_entry> journal_;
  std::vector<std::string> story_;
  bool begun_ = false;
};

std::uint64_t chosen_seed() {
  if (const auto* text = std::getenv("SOJOURN_SEED"))
    return std::strtoull(text, nullptr, 10);
  return std::random_device{}();
}

TEST(the_engine, agrees_with_the_model_on_every_input_of_random_campaigns) {
  const auto seed = chosen_seed();
  std::cout << "SOJOURN_SEED=" << seed << std::endl;
  coverage seen;
  std::uint64_t number = 0;

  while (number < least_campaigns || seen.least() < least_met) {
    ASSERT_LT(number, most_campaigns) << "not everything was met:\n" << seen.text();
    side_by_side pair{seed, ++number, seen};
    pair.run();
    ASSERT_FALSE(HasFailure()) << "in campaign " << number << " of SOJOURN_SEED=" << seed << ":\n"
                               << pair.story();
  }

  std::cout << number << " campaigns\n" << seen.text();
}

} // namespace
} // namespace sojourn::model
