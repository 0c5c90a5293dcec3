// An effect while the dispatcher has it, and all that it has.
#pragma once

#include "actors/cache/catalogue.hpp"
#include "actors/dispatch/lane.hpp"
#include "engine/attempt_id.hpp"
#include "engine/input.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace sojourn::actors {

/// How far an effect has come.
enum class effect_stage {
  waiting,     ///< for its channel
  admitting,   ///< it is being decided whether it may leave
  ready,       ///< it may leave once the channel has room
  handed_over, ///< the channel has it
  telling      ///< its instance is being told what became of it
};

struct outgoing_effect {
  effect_number number = 0;
  running_version_ptr version;
  std::shared_ptr<const engine::instance_state> state;
  engine::attempt_id attempt;
  effect_stage stage = effect_stage::waiting;
  std::vector<std::string> channels; ///< that it may leave by, in order
  std::size_t next_channel = 0;
  std::string channel; ///< it waits for, or is with
  /// What circuit breakers know the places by that it goes to; the first is the one it waits for.
  std::vector<std::string> destinations;
  std::string under_way_to; ///< the destination that it takes a place at; empty: none yet
  bool may_repeat = false;  ///< another attempt is safe, whatever became of this one
  bool suppressed = false;  ///< an address of the person is suppressed
  /// The first of the channels that the budget could not pay: the message waits for it where no
  /// other brings it.
  std::optional<std::size_t> unpaid{};
  bool waits_for_budget = false; ///< no other channel is left
  bool was_begun = false;        ///< it went to a channel, so the outbox does not say all of it
  std::optional<channels::send_attempt> prepared;
  /// Kept to ask with, where the channel can tell what became of an unknown one.
  std::optional<channels::send_attempt> handed;
  std::chrono::steady_clock::time_point handed_over_at{};
  std::string held_back; ///< the code of the first rule that kept it from a channel
  engine::effect_settled settled;
  int failed_tellings = 0; ///< by a defect

  /// As the log names it.
  [[nodiscard]] std::string name() const;
};

/// Every effect that the dispatcher has; each attempt once. A reference stays good until its effect
/// is erased.
class outgoing_effects {
public:
  /// The new effect that the state asks for. nullptr: it asks for none, or the dispatcher has it.
  outgoing_effect* add(running_version_ptr version,
                       std::shared_ptr<const engine::instance_state> state,
                       std::vector<std::string> channels);
  [[nodiscard]] outgoing_effect* find(effect_number number);
  [[nodiscard]] bool knows(const engine::attempt_id& attempt) const {
    return known_.contains(attempt);
  }
  /// It has come to its end; its attempt may be added again.
  void erase(const outgoing_effect& effect);
  /// It is given up, and its attempt not added again.
  void set_aside(const outgoing_effect& effect);

  [[nodiscard]] std::size_t size() const { return effects_.size(); }
  [[nodiscard]] bool empty() const { return effects_.empty(); }
  /// Whether none is further than waiting.
  [[nodiscard]] bool all_wait() const;

private:
  std::unordered_map<effect_number, outgoing_effect> effects_;
  std::set<engine::attempt_id> known_;
  effect_number last_ = 0;
};

} // namespace sojourn::actors
