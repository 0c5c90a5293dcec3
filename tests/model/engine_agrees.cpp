// Random instances, each run by the engine and by the model side by side.
#include "engine/migration.hpp"
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
constexpr std::uint64_t most_campaigns = 20'000; ///< then the generator is at fault
constexpr int most_inputs = 40;                  ///< of one instance
constexpr std::uint32_t first_number = 1;
constexpr std::uint32_t next_number = 2;

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
        next_plan_{next_version(draws_, plan_, renamed_)}, campaign_{definition_of(plan_)},
        next_campaign_{definition_of(next_plan_)}, model_{plan_}, seen_{seen} {
    for (const auto& [from, to] : renamed_)
      named_back_.emplace(to, from);
  }

  /// Runs it to its end, or until it has had enough inputs.
  void run() {
    world_.record = random_record(draws_);
    learn_hours();
    give(random_start(draws_, plan_));
    if (!begun_)
      return;
    input_source inputs{draws_, plan_};
    int after_the_end = 3; // what comes late must mean nothing
    for (int i = 0; i < most_inputs && after_the_end > 0 && !::testing::Test::HasFailure(); ++i) {
      if (draws_.chance(state_.waiting == waiting_for::timer ? 50 : 8)) // timers are rare
        migrate();
      learn_hours();
      inputs.follow(here());
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
  [[nodiscard]] bool is_next() const { return state_.version == next_number; }
  [[nodiscard]] const plan& here() const { return is_next() ? next_plan_ : plan_; }
  [[nodiscard]] const campaign::definition& definition_of_version(std::uint32_t version) const {
    return version == next_number ? next_campaign_ : campaign_;
  }
  [[nodiscard]] const campaign::definition& definition_here() const {
    return definition_of_version(state_.version);
  }

  /// What is known of when the subject reads, which is another hour each turn.
  void learn_hours() {
    world_.best_hour.reset();
    if (draws_.chance(70))
      world_.best_hour = engine::best_hour{
          .hour = static_cast<int>(draws_.roll(24)), .whose = "person", .zone = "UTC"};
  }

  /// To the other version, and now and then back at once.
  void migrate() {
    const auto& from = definition_here();
    const auto& to = is_next() ? campaign_ : next_campaign_;
    const auto& to_plan = is_next() ? plan_ : next_plan_;
    const auto number = is_next() ? first_number : next_number;
    const auto& names = is_next() ? named_back_ : renamed_;
    const bool re_time = draws_.chance(50);
    if (re_time && draws_.chance(50) && world_.record.is_object())
      world_.record.erase("date"); // which the new delay may ask for
    const auto move = engine::plan_migration(from, state_, to, number, names, re_time);
    const auto name = names.contains(state_.step) ? names.find(state_.step)->second : state_.step;
    ASSERT_EQ(move.has_value(), model_.can_move(to_plan, name))
        << (move ? "" : move.error().message);
    if (!move) {
      EXPECT_EQ(move.error().code, error_code::wrong_state);
      seen_.met("migration", "not possible");
      return;
    }
    const auto before = state_;
    const auto back = engine::undo(state_);
    const auto& from_plan = here();
    if (!give_move(*move, to, to_plan)) {
      seen_.met("migration", "refused");
      return;
    }
    seen_.met("migration", re_time ? "re-timed" : "follow");
    if (before.step != state_.step)
      seen_.met("migration", "to a step of another name");
    if (before.status == instance_status::paused)
      seen_.met("migration", "while paused");
    if (before.status == instance_status::held)
      seen_.met("migration", "while held");
    if (!draws_.chance(30))
      return;
    ASSERT_TRUE(give_move(back, from, from_plan));
    seen_.met("migration", "taken back");
    // Of a step that it never stood on, the count of visits stays.
    EXPECT_EQ(state_.version, before.version);
    EXPECT_EQ(state_.step, before.step);
    EXPECT_EQ(state_.visit, before.visit);
    EXPECT_EQ(state_.due, before.due);
    EXPECT_EQ(state_.paused_due, before.paused_due);
    EXPECT_EQ(state_.status, before.status);
    EXPECT_EQ(state_.waiting, before.waiting);
    EXPECT_EQ(state_.effect, before.effect);
    EXPECT_EQ(state_.deferred, before.deferred);
    EXPECT_EQ(state_.vars, before.vars);
  }

  /// False: it was refused, by both.
  bool give_move(const engine::migration& move, const campaign::definition& to,
                 const plan& to_plan) {
    const engine::input what =
        engine::commanded{engine::command_kind::migrate, "anna", "a better text", move};
    tell(what);
    const auto made = engine::advance(to, state_, what, now_, world_);
    const auto expected = model_.move(move, to_plan, now_, world_);
    EXPECT_EQ(expected, made ? answer::moved : answer::refused)
        << (made ? "" : made.error().message);
    if (!made)
      return false;
    on_committed(what, *made);
    return true;
  }

  void tell(const engine::input& what) {
    story_.push_back(to_text(now_) + " " + show(entry_of(what)) + "  in a world of " +
                     dump(world_.record) + (world_.redeemed.empty() ? "" : ", gift redeemed") +
                     (world_.campaign_paused ? ", campaign paused" : ""));
  }

  void give(const engine::input& what) {
    tell(what);
    const auto made = engine::advance(definition_here(), state_, what, now_, world_);
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
    on_committed(what, *made);
  }

  void on_committed(const engine::input& what, const engine::turn& made) {
    count(what, made);
    state_ = made.after;
    follow_passages(made);
    for (const auto& one : made.entries) {
      story_.push_back("    " + show(one));
      journal_.push_back({now_, one});
    }
    compare(made);
  }

  /// Whoever came to a step is there or has left it, whatever else the turns tell the reports.
  void follow_passages(const engine::turn& made) {
    using engine::passage_kind;
    for (const auto& one : made.passages) {
      switch (one.kind) {
      case passage_kind::moved:
        --standing_[one.step];
        if (!one.to.empty())
          ++standing_[one.to];
        break;
      case passage_kind::migrated_in:
        ++standing_[one.step];
        break;
      case passage_kind::converted:
      case passage_kind::exited:
      case passage_kind::cancelled:
      case passage_kind::failed:
      case passage_kind::migrated_out:
        --standing_[one.step];
        break;
      default:
        break;
      }
    }
    for (const auto& [step, count] : standing_) {
      if (step.empty())
        continue; // the trigger
      EXPECT_EQ(count, !is_ended(state_.status) && step == state_.step ? 1 : 0) << step;
    }
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
    std::map<std::string, std::pair<std::string, std::optional<instant>>> shown;
    for (const auto& [step, put] : state_.placements)
      shown[step] = {put.slot, put.until};
    EXPECT_EQ(shown, model_.shown);
    if (is_ended(state_.status)) {
      EXPECT_EQ(state_.reason, model_.end_reason);
    }
    EXPECT_EQ(made.starts.size(), static_cast<std::size_t>(model_.starts));
    EXPECT_EQ(made.pauses_campaign.has_value(), model_.pauses_campaign);
    auto record = world_.record;
    for (const auto& patch : made.patches) {
      EXPECT_EQ(patch.subject, state_.subject);
      record = merge_patched(std::move(record), patch.patch);
      for (const auto& [field, change] : patch.tags)
        record[field] = records::with_tags(record.value(field, json()), change);
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
        seen_.met("step",
                  campaign::type_name(definition_of_version(made.after.version).find(step)->kind));
    }
    if (const auto* outcome = std::get_if<engine::effect_settled>(&what)) {
      seen_.met("outcome", to_text(outcome->how));
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
                       : facts->values.contains("best_hour")       ? "best_hour"
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
    const auto replayed = engine::replay(
        [this](std::uint32_t version) { return &definition_of_version(version); }, journal_);
    ASSERT_TRUE(replayed) << replayed.error().message;
    EXPECT_EQ(*replayed, state_);
    auto decoded = state_;
    ASSERT_TRUE(engine::decode_state(engine::encode_state(state_), decoded));
    EXPECT_EQ(decoded, state_);
  }

  dice draws_;
  engine::renamed_steps renamed_{};
  engine::renamed_steps named_back_{};
  plan plan_;
  plan next_plan_;
  campaign::definition campaign_;
  campaign::definition next_campaign_;
  model model_;
  coverage& seen_;
  engine::instance_state state_;
  engine::facts world_;
  instant now_ = instant{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1}} + hours{9};
  std::vector<engine::stored_entry> journal_;
  std::vector<std::string> story_;
  std::map<std::string, int> standing_; ///< by the passages
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
