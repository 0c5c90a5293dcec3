// The dispatcher's hand-over: which effects leave the queues, whether they may leave, and how they
// get into their channels.
#include "actors/campaign_log.hpp"
#include "actors/dispatch/dispatcher_state.hpp"
#include "actors/dispatch/send_codes.hpp"
#include "storage/budget.hpp"
#include "storage/reader.hpp"
#include "storage/sends.hpp"

namespace sojourn::actors {

void dispatcher_state::serve_soon() {
  if (!std::exchange(serves_soon_, true))
    self_->send(self_, serve_now{});
}

void dispatcher_state::wake_in(milliseconds wait) {
  if (!std::exchange(woken_, true))
    self_->delayed_send(self_, wait, serve_lanes{});
}

void dispatcher_state::offer_slots(const std::string& channel, lane& lane) {
  // A channel that is paced, fails or is closed is asked about when its time comes.
  const auto in_memory = static_cast<std::ptrdiff_t>(services_->options.max_queued_effects) -
                         static_cast<std::ptrdiff_t>(effects_.size());
  const int slots = stopping_ || !services_->owner->holds() || destinations_->is_failing(channel)
                        ? 0
                        : lane.free_slots(services_->clock.now(), in_memory);
  if (lane.offers_another(slots))
    services_->slots.offer(channel, slots);
}

void dispatcher_state::hand_over_ready(lane& lane) {
  while (const auto number = lane.pop_ready()) {
    if (auto* effect = effects_.find(*number))
      guard(*effect, [&] { hand_over(*effect); });
  }
}

void dispatcher_state::pop_next(lane& lane) {
  while (!stopping_ && lane.takes_next(*destinations_)) {
    if (!services_->owner->holds())
      return wake_in(effect_retry_pause);
    // A virtual clock stands still while messages leave, so that nothing is paced by it.
    if (!services_->options.manual_time) {
      if (const auto wait = pacing_.take(lane.can(), services_->clock.now()))
        return wake_in(*wait);
    }
    auto* effect = effects_.find(*lane.pop_next(*destinations_));
    if (effect == nullptr)
      continue;
    guard(*effect, [&] {
      enter_channel(*effect, lane);
      if (std::set<std::string> avoid; may_go(*effect, avoid))
        prepare(*effect, lane.can(), std::move(avoid));
    });
  }
}

void dispatcher_state::enter_channel(outgoing_effect& effect, lane& lane) {
  lane.enter();
  effect.stage = effect_stage::admitting;
  effect.under_way_to = effect.destinations.front();
  destinations_->enter(effect.under_way_to);
}

void dispatcher_state::leave_channel(outgoing_effect& effect) {
  if (effect.under_way_to.empty())
    return; // it has left already
  if (auto* lane = lanes_->find(effect.channel)) {
    if (effect.stage == effect_stage::handed_over)
      lane->leave_flight();
    else
      lane->leave_transition();
  }
  destinations_->leave(std::exchange(effect.under_way_to, {}));
}

void dispatcher_state::prepare(outgoing_effect& effect, const channels::capabilities& can,
                               std::set<std::string> avoid) {
  auto made = read_for(effect, [&] { // anew: it may have waited long for the channel
    return prepare_send(*services_, *effect.version, *effect.state, effect.channel, can,
                        read_person(services_->store.reader(), effect.state->subject, can));
  });
  if (!made)
    return;
  apply_prepared(effect, *made, std::move(avoid));
  if (effect.waits_for_budget && made->request)
    made->request->wait_for_budget();
  if (!made->unsafe.empty()) {
    reject_unsent(effect, made->unsafe_code.c_str(), std::move(made->unsafe));
  } else if (!made->refused.empty()) {
    reject_unsent(effect, send_codes::secret, std::move(made->refused));
  } else if (made->request) {
    to_ask_.effects.push_back(effect.number);
    to_ask_.requests.push_back(std::move(*made->request));
  } else {
    hand_over(effect);
  }
}

void dispatcher_state::apply_prepared(outgoing_effect& effect, prepared_send& made,
                                      std::set<std::string> avoid) {
  effect.settled.content_hash = std::move(made.content_hash);
  effect.destinations = std::move(made.destinations);
  effect.may_repeat = made.may_repeat;
  effect.prepared = std::move(made.attempt);
  effect.prepared->avoid = std::move(avoid);
}

bool dispatcher_state::may_go(outgoing_effect& effect, std::set<std::string>& avoid) {
  const auto closed = closed_for(effect, avoid);
  if (!closed)
    return true;
  leave_channel(effect);
  put_off(effect, send_codes::closed, closed->why, closed->until);
  return false;
}

std::optional<destinations::leave_alone>
dispatcher_state::closed_for(const outgoing_effect& effect, std::set<std::string>& avoid) {
  const auto now = services_->clock.now();
  if (const auto* lane = lanes_->find(effect.channel)) {
    if (auto closed = lane->closed_at(now))
      return closed;
  }
  std::optional<destinations::leave_alone> first;
  for (const auto& name : effect.destinations) {
    auto closed = destinations_->ask(name, now);
    if (!closed)
      continue;
    avoid.insert(name.substr(std::min(effect.channel.size() + 1, name.size())));
    if (!first || closed->until < first->until)
      first = std::move(closed);
  }
  return avoid.size() == effect.destinations.size() ? first : std::nullopt;
}

void dispatcher_state::submit(std::shared_ptr<asked_effects> asked) {
  const auto me = caf::actor_cast<dispatcher_actor>(self_);
  using admissions = std::vector<storage::admission_result>;
  services_->store.writer().submit<admissions>(
      [asked, &gate = services_->gate](storage::transaction& tx) {
        return admit(tx, gate, asked->requests);
      },
      [me, asked, &catalogue = services_->catalogue](result<admissions> made) {
        for (std::size_t i = 0; made && i < asked->requests.size(); ++i) {
          if (made->at(i).paused_campaign)
            pause_known(catalogue, asked->requests[i].campaign(), storage::budget_name);
        }
        caf::anon_send(
            me, sends_admitted{asked, std::make_shared<result<admissions>>(std::move(made))});
      });
}

void dispatcher_state::fail_unasked(outgoing_effect& effect, const error& why) {
  leave_channel(effect);
  channels::attempt_result unasked;
  unasked.how = outcome::transient;
  unasked.code = std::string{describe(why.code).text};
  unasked.detail = why.message;
  settle(effect, unasked);
}

void dispatcher_state::act_on(outgoing_effect& effect, const storage::admission_result& made) {
  using kind = messages::admission::kind;
  if (made.gone) { // it was taken back
    leave_channel(effect);
    return forget(effect);
  }
  const auto& admission = made.admission;
  if (admission.what == kind::send) {
    effect.settled.cost = made.cost;
    return hand_over(effect);
  }
  leave_channel(effect);
  if (auto* lane = lanes_->find(effect.channel))
    ++lane->counts.held_back;
  switch (admission.what) {
  case kind::send:
    break;
  case kind::pass_over:
    // Nobody forbids to write to an address that takes nothing: it reaches nobody.
    if (admission.code == send_codes::suppressed)
      effect.suppressed = true;
    else if (admission.code == engine::budget_code)
      effect.unpaid = effect.unpaid.value_or(effect.next_channel);
    else if (effect.held_back.empty())
      effect.held_back = admission.code;
    pass_over(effect, admission.why);
    break;
  case kind::skip:
    settle_unsent(effect, outcome::skipped, admission.code, admission.why);
    break;
  case kind::put_off:
    put_off(effect, admission.code, admission.why, admission.until);
    break;
  }
}

void dispatcher_state::hand_over(outgoing_effect& effect) {
  auto& lane = lanes_->of(effect.channel);
  if (stopping_) {
    leave_channel(effect);
    return put_off(effect, send_codes::stopping, "the daemon stopped before the channel took it",
                   services_->clock.now());
  }
  if (!lane.has_room()) {
    effect.stage = effect_stage::ready;
    return lane.make_ready(effect.number);
  }
  if (const auto closed = lane.closed_at(services_->clock.now());
      closed && effect.stage == effect_stage::ready) {
    leave_channel(effect);
    return put_off(effect, send_codes::closed, closed->why, closed->until);
  }
  if (!services_->owner->holds()) {
    leave_channel(effect);
    return put_off(effect, send_codes::not_owner, "another daemon owns the data",
                   services_->clock.now() + effect_retry_pause);
  }
  if (!services_->gate.claim(effect.attempt)) {
    leave_channel(effect);
    return forget(effect); // taken back before it left
  }
  effect.stage = effect_stage::handed_over;
  lane.hand_over();
  count().effects_handed_over.fetch_add(1, std::memory_order_relaxed);
  count().in_flight.fetch_add(1, std::memory_order_relaxed);
  auto attempt = *std::exchange(effect.prepared, std::nullopt);
  if (lane.can().answers_status)
    effect.handed = attempt;
  effect.handed_over_at = std::chrono::steady_clock::now();
  services_->channels.find(effect.channel)
      ->second->deliver(std::move(attempt), answer_to(effect.number));
}

channels::completion dispatcher_state::answer_to(effect_number effect) {
  const auto me = caf::actor_cast<dispatcher_actor>(self_);
  return [me, effect](channels::attempt_result answer) {
    caf::anon_send(me, channel_answered{
                           effect, std::make_shared<channels::attempt_result>(std::move(answer))});
  };
}

} // namespace sojourn::actors
