// The dispatcher: effects on their way to channels, with a limit a channel. This file takes its
// messages; see README.md for the life of an effect.
#include "actors/dispatch/dispatcher_state.hpp"
#include "actors/spawn.hpp"

namespace sojourn::actors {

void dispatcher_state::init(pointer self, services& services) {
  self_ = self;
  services_ = &services;
  lanes_.emplace(services.channels);
  destinations_.emplace(services.options.breaker);
  for (const auto& [channel, how] : services.channels)
    offer_slots(channel, lanes_->of(channel));
}

void dispatcher_state::recover(const error&) {
  look_again_later();
  wake_in(effect_retry_pause);
}

void dispatcher_state::take(const dispatch& message) {
  const bool is_full = effects_.size() >= services_->options.max_queued_effects || stopping_;
  if (message.admitted == nullptr && is_full) {
    behind_ = true;
    return;
  }
  if (!message.state->effect)
    return;
  left_.forget(message.state->id); // which was about an earlier one
  auto* effect =
      effects_.add(message.version, message.state,
                   channels_of(*message.version->definition, message.state->effect->step));
  if (effect == nullptr)
    return;
  guard(*effect, [&] {
    if (message.admitted != nullptr)
      begin_admitted(*effect, *message.admitted);
    else
      find_channel(*effect);
  });
  serve_soon();
}

void dispatcher_state::catch_up(const actors::catch_up&) {
  looks_again_ = false;
  read_outbox();
}

void dispatcher_state::admitted(const sends_admitted& message) {
  const auto& asked = *message.asked;
  const auto& made = *message.admissions;
  if (!made && asked.effects.size() > 1) { // one of them is to blame, if any
    for (std::size_t i = 0; i < asked.effects.size(); ++i)
      submit(
          std::make_shared<asked_effects>(asked_effects{{asked.effects[i]}, {asked.requests[i]}}));
    return;
  }
  for (std::size_t i = 0; i < asked.effects.size(); ++i) {
    auto* effect = effects_.find(asked.effects[i]);
    if (effect == nullptr)
      continue;
    guard(*effect, [&] {
      if (made)
        act_on(*effect, made->at(i));
      else
        fail_unasked(*effect, made.error());
    });
  }
  serve_soon(); // one that did not leave makes room for the next
}

void dispatcher_state::answered(const channel_answered& message) {
  auto* effect = effects_.find(message.effect);
  // One that has failed by a defect meanwhile is told as unknown already.
  if (effect == nullptr || effect->stage != effect_stage::handed_over)
    return;
  guard(*effect, [&] { on_answer(*effect, *message.answer); });
  serve_soon();
}

void dispatcher_state::serve_again(const serve_lanes&) {
  woken_ = false;
  serve_soon();
}

/// Hands over what may leave, and asks about as many as the channels have room for, all at once: a
/// commit for each would cost more than what it decides.
void dispatcher_state::serve(const serve_now&) {
  serves_soon_ = false;
  for (auto& [channel, lane] : *lanes_)
    hand_over_ready(lane);
  for (auto& [channel, lane] : *lanes_) {
    pop_next(lane);
    begin_left(channel, lane);
    offer_slots(channel, lane);
  }
  if (!to_ask_.effects.empty())
    submit(std::make_shared<asked_effects>(std::exchange(to_ask_, {})));
}

void dispatcher_state::taken(const outcome_taken& message) {
  auto* effect = effects_.find(message.effect);
  if (effect == nullptr)
    return;
  if (!message.again)
    forget(*effect);
  else if (!stopping_)
    self_->delayed_send(self_, effect_retry_pause, tell_outcome{message.effect});
}

void dispatcher_state::tell(const tell_outcome& message) {
  if (auto* effect = effects_.find(message.effect))
    guard(*effect, [&] { tell_instance(*effect); });
}

void dispatcher_state::read_further(const actors::read_further&) { read_page(); }

void dispatcher_state::report(const report_channels& message) {
  (*message.done)(guarded(count(), part, "a report on the channels", [&]() -> result<json> {
    auto standings = lanes_->standings(services_->clock.now());
    for (auto& [channel, standing] : standings)
      standing.waiting += left_.size_of(channel);
    return describe_channels(standings, destinations_->failing());
  }));
}

bool dispatcher_state::at_rest() {
  if (!std::exchange(stopping_, true)) {
    for (auto& [channel, lane] : *lanes_) {
      // What no channel took before the daemon stops leaves after its next start.
      for (const auto number : lane.pop_all_ready()) {
        if (auto* effect = effects_.find(number))
          guard(*effect, [&] { hand_over(*effect); });
      }
      offer_slots(channel, lane);
    }
  }
  // What may leave already is written down as handed over: it must leave, or be put off.
  return services_->slots.are_all_free() && effects_.all_wait();
}

dispatcher_actor::behavior_type dispatcher_state::make_behavior(pointer self, services* services) {
  self->state.init(self, *services);
  return {
      guarded_handler(self, "a new effect", &dispatcher_state::take),
      guarded_handler(self, "the outbox", &dispatcher_state::catch_up),
      guarded_handler(self, "messages that may leave", &dispatcher_state::admitted),
      guarded_handler(self, "the answer of a channel", &dispatcher_state::answered),
      guarded_handler(self, "an outcome that was told", &dispatcher_state::taken),
      guarded_handler(self, "an outcome", &dispatcher_state::tell),
      guarded_handler(self, "the outbox", &dispatcher_state::read_further),
      guarded_handler(self, "the queues of the channels", &dispatcher_state::serve_again),
      guarded_handler(self, "the queues of the channels", &dispatcher_state::serve),
      guarded_handler(self, "a report on the channels", &dispatcher_state::report),
      [self](drain) { return self->state.at_rest(); },
      [self](stop_now) { self->quit(); },
  };
}

dispatcher_actor spawn_dispatcher(caf::actor_system& system, services& services) {
  return system.spawn(dispatcher_state::make_behavior, &services);
}

} // namespace sojourn::actors
