// The dispatcher's end of an effect: what its channel answered, what follows from that, and how its
// instance is told.
#include "actors/dispatch/dispatcher_state.hpp"
#include "actors/dispatch/send_codes.hpp"

#include <spdlog/spdlog.h>

namespace sojourn::actors {

void log_set_aside(const std::string& what, const error& why) {
  spdlog::error("{} is set aside: {}; everything else goes on; it stays in the outbox and is tried "
                "again when the daemon starts; its instance can be cancelled; please report it "
                "with the log",
                what, why.message);
}

// ---- answers -------------------------------------------------------------------------------

void dispatcher_state::on_answer(outgoing_effect& effect, channels::attempt_result& answer) {
  if (asks_again(effect, answer))
    return;
  leave_channel(effect);
  lanes_->of(effect.channel).took.observe(std::chrono::steady_clock::now() - effect.handed_over_at);
  count().in_flight.fetch_sub(1, std::memory_order_relaxed);
  try {
    learn_from(effect, answer);
  } catch (const std::exception& thrown) { // which leaves it accepted, or refused
    (void)contained(count(), part, "what the answer to " + effect.name() + " tells", thrown);
  }
  if (answer.how == outcome::unreachable) {
    if (services_->gate.release(effect.attempt)) {
      effect.stage = effect_stage::waiting;
      pass_over(effect, answer.detail.empty() ? answer.code : answer.detail);
    } else {
      free_cost(*services_, effect);
      forget(effect);
    }
  } else if (answer.closed_until && answer.how == outcome::transient) {
    put_off(effect, send_codes::closed, answer.detail, *answer.closed_until);
  } else {
    settle(effect, answer);
  }
}

bool dispatcher_state::asks_again(outgoing_effect& effect, const channels::attempt_result& answer) {
  if (answer.how != outcome::unknown || !effect.handed || !services_->owner->holds())
    return false;
  auto asked = *std::exchange(effect.handed, std::nullopt);
  asked.provider_id = answer.provider_id;
  services_->channels.find(effect.channel)->second->ask(std::move(asked), answer_to(effect.number));
  return true;
}

void dispatcher_state::learn_from(const outgoing_effect& effect,
                                  const channels::attempt_result& answer) {
  update_destinations(effect, answer);
  remove_gone(*services_, answer.gone);
  if (!answer.dead_address.empty())
    suppress_dead_address(*services_, effect.channel, answer);
  const auto now = services_->clock.now();
  const auto account = lanes_->of(effect.channel).can().account;
  if (answer.closed_until) {
    const auto& why = answer.detail.empty() ? answer.code : answer.detail;
    if (lanes_->close_account(effect.channel, *answer.closed_until, why, now))
      spdlog::warn("{} takes no messages until {}: {}", account, to_text(*answer.closed_until),
                   why);
  } else if (answer.how == outcome::accepted) {
    if (lanes_->open_account(effect.channel, now))
      spdlog::info("{} takes messages again", account);
  }
}

void dispatcher_state::update_destinations(const outgoing_effect& effect,
                                           const channels::attempt_result& answer) {
  if (answer.reached.empty())
    update_destination(effect.destinations.front(), channels::health_told_by(answer));
  for (const auto& [place, told] : answer.reached)
    update_destination(destination_name(effect.channel, place), told);
}

void dispatcher_state::update_destination(const std::string& destination,
                                          channels::server_health told) {
  const bool failed_before = destinations_->is_failing(destination);
  destinations_->note(destination, told, services_->clock.now());
  const bool fails = destinations_->is_failing(destination);
  if (fails && !failed_before)
    spdlog::warn("{} fails again and again, and is left alone for a time", destination);
  else if (failed_before && !fails)
    spdlog::info("{} answers again", destination);
}

// ---- outcomes ------------------------------------------------------------------------------

void dispatcher_state::reject_unsent(outgoing_effect& effect, const char* code, std::string why) {
  leave_channel(effect);
  channels::attempt_result refused;
  refused.how = outcome::rejected;
  refused.code = code;
  refused.detail = std::move(why);
  effect.settled.content_hash.clear();
  settle(effect, refused);
}

void dispatcher_state::settle_unsent(outgoing_effect& effect, outcome how, std::string code,
                                     std::string detail) {
  auto& settled = effect.settled;
  settled.how = how;
  settled.channel = effect.channel;
  settled.code = std::move(code);
  settled.detail = std::move(detail);
  settled.content_hash.clear();
  tell_instance(effect);
}

void dispatcher_state::put_off(outgoing_effect& effect, std::string code, std::string detail,
                               instant until) {
  effect.settled.retry_after = std::max(milliseconds{0}, until - services_->clock.now());
  settle_unsent(effect, outcome::put_off, std::move(code), std::move(detail));
}

void dispatcher_state::settle(outgoing_effect& effect, channels::attempt_result& answer) {
  auto kind = answer.how;
  // What may be repeated may be asked again: its unknown is only not yet known.
  if (kind == outcome::unknown && effect.may_repeat)
    kind = outcome::transient;
  count_outcome(kind, effect.channel);
  auto& settled = effect.settled;
  settled.how = kind;
  settled.channel = effect.channel;
  settled.code = std::move(answer.code);
  settled.detail = std::move(answer.detail);
  settled.provider_id = std::move(answer.provider_id);
  settled.retry_after = answer.retry_after;
  settled.response = std::move(answer.response);
  const auto channel = services_->channels.find(effect.channel);
  if (kind == outcome::unknown && channel != services_->channels.end())
    settled.receipt_within = channel->second->declares().receipt_within;
  if (kind == outcome::unreachable)
    settled.content_hash.clear();
  tell_instance(effect);
}

void dispatcher_state::tell_instance(outgoing_effect& effect) {
  effect.stage = effect_stage::telling;
  auto input = std::make_shared<envelope>();
  input->what = effect.settled;
  const auto me = caf::actor_cast<dispatcher_actor>(self_);
  input->done =
      completion<turn_report>{[me, number = effect.number](const result<turn_report>& report) {
        const bool again = !report && may_pass(report.error().code);
        caf::anon_send(me, outcome_taken{number, again});
      }};
  services_->directory.tell_registry(deliver{effect.attempt.instance, std::move(input)});
}

void dispatcher_state::count_outcome(outcome kind, const std::string& channel) {
  const bool accepted = kind == outcome::accepted;
  const bool unknown = kind == outcome::unknown;
  if (auto* lane = lanes_->find(channel)) {
    auto& counts = lane->counts;
    ++(accepted ? counts.accepted : unknown ? counts.unknown : counts.failed);
  }
  auto& which = accepted  ? count().effects_accepted
                : unknown ? count().effects_unknown
                          : count().effects_failed;
  which.fetch_add(1, std::memory_order_relaxed);
}

void dispatcher_state::forget(outgoing_effect& effect) {
  if (effect.stage == effect_stage::telling)
    services_->gate.settled(effect.attempt);
  effects_.erase(effect);
  read_on();
}

void dispatcher_state::read_on() {
  if (!left_.empty())
    serve_soon();
  if (effects_.empty() && left_.empty() && !behind_ && !left_more_ && !read_up_to_)
    services_->gate.forget_revoked();
  if ((behind_ && effects_.size() <= services_->options.max_queued_effects / 2) ||
      (left_more_ && left_.size() <= left_effects::most / 2))
    read_outbox();
}

// ---- what fails by a defect ------------------------------------------------------------------

void dispatcher_state::fail_by_defect(effect_number number, const std::exception& thrown) {
  auto* effect = effects_.find(number);
  const auto why =
      contained(count(), part, effect != nullptr ? effect->name() : "an effect", thrown);
  if (effect == nullptr)
    return look_again_later();
  if (effect->stage == effect_stage::telling)
    return tell_again_later(*effect, why);
  try {
    const bool may_have_left = effect->stage == effect_stage::handed_over;
    if (may_have_left && !effect->under_way_to.empty())
      count().in_flight.fetch_sub(1, std::memory_order_relaxed);
    leave_channel(*effect);
    channels::attempt_result failed;
    failed.how = may_have_left ? outcome::unknown : outcome::transient;
    failed.code = send_codes::defect;
    failed.detail = why.message;
    settle(*effect, failed);
  } catch (const std::exception& again) {
    set_aside(*effect, contained(count(), part, effect->name(), again));
  }
}

void dispatcher_state::tell_again_later(outgoing_effect& effect, const error& why) {
  if (++effect.failed_tellings < most_tries_of_effect)
    self_->delayed_send(self_, effect_retry_pause, tell_outcome{effect.number});
  else
    set_aside(effect, why);
}

void dispatcher_state::set_aside(const outgoing_effect& effect, const error& why) {
  log_set_aside(effect.name(), why);
  effects_.set_aside(effect);
  read_on();
}

void dispatcher_state::look_again_later() {
  if (!std::exchange(looks_again_, true))
    self_->delayed_send(self_, effect_retry_pause, actors::catch_up{});
}

} // namespace sojourn::actors
