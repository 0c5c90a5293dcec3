// The dispatcher's beginning of an effect: from a turn, or from the outbox, to the queue of the
// channel that can reach its person.
#include "actors/dispatch/dispatcher_state.hpp"
#include "actors/dispatch/send_codes.hpp"
#include "storage/budget.hpp"
#include "storage/instances.hpp"
#include "storage/outbox.hpp"
#include "storage/reader.hpp"
#include "storage/sends.hpp"

#include <spdlog/spdlog.h>

namespace sojourn::actors {

namespace {

constexpr std::size_t outbox_page = 256;
/// Of those that were left in the outbox, so many are begun before other messages have their turn.
constexpr int most_left_at_once = 32;

} // namespace

void dispatcher_state::read_outbox() {
  if (read_up_to_) {
    reads_again_ = true;
    return;
  }
  behind_ = false;
  left_more_ = false;
  read_up_to_ = instance_id{};
  read_page();
}

void dispatcher_state::read_page() {
  if (stopping_ || !read_up_to_)
    return end_reading();
  const auto rows = services_->store.reader().outbox().list(*read_up_to_, outbox_page);
  for (const auto& row : rows) {
    read_up_to_ = row.instance;
    if (room() == 0) {
      behind_ = true;
      return end_reading();
    }
    guard_row(row);
  }
  if (rows.size() < outbox_page)
    return end_reading();
  self_->send(self_, actors::read_further{});
}

void dispatcher_state::end_reading() {
  read_up_to_.reset();
  if (std::exchange(reads_again_, false))
    self_->send(self_, actors::catch_up{});
}

void dispatcher_state::guard_row(const storage::outbox_row& row) {
  if (failing_rows_.is_set_aside(row.instance))
    return;
  const auto what = "the step \"" + row.effect.step + "\" of " + to_text(row.instance);
  if (!row.damage.empty()) {
    failing_rows_.set_aside(row.instance);
    return log_set_aside(what, {error_code::data_corrupt, row.damage});
  }
  try {
    begin_row(row);
    failing_rows_.succeeded(row.instance);
  } catch (const std::exception& thrown) {
    const auto why = contained(count(), part, what, thrown);
    if (failing_rows_.failed(row.instance))
      log_set_aside(what, why);
    else
      look_again_later();
  }
}

void dispatcher_state::begin_row(const storage::outbox_row& row) {
  if (row.is_asked_about)
    return;
  if (effects_.knows({row.instance, row.effect.step, row.effect.visit, row.effect.attempt}) ||
      left_.contains(row.instance) ||
      services_->slots.is_taken_by(row.instance)) // it was admitted, and comes
    return;
  auto stored = services_->store.reader().instances().load(row.instance);
  if (!stored || !stored->state.effect || !row.is_of(*stored->state.effect))
    return; // it moved on since the row was read
  if (!engine::is_message(row.effect.kind)) {
    auto input = std::make_shared<envelope>();
    input->what = storage::settled_by_store(row);
    services_->directory.tell_registry(deliver{row.instance, std::move(input)});
    return;
  }
  auto version = services_->catalogue.version(stored->version);
  if (!version)
    return; // the catalogue's load reported it
  auto channels = channels_of(*(*version)->definition, row.effect.step);
  auto* effect = effects_.add(
      std::move(*version), std::make_shared<const engine::instance_state>(std::move(stored->state)),
      std::move(channels));
  if (effect == nullptr)
    return;
  guard(*effect, [&] {
    if (row.handed_over)
      settle_interrupted(*effect);
    else
      find_channel(*effect);
  });
}

void dispatcher_state::begin_admitted(outgoing_effect& effect, admitted_send& admitted) {
  effect.next_channel = admitted.channel;
  effect.channel = effect.channels[effect.next_channel];
  effect.settled.tried = std::move(admitted.tried);
  effect.destinations = admitted.prepared.destinations;
  auto& lane = lanes_->of(effect.channel);
  enter_channel(effect, lane);
  offer_slots(effect.channel, lane);
  admitted.slot.reset();
  std::set<std::string> avoid;
  if (may_go(effect, avoid)) {
    apply_prepared(effect, admitted.prepared, std::move(avoid));
    act_on(effect, admitted.admission);
  }
}

void dispatcher_state::settle_interrupted(outgoing_effect& effect) {
  effect.channel =
      effect.state->effect->kind == engine::effect_kind::http
          ? std::string{http_channel}
          : services_->store.reader().sends().handed_to(effect.attempt.effect()).value_or("");
  effect.settled.cost = held_for(*effect.state);
  channels::attempt_result interrupted;
  interrupted.how = outcome::unknown;
  interrupted.code = send_codes::interrupted;
  interrupted.detail = "the daemon stopped while the hand-over was under way";
  settle(effect, interrupted);
}

void dispatcher_state::find_channel(outgoing_effect& effect) {
  auto chosen = read_for(effect, [&] {
    return choose_channel(*services_, effect.channels, effect.next_channel, effect.state->subject);
  });
  if (!chosen)
    return;
  effect.next_channel = chosen->number;
  std::ranges::move(chosen->tried, std::back_inserter(effect.settled.tried));
  if (effect.next_channel == effect.channels.size())
    return settle_without_channel(effect);
  effect.channel = effect.channels[effect.next_channel];
  auto places = read_for(effect, [&] {
    return destinations_of(*services_, *effect.version, *effect.state, effect.channel,
                           chosen->person);
  });
  if (!places)
    return;
  effect.destinations = std::move(*places);
  effect.stage = effect_stage::waiting;
  auto& lane = lanes_->of(effect.channel);
  const auto& destination = effect.destinations.front();
  const bool may_leave = !effect.was_begun && !begins_left_;
  if (may_leave && (left_.has(effect.channel, destination) ||
                    !may_wait_in_memory(lane.waiting_for(destination), room())))
    return leave_in_outbox(effect);
  lane.push(destination, effect.version->definition->id, effect.number, services_->clock.now());
  serve_soon();
}

std::size_t dispatcher_state::room() const {
  const auto most = services_->options.max_queued_effects;
  return most - std::min(most, effects_.size());
}

void dispatcher_state::leave_in_outbox(outgoing_effect& effect) {
  if (!left_.add(effect.channel, effect.destinations.front(), effect.attempt.instance))
    left_more_ = true;
  effects_.erase(effect);
  serve_soon();
}

void dispatcher_state::begin_left(const std::string& channel, lane& lane) {
  const auto may = [&](const std::string& destination) {
    return may_wait_in_memory(lane.waiting_for(destination), room());
  };
  for (int begun = 0; room() > 0 && !stopping_; ++begun) {
    if (begun == most_left_at_once)
      return serve_soon();
    const auto next = left_.pop(channel, may);
    if (!next)
      return;
    const auto row = services_->store.reader().outbox().find(*next);
    begins_left_ = true;
    if (row)
      guard_row(*row);
    begins_left_ = false;
  }
}

void dispatcher_state::settle_without_channel(outgoing_effect& effect) {
  effect.channel.clear();
  if (effect.unpaid && !effect.waits_for_budget) {
    effect.waits_for_budget = true;
    effect.next_channel = *effect.unpaid;
    return find_channel(effect);
  }
  if (!effect.held_back.empty())
    return settle_unsent(effect, outcome::skipped, effect.held_back,
                         "no channel may bring it to " + to_text(effect.state->subject));
  channels::attempt_result nobody;
  nobody.how = outcome::unreachable;
  nobody.code = effect.suppressed ? send_codes::suppressed : send_codes::no_channel;
  settle(effect, nobody);
}

void dispatcher_state::pass_over(outgoing_effect& effect, std::string why) {
  effect.settled.tried.push_back({effect.channel, std::move(why)});
  effect.was_begun = true;
  ++effect.next_channel;
  find_channel(effect);
}

json dispatcher_state::held_for(const engine::instance_state& state) {
  const auto& effect = *state.effect;
  return services_->store.reader().budget().reserved_for({state.id, effect.step, effect.visit},
                                                         effect.attempt);
}

void dispatcher_state::fail_unread(outgoing_effect& effect, const error& why) {
  if (effect.stage == effect_stage::admitting)
    leave_channel(effect);
  effect.channel.clear();
  effect.settled.content_hash.clear(); // of a channel that was passed over
  const bool is_too_much = why.code == error_code::too_expensive;
  channels::attempt_result unread;
  unread.how = is_too_much ? outcome::rejected // which it would be again
                           : outcome::transient;
  unread.code = is_too_much ? send_codes::too_expensive : send_codes::unreadable;
  unread.detail = why.message;
  settle(effect, unread);
}

} // namespace sojourn::actors
