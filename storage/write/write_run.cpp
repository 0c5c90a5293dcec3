// Runs: an audience frozen at one moment, entered once each, and over when all is over.
#include "storage/audit.hpp"
#include "storage/erasures.hpp"
#include "storage/identities.hpp"
#include "storage/inbox.hpp"
#include "storage/run_members.hpp"
#include "storage/runs.hpp"
#include "storage/sqlite/transaction.hpp"
#include "storage/turns.hpp"
#include "storage/write/write_inbox.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>

namespace sojourn::storage {

namespace {

constexpr std::array<std::string_view, 6> run_state_names{"freezing", "entering",  "open",
                                                          "ended",    "cancelled", "queued"};
constexpr std::string_view run_prefix = "run_";

stored_run existing(transaction& tx, run_id id) {
  auto run = tx.tables.runs.find(id);
  if (!run)
    throw corrupt_row{to_text(id) + " is not there"};
  return std::move(*run);
}

/// Ends the run when nothing of it can move any more, and stores it.
void keep(transaction& tx, stored_run& run, instant now) {
  if (run.state == run_state::open && run.open == 0 && run.entered + run.refused == run.members) {
    run.state = run_state::ended;
    run.ended_at = now;
  }
  tx.tables.runs.update(run);
}

} // namespace

std::string_view to_text(run_state state) {
  return run_state_names[static_cast<std::size_t>(state)];
}

std::string to_text(run_id id) { return std::string{run_prefix} + std::to_string(id.value); }

result<run_id> parse_run_id(std::string_view text) {
  run_id id;
  const auto digits = text.substr(std::min(text.size(), run_prefix.size()));
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), id.value);
  if (!text.starts_with(run_prefix) || read.ec != std::errc{} ||
      read.ptr != digits.data() + digits.size() || id.value <= 0)
    return fail(error_code::invalid_id,
                "\"" + std::string{text} + "\" is not the id of a run; it looks like \"run_12\"");
  return id;
}

stored_run begin_run(transaction& tx, const std::string& campaign, const json& data,
                     const std::string& who, const std::string& why, instant now) {
  const auto id =
      tx.tables.runs.insert(campaign, std::nullopt, data, who, tx.tables.events.newest(), now);
  write_audit(tx, now, who, "run.start", campaign + " " + to_text(id), why);
  return existing(tx, id);
}

std::optional<stored_run> begin_scheduled_run(transaction& tx, const std::string& campaign,
                                              instant occurrence, campaign::overlap_policy overlap,
                                              const std::string& who, instant now) {
  set_schedule_done(tx, campaign, occurrence);
  if (tx.tables.runs.has_occurrence(campaign, occurrence))
    return std::nullopt;
  const bool is_open = tx.tables.runs.unfinished(campaign).has_value();
  if (is_open && overlap == campaign::overlap_policy::skip) {
    write_audit(tx, now, who, "run.skip", campaign,
                to_text(occurrence) + ": the run before has not ended");
    return std::nullopt;
  }
  const auto id = tx.tables.runs.insert(campaign, occurrence, json::object(), who,
                                        tx.tables.events.newest(), now);
  auto run = existing(tx, id);
  if (is_open && overlap == campaign::overlap_policy::queue) {
    run.state = run_state::queued;
    tx.tables.runs.update(run);
  }
  write_audit(tx, now, who, "run.start", campaign + " " + to_text(id), to_text(occurrence));
  return run;
}

std::optional<stored_run> find_run(transaction& tx, run_id id) { return tx.tables.runs.find(id); }

bool has_run(transaction& tx, const std::string& campaign, instant occurrence) {
  return tx.tables.runs.has_occurrence(campaign, occurrence);
}

void set_schedule_done(transaction& tx, const std::string& campaign, instant until) {
  const auto before = tx.tables.runs.done_until(campaign);
  if (!before || *before < until)
    tx.tables.runs.set_done_until(campaign, until);
}

std::optional<instant> schedule_done(transaction& tx, const std::string& campaign) {
  return tx.tables.runs.done_until(campaign);
}

std::optional<run_id> begin_queued_run(transaction& tx, const std::string& campaign, instant now) {
  const auto oldest = tx.tables.runs.unfinished(campaign);
  if (!oldest)
    return std::nullopt;
  auto run = existing(tx, *oldest);
  if (run.state != run_state::queued)
    return std::nullopt;
  run.state = run_state::freezing;
  run.started_at = now;
  run.cause = tx.tables.events.newest();
  tx.tables.runs.update(run);
  return run.id;
}

void clear_members(transaction& tx, run_id id) {
  auto run = existing(tx, id);
  tx.tables.runs.clear_members(id);
  run.members = 0;
  tx.tables.runs.update(run);
}

void add_members(transaction& tx, run_id id, const std::vector<subject_ref>& subjects) {
  auto run = existing(tx, id);
  if (run.state != run_state::freezing)
    return;
  for (const auto& subject : subjects)
    tx.tables.runs.add_member(id, ++run.members, to_text(subject));
  tx.tables.runs.update(run);
}

