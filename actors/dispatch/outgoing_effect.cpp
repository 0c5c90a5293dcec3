#include "actors/dispatch/outgoing_effect.hpp"

#include <algorithm>

namespace sojourn::actors {

std::string outgoing_effect::name() const {
  return "the step \"" + attempt.step + "\" of " + to_text(attempt.instance);
}

outgoing_effect* outgoing_effects::add(running_version_ptr version,
                                       std::shared_ptr<const engine::instance_state> state,
                                       std::vector<std::string> channels) {
  if (!state->effect)
    return nullptr;
  const auto& asked = *state->effect;
  engine::attempt_id attempt{state->id, asked.step, asked.visit, asked.attempt};
  if (!known_.insert(attempt).second)
    return nullptr;
  auto& made = effects_[++last_];
  made.number = last_;
  made.settled.step = attempt.step;
  made.settled.visit = attempt.visit;
  made.settled.attempt = attempt.number;
  made.attempt = std::move(attempt);
  made.channels = std::move(channels);
  made.version = std::move(version);
  made.state = std::move(state);
  return &made;
}

outgoing_effect* outgoing_effects::find(effect_number number) {
  const auto found = effects_.find(number);
  return found == effects_.end() ? nullptr : &found->second;
}

void outgoing_effects::erase(const outgoing_effect& effect) {
  known_.erase(effect.attempt);
  set_aside(effect);
}

void outgoing_effects::set_aside(const outgoing_effect& effect) {
  const auto number = effect.number; // of what is about to end
  effects_.erase(number);
}

bool outgoing_effects::all_wait() const {
  return std::all_of(effects_.begin(), effects_.end(),
                     [](const auto& entry) { return entry.second.stage == effect_stage::waiting; });
}

} // namespace sojourn::actors
