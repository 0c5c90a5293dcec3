// One turn: everything that hangs on it, in one unit.
#include "storage/bookings.hpp"
#include "storage/earlier_events.hpp"
#include "storage/job_tasks.hpp"
#include "storage/record_changes.hpp"
#include "storage/run_members.hpp"
#include "storage/sends.hpp"
#include "storage/started_instances.hpp"
#include "storage/transaction.hpp"
#include "storage/write_delivery.hpp"

#include <algorithm>

namespace sojourn::storage {

namespace {

using campaign::reentry_policy;

/// The number of an alternative of engine::entry.
template <class T, std::size_t I = 0>
constexpr std::uint8_t entry_type() {
  if constexpr (std::is_same_v<std::variant_alternative_t<I, engine::entry>, T>)
    return static_cast<std::uint8_t>(I);
  else
    return entry_type<T, I + 1>();
}

tl::unexpected<error> stale(const turn_write& turn) {
  return fail(error_code::version_mismatch, to_text(turn.after->id) +
                                                " has moved on since journal position " +
                                                std::to_string(turn.expected_head));
}

/// Appends the entries, each pointing back to the one before.
void append(transaction& tx, const turn_write& turn) {
  auto previous = turn.expected_head;
  for (const auto& entry : turn.entries) {
    const auto position = tx.take_position();
    tx.tables.journal.append(position, turn.after->id, previous, turn.at, entry.type,
                             entry.payload);
    previous = position;
  }
}

/// Takes the re-entry key for a new instance, unless the policy refuses it.
result<void> enter(transaction& tx, const turn_write& turn, std::int64_t campaign) {
  if (turn.policy == reentry_policy::parallel)
    return {};
  const auto& state = *turn.after;
  const auto holder = tx.tables.reentry.find(campaign, state.reentry_key);
  if (holder && (holder->open || turn.policy == reentry_policy::once)) {
    const auto who = to_text(holder->instance);
    return fail(error_code::reentry_refused,
                "\"" + state.reentry_key + "\" of campaign \"" + state.campaign +
                    (holder->open ? "\" has an open instance, " : "\" had its one instance, ") +
                    who,
                {{.pointer = "", .message = who}});
  }
  tx.tables.reentry.put(campaign, state.reentry_key, state.id, true);
  return {};
}

/// Gives the re-entry key back at the end, or keeps it closed for `once`.
void leave(transaction& tx, const turn_write& turn, std::int64_t campaign) {
  if (turn.policy == reentry_policy::once)
    tx.tables.reentry.close(campaign, turn.after->reentry_key, turn.after->id);
  else if (turn.policy != reentry_policy::parallel)
    tx.tables.reentry.remove(campaign, turn.after->reentry_key, turn.after->id);
}

void write_timer(transaction& tx, instance_id id, std::optional<instant> before,
                 std::optional<instant> after) {
  if (before == after)
    return;
  if (before)
    tx.tables.timers.remove(*before, id);
  if (after)
    tx.tables.timers.insert(*after, id);
  tx.count(counter::timers, after.has_value() - before.has_value());
}

void write_waits(transaction& tx, const turn_write& turn) {
  if (turn.waits_before == turn.waits_after)
    return;
  const auto id = turn.after->id;
  const auto subject = to_text(turn.after->subject);
  for (const auto& event : turn.waits_before) {
    if (!turn.waits_after.contains(event))
      tx.tables.waits.remove(event, subject, id);
  }
  for (const auto& event : turn.waits_after) {
    if (!turn.waits_before.contains(event))
      tx.tables.waits.insert(event, subject, id);
  }
  tx.count(counter::waits, static_cast<std::int64_t>(turn.waits_after.size()) -
                               static_cast<std::int64_t>(turn.waits_before.size()));
}

/// The code of each voucher_issued entry passes from reserved to issued.
result<void> issue_vouchers(transaction& tx, const turn_write& turn) {
  for (const auto& entry : turn.entries) {
    if (entry.type != entry_type<engine::voucher_issued>())
      continue;
    auto decoded = engine::decode_entry(entry.type, entry.payload);
    if (!decoded)
      return fail(std::move(decoded.error()));
    const auto& issued = std::get<engine::voucher_issued>(*decoded);
    const auto pool = tx.tables.vouchers.pool_key(issued.pool);
    const auto voucher = pool ? tx.tables.vouchers.find(*pool, issued.code) : std::nullopt;
    if (!voucher || voucher->state != voucher_state::reserved ||
        voucher->instance != turn.after->id)
      return fail(error_code::data_corrupt, "the code \"" + issued.code + "\" of pool \"" +
                                                issued.pool + "\" is not reserved for " +
                                                to_text(turn.after->id));
    tx.tables.vouchers.issue(*voucher, turn.at);
  }
  return {};
}

/// Writes the outbox row. A new voucher effect reserves a code; a new booking is made.
void write_effect(transaction& tx, const turn_write& turn,
                  const std::optional<engine::pending_effect>& before, turn_written& written) {
  const auto& after = turn.after->effect;
  if (before == after)
    return;
  const auto id = turn.after->id;
  if (after)
    tx.tables.outbox.put(id, *after, turn.at);
  else
    tx.tables.outbox.remove(id);
  tx.count(counter::outbox, after.has_value() - before.has_value());

  const auto is_voucher = [](const auto& effect) {
    return effect && effect->kind == engine::effect_kind::voucher;
  };
  const bool same_visit =
      before && after && before->step == after->step && before->visit == after->visit;
  if (is_voucher(before) && !same_visit)
    tx.tables.vouchers.release(id, before->step, before->visit);
  if (is_voucher(after)) {
    if (const auto pool = tx.tables.vouchers.pool_key(after->pool))
      written.reserved_code = tx.tables.vouchers.reserve(*pool, id, after->step, after->visit);
  } else if (after && engine::is_booking(after->kind)) {
    written.booking = book(tx, turn, written.caused);
    tx.tables.outbox.put_outcome(id, *written.booking);
  }
}

/// What became of the send that the turn is about. A send that is taken back is marked: if it has
/// left already, its outcome comes later.
void write_sends(transaction& tx, const turn_write& turn) {
  const auto* before = turn.before.get();
  if (before != nullptr && before->effect && before->effect->kind == engine::effect_kind::send &&
      turn.after->revoked == before->effect && before->revoked != before->effect)
    tx.tables.sends.revoke(tracking_of({before->id, before->effect->step, before->effect->visit}));
  if (turn.sent)
    tx.tables.sends.settle(*turn.sent);
}

/// The starts that the turn asks for, and the news of its end for whoever waits for that.
std::vector<delivery> deliveries_of(const turn_write& turn) {
  std::vector<delivery> caused;
  for (const auto& start : turn.starts)
    caused.push_back({.at = turn.at,
                      .campaign = start.campaign,
                      .subject = start.subject,
                      .payload = start.trigger});
  const auto& after = *turn.after;
  if (engine::is_ended(after.status) &&
      (turn.before == nullptr || !engine::is_ended(turn.before->status))) {
    if (auto told = tell_starter(after, turn.at))
      caused.push_back(std::move(*told));
  }
  return caused;
}

/// A campaign that is paused already, or has ended, stays as it is.
bool pause_campaign(transaction& tx, const turn_write& turn) {
  if (!turn.pauses_campaign)
    return false;
  const auto& asked = *turn.pauses_campaign;
  return write_campaign_state(tx, turn.campaign, campaign_state::paused,
                              "step \"" + asked.step + "\" of " + to_text(turn.after->id),
                              asked.reason, turn.at)
      .has_value();
}

void count_standing(transaction& tx, const turn_write& turn) {
  const auto& after = *turn.after;
  if (const auto* before = turn.before.get()) {
    if (before->status == after.status && before->step == after.step && !turn.version_before)
      return;
    tx.count(turn.version_before.value_or(turn.version), before->status, before->step, -1);
  }
  tx.count(turn.version, after.status, after.step, 1);
}

} // namespace

result<turn_written> write_turn(transaction& tx, const turn_write& turn) {
  const auto& after = *turn.after;
  const auto* before = turn.before.get();
  const bool is_new = turn.expected_head == 0;
  const auto* version = tx.tables.campaigns.info(turn.version);
  if (!version || is_new != (before == nullptr) || (is_new && turn.entries.empty()))
    return fail(error_code::internal, "a turn of " + to_text(after.id) + " makes no sense");

  if (turn.consumes != 0) {
    if (!tx.tables.deliveries.remove(turn.consumes))
      return fail(error_code::not_found,
                  "delivery " + std::to_string(turn.consumes) + " is consumed already");
    tx.count(counter::deliveries, -1);
  }

  turn_written written;
  const auto first = tx.last_position() + 1;
  const auto count = static_cast<journal_position>(turn.entries.size());
  written.head = count == 0 ? turn.expected_head : first + count - 1;
  if (turn.task && !note_job_turn(tx, *turn.task, after.id, written.head, turn.at))
    return fail(error_code::not_found, "the job no longer asks this of " + to_text(after.id));
  if (is_new) {
    if (auto entered = enter(tx, turn, version->campaign_key); !entered)
      return fail(std::move(entered.error()));
    if (!tx.tables.instances.insert(after, turn.version, version->campaign_key,
                                    to_text(after.subject), turn.encoded_state, written.head,
                                    turn.at))
      return stale(turn);
  } else if (!tx.tables.instances.update(after, before->status, turn.encoded_state,
                                         turn.expected_head, written.head, turn.at)) {
    return stale(turn);
  }
  if (turn.version_before)
    tx.tables.instances.set_version(after.id, turn.version);
  append(tx, turn);
  if (engine::is_ended(after.status) && (is_new || !engine::is_ended(before->status)))
    leave(tx, turn, version->campaign_key);

  write_timer(tx, after.id, before ? before->due : std::nullopt, after.due);
  write_waits(tx, turn);
  write_placements(tx, before, after);
  if (auto issued = issue_vouchers(tx, turn); !issued)
    return fail(std::move(issued.error()));
  write_effect(tx, turn, before ? before->effect : std::nullopt, written);
  write_sends(tx, turn);
  count_standing(tx, turn);
  note_run_turn(tx, before, after, turn.at);
  const auto also = [&](std::vector<delivery> caused) {
    std::ranges::move(caused, std::back_inserter(written.caused));
  };
  if (turn.looks_back)
    also(find_earlier_events(tx, after, *turn.looks_back, turn.at));
  auto caused = deliveries_of(turn);
  store_deliveries(tx, caused);
  also(std::move(caused));
  written.paused_campaign = pause_campaign(tx, turn);
  for (const auto& patch : turn.patches) {
    auto change = apply_patch(tx, patch, turn.listeners, turn.at);
    if (!change)
      return fail(std::move(change.error()));
    also(std::move(change->caused));
  }
  return written;
}

} // namespace sojourn::storage