void finish_freezing(transaction& tx, run_id id, std::int64_t left_out) {
  auto run = existing(tx, id);
  if (run.state != run_state::freezing)
    return;
  run.state = run_state::entering;
  run.left_out = left_out;
  tx.tables.runs.update(run);
}

json trigger_of(const stored_run& run) {
  if (run.occurrence)
    return {{"type", "schedule"}, {"run", to_text(run.id)}, {"at", to_text(*run.occurrence)}};
  return {{"type", "manual"}, {"run", to_text(run.id)}, {"data", run.data}};
}

result<members_entered> enter_members(transaction& tx, run_id id,
                                      const std::vector<run_member>& members, instant now) {
  auto run = existing(tx, id);
  if (run.state != run_state::entering)
    return members_entered{.written = {}, .inbox_entries = {}, .done = true};
  if (!members.empty() &&
      tx.tables.runs.remove_members(id, members.back().number) != members.size())
    return fail(error_code::internal, "these are not the first members of " + to_text(id));

  // Whoever was erased after the run had begun is entered nowhere.
  const erased_since erased{tx, id};
  const auto is_gone = [&](const subject_ref& subject) {
    return subject.type == erased_type || erased.holds(subject) ||
           erased.holds(known_as(tx, subject));
  };
  // Starts with one re-entry key happen in the order of their causes: who has an earlier one under
  // way waits behind it.
  const auto waits = [&](const turn_write& turn) {
    return turn.policy == campaign::reentry_policy::restart &&
           tx.tables.inbox.is_earlier_start(to_text(turn.after->subject), run.campaign, run.cause);
  };
  std::vector<turn_ptr> turns;
  std::vector<bool> goes; // one for each member: whether it is among the turns
  for (const auto& member : members) {
    goes.push_back(member.turn && !is_gone(member.subject) && !waits(*member.turn));
    if (goes.back())
      turns.push_back(member.turn);
  }
  auto starts = write_starts(tx, turns);
  if (!starts)
    return fail(std::move(starts.error()));

  members_entered entered;
  std::vector<inbox_entry> sent;
  const auto trigger = trigger_of(run);
  auto written = starts->written.begin();
  for (std::size_t i = 0; i < members.size(); ++i) {
    const auto& member = members[i];
    if (is_gone(member.subject)) {
      tx.count(id, {.refused = 1, .at = now});
      entered.written.push_back(false);
      continue;
    }
    entered.written.push_back(goes[i] && *written++);
    if (!entered.written.back())
      sent.push_back({.at = now,
                      .campaign = run.campaign,
                      .subject = known_as(tx, member.subject),
                      .payload = trigger,
                      .cause = run.cause});
  }
  insert_inbox_entries(tx, sent);
  entered.inbox_entries = std::move(starts->inbox_entries);
  std::ranges::move(sent, std::back_inserter(entered.inbox_entries));

  entered.done = tx.tables.runs.members(id, 0, 1).empty();
  if (entered.done) {
    run.state = run_state::open;
    keep(tx, run, now);
  }
  return entered;
}

result<stored_run> cancel_run(transaction& tx, run_id id, const std::string& who,
                              const std::string& why, instant now) {
  auto run = tx.tables.runs.find(id);
  if (!run)
    return fail(error_code::not_found, "there is no run " + to_text(id));
  if (run->state >= run_state::open && run->state != run_state::queued)
    return fail(error_code::wrong_state, to_text(id) + " is " + std::string{to_text(run->state)} +
                                             "; only a run that still enters can be cancelled");
  tx.tables.runs.clear_members(id);
  const auto before = to_text(run->state);
  run->state = run_state::cancelled;
  run->ended_at = now;
  run->reason = why;
  tx.tables.runs.update(*run);
  write_audit_of_state(tx, now,
                       {.who = who, .action = "run.cancel", .target = to_text(id), .why = why},
                       before, to_text(run->state));
  return std::move(*run);
}

void count_run_turn(transaction& tx, const engine::instance_state* before,
                    const engine::instance_state& after, instant now) {
  const bool ends =
      engine::is_ended(after.status) && (before == nullptr || !engine::is_ended(before->status));
  if (before != nullptr && !ends)
    return;
  const auto id = run_of(after.trigger);
  if (!id)
    return;
  const std::int64_t begins = before == nullptr ? 1 : 0;
  tx.count(*id, {.entered = begins, .open = begins - (ends ? 1 : 0), .at = now});
}

void count_run_refusal(transaction& tx, const json& trigger, instant now) {
  if (const auto id = run_of(trigger))
    tx.count(*id, {.refused = 1, .at = now});
}

std::optional<run_id> run_of(const json& trigger) {
  const auto named = trigger.find("run");
  if (named == trigger.end() || !named->is_string())
    return std::nullopt;
  const auto id = parse_run_id(named->get_ref<const std::string&>());
  return id ? std::optional{*id} : std::nullopt;
}

} // namespace sojourn::storage
