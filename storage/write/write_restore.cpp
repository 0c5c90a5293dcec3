// Asking about a restored file, and carrying out what is answered.
#include "accounts/changes.hpp"
#include "engine/input.hpp"
#include "storage/audit.hpp"
#include "storage/boosters.hpp"
#include "storage/campaigns.hpp"
#include "storage/inbox.hpp"
#include "storage/instances.hpp"
#include "storage/restore.hpp"
#include "storage/runs.hpp"
#include "storage/sqlite/transaction.hpp"
#include "storage/write/own_turns.hpp"

#include <algorithm>
#include <array>

namespace sojourn::storage {

namespace {

const std::string own_restore_name{restore_name};

/// When the copy was made: when its newest entry was written.
instant copied_at(transaction& tx, instant now) {
  const auto newest = tx.tables.journal.find(tx.tables.journal.last());
  return newest ? std::min(newest->entry.at, now) : now;
}

bool may_act(transaction& tx, const stored_campaign& campaign) {
  return campaign.state == campaign_state::active ||
         tx.tables.budget_pauses.find(campaign.id).has_value();
}

/// The reason in the journal of what an answer does.
std::string reason_of(const restored_campaign& what) {
  return "restored data: " + std::string{to_text(*what.answer)} +
         (what.why.empty() ? "" : ": " + what.why);
}

/// Starts that had not begun do not begin, members of runs are not entered, and occurrences of the
/// schedule are not made up for: whom they would write to may have got it.
result<std::int64_t> drop_starts(transaction& tx, const restored_campaign& what,
                                 const open_restore& when, instant now, std::size_t portion,
                                 std::vector<inbox_entry>& inbox_entries) {
  std::int64_t done = 0;
  for (const auto run : tx.tables.restore.runs(what.campaign, when.restored_at)) {
    const auto cancelled = cancel_run(tx, run_id{run}, what.who, reason_of(what), now);
    if (!cancelled && cancelled.error().code == error_code::wrong_state)
      continue; // nobody is left to enter
    if (!cancelled)
      return fail(cancelled.error());
    done += cancelled->members - cancelled->entered - cancelled->refused;
  }
  for (const auto number :
       tx.tables.restore.starts(what.campaign, tx.tables.restore.newest_start(), portion)) {
    auto told = drop_inbox_entry(tx, number, now);
    std::ranges::move(told, std::back_inserter(inbox_entries));
    ++done;
  }
  if (const auto done_until = tx.tables.runs.done_until(what.campaign);
      done_until && *done_until < when.restored_at)
    tx.tables.runs.set_done_until(what.campaign, when.restored_at);
  return done;
}

/// Cancels overdue instances, which takes back what they asked for.
void cancel_overdue(transaction& tx, const restored_campaign& what, const open_restore& when,
                    instance_id after, instant now, std::size_t portion, restore_portion& made) {
  own_turns turns{tx, now};
  for (const auto& one : tx.tables.restore.overdue(when, what.campaign, after, portion)) {
    made.last = one.instance;
    made.is_over = false;
    const auto instance = tx.tables.instances.find(one.instance);
    const auto cancelled = instance ? turns.give(*instance, {.kind = engine::command_kind::cancel,
                                                             .who = what.who,
                                                             .why = reason_of(what)})
                                    : fail(error_code::not_found, "it is not there");
    if (cancelled)
      ++made.done;
    else
      made.failures.push_back(to_text(one.instance) + ": " + cancelled.error().message);
  }
  std::ranges::move(turns.revoked, std::back_inserter(made.revoked));
  std::ranges::move(turns.inbox_entries, std::back_inserter(made.inbox_entries));
}

/// A card whose time has come may have been sent after the copy was made. Off and overdue, it is
/// switched on again with the choice to send it now or to skip it.
void switch_off_due_cards(transaction& tx, instant now) {
  for (auto& card : tx.tables.booster_cards.in_status(boosters::card_status::on)) {
    if (card.at > now)
      continue;
    card.status = boosters::card_status::off;
    card.held_by.clear();
    card.look_at.reset();
    card.version += 1;
    card.updated_at = now;
    card.updated_by = own_restore_name;
    put_card(tx, card);
    write_audit_of_state(tx, now,
                         {.who = own_restore_name,
                          .action = "card.off",
                          .target = card.booster + "/" + card.id,
                          .why = "the data were restored from a copy"},
                         to_text(boosters::card_status::on), to_text(card.status));
  }
}

/// The campaign of a card goes on with its card, which was switched off or waits for the shop to be
/// eligible.
bool is_kept_by_card(transaction& tx, const std::string& campaign) {
  const auto named = card_of_campaign(tx, campaign);
  const auto card =
      named ? tx.tables.booster_cards.find(named->booster, named->card) : std::nullopt;
  return card && (card->gated || (card->status != boosters::card_status::on &&
                                  card->status != boosters::card_status::sending));
}

result<void> take_answer(transaction& tx, const std::string& campaign, restore_answer answer,
                         const std::string& who, const std::string& why, instant now) {
  const auto asked = tx.tables.restore.find(campaign);
  if (!asked || !asked->is_asked)
    return fail(error_code::not_found, "nothing is asked about the campaign \"" + campaign +
                                           "\"; GET /v1/restore lists "
                                           "what is");
  if (asked->answer)
    return fail(error_code::wrong_state, "\"" + campaign + "\" was answered with \"" +
                                             std::string{to_text(*asked->answer)} + "\" by " +
                                             asked->who + " already");
  tx.tables.restore.answer(campaign, answer, who, why, now);
  write_audit(
      tx, now,
      {.who = who,
       .action = "restore.answer",
       .target = campaign,
       .why = std::string{to_text(answer)} + (why.empty() ? "" : ": " + why),
       .changes = accounts::changes_between({{"answer", nullptr}}, {{"answer", to_text(answer)}})});
  return {};
}

} // namespace

result<restore_begun> begin_restore(transaction& tx, instant now, instant since) {
  auto& tables = tx.tables;
  const open_restore when{.restored_at = now, .copied_at = copied_at(tx, now), .since = since};
  restore_begun begun;
  begun.messages = tables.restore.mark_effects();
  auto counted = tables.restore.count(when);
  for (const auto& [key, campaign] : tables.campaigns.all()) {
    auto found = counted[campaign.id];
    found.campaign = campaign.id;
    const bool acts = may_act(tx, campaign);
    // One that is asked about already was paused by the restore before this one.
    const auto earlier = tables.restore.state_before(campaign.id);
    found.has_schedule &= acts || earlier == campaign_state::active;
    found.is_asked =
        found.messages > 0 || found.timers > 0 || found.starts > 0 || found.has_schedule;
    found.is_settled = !found.is_asked;
    if (!acts && !earlier && !found.is_asked)
      continue;
    tables.restore.put(found, earlier.value_or(acts ? campaign_state::active : campaign.state));
    if (!acts)
      continue;
    auto paused = write_campaign_state(tx, campaign.id, campaign_state::paused, own_restore_name,
                                       "the data were restored from a copy", now);
    if (!paused)
      return fail(std::move(paused.error()));
    begun.paused.push_back(campaign.id);
  }
  switch_off_due_cards(tx, now);
  tables.restore.begin(when, tables.numbers.last(numbered::inbox));
  return begun;
}

bool is_restoring(transaction& tx) { return tx.tables.restore.is_open(); }

result<std::int64_t> answer_restore(transaction& tx, const std::string& campaign,
                                    restore_answer answer, const std::string& who,
                                    const std::string& why, instant now) {
  if (!campaign.empty()) {
    if (auto taken = take_answer(tx, campaign, answer, who, why, now); !taken)
      return fail(std::move(taken.error()));
    return 1;
  }
  std::int64_t answered = 0;
  for (const auto& one : tx.tables.restore.all()) {
    if (!one.is_asked || one.answer)
      continue;
    if (auto taken = take_answer(tx, one.campaign, answer, who, why, now); !taken)
      return fail(std::move(taken.error()));
    ++answered;
  }
  return answered;
}

result<restore_portion> carry_out(transaction& tx, const restored_campaign& what, instance_id after,
                                  instant now, std::size_t portion) {
  restore_portion made;
  made.is_over = true;
  const auto when = tx.tables.restore.open();
  if (!when || !what.answer)
    return made;
  if (*what.answer == restore_answer::send) {
    made.done = tx.tables.restore.free_effects(what.campaign, portion);
    made.is_over = made.done == 0;
  } else {
    if (*what.answer == restore_answer::drop)
      cancel_overdue(tx, what, *when, after, now, portion, made);
    if (made.is_over) {
      const auto dropped = drop_starts(tx, what, *when, now, portion, made.inbox_entries);
      if (!dropped)
        return fail(dropped.error());
      made.done = *dropped;
      made.is_over = *dropped == 0;
      made.last = after;
    }
  }
  tx.tables.restore.add_done(what.campaign, made.done);
  return made;
}

void mark_overdue(transaction& tx, instance_id id) { tx.tables.restore.mark_effect(id); }

void add_settled(transaction& tx, const std::string& campaign, std::int64_t count) {
  tx.tables.restore.add_done(campaign, count);
}

void finish_campaign(transaction& tx, const std::string& campaign) {
  tx.tables.restore.set_settled(campaign);
}

result<std::optional<std::vector<std::string>>> end_restore(transaction& tx, instant now) {
  if (!tx.tables.restore.is_open() || tx.tables.restore.is_any_unsettled())
    return std::optional<std::vector<std::string>>{};
  std::vector<std::string> goes_on;
  for (const auto& one : tx.tables.restore.all()) {
    if (tx.tables.restore.state_before(one.campaign) == campaign_state::active)
      goes_on.push_back(one.campaign);
  }
  tx.tables.restore.end();
  std::erase_if(goes_on, [&](const std::string& campaign) {
    return state_of_campaign(tx, campaign) != campaign_state::paused || // ended meanwhile
           is_kept_by_card(tx, campaign);
  });
  for (const auto& campaign : goes_on) {
    auto resumed = write_campaign_state(tx, campaign, campaign_state::active, own_restore_name,
                                        "what was overdue is answered", now);
    if (!resumed)
      return fail(std::move(resumed.error()));
  }
  write_audit(tx, now, own_restore_name, "restore.end", "", "");
  return std::optional{std::move(goes_on)};
}

} // namespace sojourn::storage
