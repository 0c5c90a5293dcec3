// One turn: everything that hangs on it, in one unit.
#include "storage/budget.hpp"
#include "storage/campaigns.hpp"
#include "storage/desk.hpp"
#include "storage/erasures.hpp"
#include "storage/inbox.hpp"
#include "storage/job_tasks.hpp"
#include "storage/journal.hpp"
#include "storage/placements.hpp"
#include "storage/record_changes.hpp"
#include "storage/run_members.hpp"
#include "storage/sends.hpp"
#include "storage/sqlite/transaction.hpp"
#include "storage/turns.hpp"
#include "storage/write/bookings.hpp"
#include "storage/write/count_messages.hpp"
#include "storage/write/earlier_events.hpp"
#include "storage/write/give_voucher.hpp"
#include "storage/write/started_instances.hpp"
#include "storage/write/write_inbox.hpp"

#include <algorithm>

namespace sojourn::storage {

namespace {

using campaign::reentry_policy;

tl::unexpected<error> stale(const turn_write& turn) {
  return fail(error_code::version_mismatch, to_text(turn.after->id) +
                                                " has moved on since journal position " +
                                                std::to_string(turn.expected_head));
}

/// Appends the entries, each pointing back to the one before.
void append(transaction& tx, const turn_write& turn) {
  auto previous = turn.expected_head;
  for (const auto& entry : turn.entries) {
    const auto position = tx.next_position();
    tx.tables.journal.append(position, turn.after->id, previous, turn.at, entry.type,
                             entry.payload);
    previous = position;
  }
}

/// Whether an event was stored that the instance would hear, and that its first turn has not.
bool is_behind(transaction& tx, const turn_write& turn) {
  if (!turn.heard_through || turn.waits_after.empty() ||
      *turn.heard_through >= tx.tables.events.newest())
    return false;
  const auto subject = to_text(turn.after->subject);
  return std::ranges::any_of(turn.waits_after, [&](const std::string& type) {
    return tx.tables.events.is_any_after(*turn.heard_through, subject, type);
  });
}

/// Who holds the re-entry key of a new instance so that the policy refuses it.
std::optional<reentry_table::row> in_the_way(transaction& tx, const turn_write& turn,
                                             std::int64_t campaign) {
  if (turn.policy == reentry_policy::parallel)
    return std::nullopt;
  auto holder = tx.tables.reentry.find(campaign, turn.after->reentry_key);
  if (holder && !holder->open && turn.policy != reentry_policy::once)
    return std::nullopt;
  return holder;
}

/// Takes the re-entry key for a new instance, unless the policy refuses it.
result<void> enter(transaction& tx, const turn_write& turn, std::int64_t campaign) {
  const auto& state = *turn.after;
  if (const auto holder = in_the_way(tx, turn, campaign)) {
    const auto who = to_text(holder->instance);
    const auto policy = "; the policy \"" + std::string{campaign::to_text(turn.policy)} + "\" ";
    return fail(error_code::reentry_refused,
                "\"" + state.reentry_key + "\" of campaign \"" + state.campaign +
                    (holder->open ? "\" has an open instance, " : "\" had its one instance, ") +
                    who + policy +
                    (turn.policy == reentry_policy::once
                         ? "allows no second one"
                         : "allows a second one when it has ended or is cancelled"),
                {{.pointer = "", .message = who}});
  }
  if (turn.policy != reentry_policy::parallel)
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

/// The instance is about somebody else from now on, and has the re-entry key that follows.
void change_subject(transaction& tx, const turn_write& turn, std::int64_t campaign) {
  const auto& before = *turn.before;
  const auto& after = *turn.after;
  tx.tables.instances.set_subject(after.id, after.subject, after.reentry_key);
  tx.tables.vouchers.set_subject(after.id, to_text(after.subject));
  if (turn.policy == reentry_policy::parallel || before.reentry_key == after.reentry_key)
    return;
  tx.tables.reentry.remove(campaign, before.reentry_key, after.id);
  tx.tables.reentry.put(campaign, after.reentry_key, after.id, true);
}

/// Whether somebody may be the subject of a new instance.
result<void> check_subject(transaction& tx, const subject_ref& subject) {
  if (const auto customer = tx.tables.aliases.customer_behind(subject))
    return fail(error_code::overloaded, to_text(subject) + " has just turned out to be " +
                                            to_text(*customer) + "; try again");
  return refuse_while_erased(tx, to_text(subject));
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

void write_waits(transaction& tx, const turn_write& turn, bool subject_changed) {
  if (turn.waits_before == turn.waits_after && !subject_changed)
    return;
  const auto id = turn.after->id;
  const auto subject = to_text(turn.after->subject);
  const auto subject_before = subject_changed ? to_text(turn.before->subject) : subject;
  for (const auto& event : turn.waits_before) {
    if (subject_changed || !turn.waits_after.contains(event))
      tx.tables.waits.remove(event, subject_before, id);
  }
  for (const auto& event : turn.waits_after) {
    if (subject_changed || !turn.waits_before.contains(event))
      tx.tables.waits.insert(event, subject, id);
  }
  tx.count(counter::waits, static_cast<std::int64_t>(turn.waits_after.size()) -
                               static_cast<std::int64_t>(turn.waits_before.size()));
}

/// What the turn asks the staff for; what a cancelled instance asked for is withdrawn.
void write_tasks(transaction& tx, const turn_write& turn) {
  const auto& after = *turn.after;
  for (const auto& task : turn.tasks)
    write_task(tx, after, task, turn.at);
  if (after.status == engine::instance_status::cancelled && turn.before != nullptr &&
      !engine::is_ended(turn.before->status))
    withdraw_tasks(tx, after, turn.at);
}

bool is_voucher(const std::optional<engine::pending_effect>& effect) {
  return effect && effect->kind == engine::effect_kind::voucher;
}

/// What was reserved for an effect that the turn settles or takes back. A message that is taken
/// back may have left already: its outcome, or whoever knows that it has not left, frees that
/// again.
void settle_costs(transaction& tx, const turn_write& turn) {
  if (!tx.tables.budget.was_ever_put())
    return;
  const auto id = turn.after->id;
  const auto* before = turn.before.get();
  const auto effect = before != nullptr ? before->effect : std::nullopt;
  const bool ends = effect && effect != turn.after->effect;
  if (is_voucher(effect)) { // an outcome that waits for the end of a pause has given no code yet
    const auto issues = engine::entry{engine::voucher_issued{}}.index();
    const bool issued = std::ranges::any_of(
        turn.entries, [&](const turn_write::encoded_entry& entry) { return entry.type == issues; });
    if (ends)
      settle_cost(tx, {id, effect->step, effect->visit}, effect->attempt,
                  issued ? outcome::accepted : outcome::rejected, turn.at);
    return;
  }
  if (turn.settled) {
    const auto& [step, visit, attempt, how] = *turn.settled;
    settle_cost(tx, {id, step, visit}, attempt, how, turn.at);
  }
  if (!ends)
    return;
  if (const auto row = tx.tables.outbox.find(id); row && row->handed_over)
    mark_cost_unknown(tx, {id, effect->step, effect->visit}, effect->attempt, turn.at);
}

/// Writes the outbox row. A new voucher effect reserves a code; a new booking is made.
result<void> write_effect(transaction& tx, const turn_write& turn,
                          const std::optional<engine::pending_effect>& before,
                          turn_written& written) {
  const auto& after = turn.after->effect;
  if (before == after)
    return {};
  const auto id = turn.after->id;
  if (after)
    tx.tables.outbox.put(id, *after, turn.at);
  else
    tx.tables.outbox.remove(id);
  tx.count(counter::outbox, after.has_value() - before.has_value());

  const bool same_visit =
      before && after && before->step == after->step && before->visit == after->visit;
  if (is_voucher(before) || is_voucher(after))
    tx.touch(topic::vouchers);
  if (is_voucher(before) && !same_visit)
    release_voucher(tx, *before, id, turn.at);
  if (!after || engine::is_message(after->kind))
    return {};
  auto settled = is_voucher(after) ? reserve_voucher(tx, turn, written) : book(tx, turn, written);
  if (!settled)
    return fail(std::move(settled.error()));
  written.booking = std::move(*settled);
  tx.tables.outbox.put_outcome(id, *written.booking);
  return {};
}

/// What became of the send that the turn is about. A send that is taken back is marked: if it has
/// left already, its outcome comes later.
void write_sends(transaction& tx, const turn_write& turn) {
  const auto* before = turn.before.get();
  if (before != nullptr && before->effect && before->effect->kind == engine::effect_kind::send &&
      turn.after->revoked == before->effect && before->revoked != before->effect)
    revoke_message(tx, tracking_of({before->id, before->effect->step, before->effect->visit}));
  if (turn.sent)
    settle_message(tx, *turn.sent);
}

/// The starts that the turn asks for, and the news of its end for whoever waits for that.
std::vector<inbox_entry> entries_of(transaction& tx, const turn_write& turn) {
  std::vector<inbox_entry> inbox_entries;
  for (const auto& start : turn.starts)
    inbox_entries.push_back({.at = turn.at,
                             .campaign = start.campaign,
                             .subject = start.subject,
                             .payload = start.trigger});
  const auto& after = *turn.after;
  if (engine::is_ended(after.status) &&
      (turn.before == nullptr || !engine::is_ended(turn.before->status))) {
    if (auto told = tell_starter(after, turn.at); told && is_there(tx, told->instance))
      inbox_entries.push_back(std::move(*told));
  }
  return inbox_entries;
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

void count_graph(transaction& tx, const turn_write& turn, std::int64_t campaign) {
  using engine::passage_kind;
  if (turn.graph == nullptr)
    return;
  tx.count(turn.graph);
  for (const auto& [place, change] : *turn.graph) {
    if (place.kind == passage_kind::held || place.kind == passage_kind::failed)
      tx.set_last_error(campaign,
                        {.at = turn.at,
                         .instance = turn.after->id,
                         .step = place.step,
                         .code = place.kind == passage_kind::held ? place.name : "failed"});
  }
}

/// Takes the inbox entry that the turn is for. False when it is consumed already.
bool consume(transaction& tx, const turn_write& turn) {
  return turn.consumes == 0 || consume_inbox_entry(tx, turn.consumes);
}

/// Tells whoever watches the instance or its customer.
void touch(transaction& tx, const engine::instance_state& after) {
  if (!tx.is_watched())
    return;
  tx.touch(topic::instance, to_text(after.id));
  if (after.subject.type == records::customer_type)
    tx.touch(topic::customer, after.subject.id);
}

/// All of a turn but the inbox entry it consumes.
result<turn_written> write_consumed(transaction& tx, const turn_write& turn) {
  const auto& after = *turn.after;
  const auto* before = turn.before.get();
  const bool is_new = turn.expected_head == 0;
  const auto* version = tx.tables.campaigns.info(turn.version);
  if (!version || is_new != (before == nullptr) || (is_new && turn.entries.empty()))
    return fail(error_code::internal, "a turn of " + to_text(after.id) + " makes no sense");

  turn_written written;
  const auto first = tx.last_position() + 1;
  const auto count = static_cast<journal_position>(turn.entries.size());
  written.head = count == 0 ? turn.expected_head : first + count - 1;
  if (turn.task && !complete_job_task(tx, *turn.task, after.id, written.head, turn.at))
    return fail(error_code::not_found, "the job no longer asks this of " + to_text(after.id));
  if (is_new) {
    if (auto free = check_subject(tx, after.subject); !free)
      return fail(std::move(free.error()));
    if (is_behind(tx, turn))
      return fail(error_code::version_mismatch,
                  "an event about " + to_text(after.subject) + " came before its first turn");
    if (auto entered = enter(tx, turn, version->campaign_key); !entered)
      return fail(std::move(entered.error()));
    if (!tx.tables.instances.insert(after, turn.version, version->campaign_key,
                                    to_text(after.subject), turn.encoded_state, written.head,
                                    turn.at))
      return stale(turn);
    tx.count_starts(version->campaign_key, after.started_at);
  } else if (!tx.tables.instances.update(after, before->status, turn.encoded_state,
                                         turn.expected_head, written.head, turn.at)) {
    return stale(turn);
  }
  if (turn.version_before)
    tx.tables.instances.set_version(after.id, turn.version);
  const bool subject_changed = before != nullptr && before->subject != after.subject;
  if (subject_changed)
    change_subject(tx, turn, version->campaign_key);
  append(tx, turn);
  if (engine::is_ended(after.status) && (is_new || !engine::is_ended(before->status)))
    leave(tx, turn, version->campaign_key);
  touch(tx, after);
  write_timer(tx, after.id, before ? before->due : std::nullopt, after.due);
  write_waits(tx, turn, subject_changed);
  write_placements(tx, before, after);
  write_tasks(tx, turn);
  if (auto given = write_codes(tx, turn); !given)
    return fail(std::move(given.error()));
  settle_costs(tx, turn);
  if (auto asked = write_effect(tx, turn, before ? before->effect : std::nullopt, written); !asked)
    return fail(std::move(asked.error()));
  write_sends(tx, turn);
  count_standing(tx, turn);
  count_graph(tx, turn, version->campaign_key);
  count_run_turn(tx, before, after, turn.at);
  const auto also = [&written](std::vector<inbox_entry> more) {
    std::ranges::move(more, std::back_inserter(written.inbox_entries));
  };
  if (turn.looks_back)
    also(find_earlier_events(tx, after, *turn.looks_back, turn.at));
  auto entries = entries_of(tx, turn);
  insert_inbox_entries(tx, entries);
  also(std::move(entries));
  written.paused_campaign |= pause_campaign(tx, turn);
  for (const auto& patch : turn.patches) {
    auto change = apply_patch(tx, patch, turn.listeners, turn.at);
    if (!change)
      return fail(std::move(change.error()));
    also(std::move(change->inbox_entries));
  }
  return written;
}

} // namespace

result<turn_written> write_turn(transaction& tx, const turn_write& turn) {
  if (!consume(tx, turn))
    return fail(error_code::not_found,
                "inbox entry " + std::to_string(turn.consumes) + " is consumed already");
  return write_consumed(tx, turn);
}

result<starts_written> write_starts(transaction& tx, const std::vector<turn_ptr>& turns) {
  starts_written starts;
  starts.written.reserve(turns.size());
  for (const auto& turn : turns) {
    const auto* version = tx.tables.campaigns.info(turn->version);
    // Looked up before anything is written: the unit has no way back for one turn alone.
    const bool may_enter =
        version == nullptr ||
        (!in_the_way(tx, *turn, version->campaign_key) &&
         check_subject(tx, turn->after->subject).has_value() && !is_behind(tx, *turn));
    starts.written.push_back(may_enter && consume(tx, *turn));
    if (!starts.written.back())
      continue;
    auto written = write_consumed(tx, *turn);
    if (!written)
      return fail(std::move(written.error()));
    std::ranges::move(written->inbox_entries, std::back_inserter(starts.inbox_entries));
  }
  return starts;
}

} // namespace sojourn::storage
