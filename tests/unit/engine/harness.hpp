// Runs one instance by hand and proves after every input, and again at the end of every
// test, what must always hold of the engine.
#pragma once

#include "engine/advance.hpp"
#include "tests/unit/engine/builders.hpp"

#include <gtest/gtest.h>

namespace sojourn::engine::testing {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

/// An instance between two turns can be moved by something, or has ended.
void expect_sound(const campaign::definition& campaign, const instance_state& state);

/// What is stored of a state and of an entry gives them back.
void expect_stored_whole(const instance_state& state);
void expect_stored_whole(const entry& what);

/// A test of one instance: given a campaign and facts, when inputs come, then …
///
/// Every input is applied twice, and the turns must be equal; every turn is checked for
/// soundness; at the end of the test the journal, read back from its stored bytes, is
/// replayed and must give the same state.
class one_instance : public ::testing::Test {
protected:
  // given
  campaign::definition campaign = campaign_of({{"nothing", stop("nothing to do")}});
  facts known{};
  instant now = at("2026-03-01T09:00:00Z");
  subject_ref subject{"customer", "42"};

  // when
  /// Starts the instance of `campaign`.
  void start(json trigger = json::object());
  /// Any input, at `now`; the turn must be made.
  void give(const input& what);
  /// The timer fires at its due instant, which becomes `now`.
  void timer();
  /// Time passes; nothing comes.
  void pass(milliseconds length) { now += length; }
  void event(const std::string& type, json data = json::object());
  void command(command_kind kind, const std::string& why = {});
  /// The pending effect comes to this.
  void settle(outcome how);
  void settle(effect_settled outcome);
  /// The outcome of the pending effect, to be settled now or late.
  [[nodiscard]] effect_settled settled(outcome how) const;
  /// An input that must be refused.
  [[nodiscard]] error refused(const input& what);

  // then
  [[nodiscard]] const instance_state& state() const { return state_; }
  [[nodiscard]] const turn& last() const { return last_; }
  /// Whether the last input meant nothing.
  [[nodiscard]] bool meant_nothing() const { return last_.entries.empty(); }
  /// The last turn's entries, without the input, as "type payload".
  [[nodiscard]] std::vector<std::string> written() const;
  /// The last entry of this type in the last turn, or nullptr.
  template <class Entry>
  [[nodiscard]] const Entry* wrote() const {
    const Entry* found = nullptr;
    for (const auto& one : last_.entries) {
      if (const auto* of_type = std::get_if<Entry>(&one))
        found = of_type;
    }
    return found;
  }
  void expect_at(const std::string& step, instance_status status, waiting_for waiting);
  void expect_ended(instance_status status, const std::string& reason);
  void expect_held(const std::string& reason);

  /// Replays the journal so far from its stored bytes and begins a new one, so that a test
  /// may go on with another campaign. Every test ends with it.
  void prove();
  void TearDown() override { prove(); }

private:
  result<turn> apply(const input& what);
  /// What explain() offers an operator is what advance() does not refuse.
  void expect_offers_what_is_allowed() const;

  instance_state state_;
  turn last_;
  std::vector<stored_entry> journal_;
};

} // namespace sojourn::engine::testing
