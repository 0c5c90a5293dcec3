#include "storage/write/forget_instance.hpp"

#include "messages/attribution.hpp"
#include "storage/instances.hpp"
#include "storage/journal.hpp"
#include "storage/sqlite/transaction.hpp"
#include "storage/write/count_receipts.hpp"
#include "storage/write/forget_counts.hpp"

#include <algorithm>
#include <optional>

namespace sojourn::storage {

namespace {

using sent_row = finished_rows::send;

/// All that must be read of an instance before anything of it goes.
struct ended_instance {
  stored_instance row;
  std::vector<journal_position> entries;
  std::int64_t issued_vouchers = 0; ///< that did not go back
  std::vector<sent_row> sends;
  std::vector<messages::touch> touches; ///< that stay
};

std::int64_t& count_of(forgotten_counts& counts, forgotten_row what) {
  return counts[static_cast<std::size_t>(what)];
}

bool is_one_of(const std::vector<sent_row>& sends, std::int64_t number) {
  return std::ranges::any_of(sends, [&](const sent_row& one) { return one.number == number; });
}

void read_journal(transaction& tx, ended_instance& into) {
  const auto issued = engine::entry{engine::voucher_issued{}}.index();
  const auto returned = engine::entry{engine::voucher_returned{}}.index();
  const auto id = into.row.state.id;
  for (auto at = into.row.head; at != 0;) {
    const auto row = tx.tables.journal.find(at);
    if (!row || row->instance != id || row->entry.previous >= at)
      throw corrupt_row{"the journal of " + to_text(id) + " is broken at position " +
                        std::to_string(at)};
    into.issued_vouchers += (row->entry.type == issued ? 1 : 0) - (row->entry.type == returned);
    into.entries.push_back(at);
    at = row->entry.previous;
  }
}

/// The touches of its sends that an order of the person may be owed to, whatever window somebody
/// asks for.
void read_touches(transaction& tx, ended_instance& into) {
  const auto touched = std::ranges::find_if(into.sends, &sent_row::is_touched);
  if (touched == into.sends.end())
    return;
  const auto touches = tx.tables.sends.touches(touched->subject);
  for (const auto& order : tx.tables.payments.of(touched->subject, instant::min())) {
    for (const auto* touch : messages::decisive(touches, order.paid.at)) {
      if (is_one_of(into.sends, touch->send))
        into.touches.push_back(*touch);
    }
  }
}

/// nullopt: it has not ended, or cannot be read.
std::optional<ended_instance> read_ended(transaction& tx, instance_id id) {
  try {
    auto row = tx.tables.instances.find(id);
    if (!row || !engine::is_ended(row->state.status))
      return std::nullopt;
    ended_instance read{.row = std::move(*row), .entries = {}, .sends = {}, .touches = {}};
    read_journal(tx, read);
    read.sends = tx.tables.finished.sends(id);
    read_touches(tx, read);
    return read;
  } catch (const corrupt_row&) {
    return std::nullopt;
  }
}

/// Whether it has to stay for now.
bool must_stay(transaction& tx, const ended_instance& ended) {
  return ended.row.head == tx.last_position() ||
         tx.tables.outbox.find(ended.row.state.id).has_value() ||
         is_one_of(ended.sends, tx.tables.finished.newest_send());
}

/// What it cost becomes sums by day. Nobody has heard of what is still reserved for as long as the
/// instance was kept: that counts as spent.
void forget_costs(transaction& tx, instance_id id, instant now, forgotten_counts& counts) {
  if (!tx.tables.budget.was_ever_put())
    return;
  for (const auto& held : tx.tables.budget_ledger.of(id))
    tx.tables.budget_ledger.settle(held, now);
  const auto& plan = tx.tables.budget.in_force();
  count_of(counts, forgotten_row::budget_entries) +=
      tx.tables.budget_sums.sum_up(id, plan != nullptr ? plan->zone : "UTC");
}

/// What they count in reports stays, with the touches that an order may be owed to.
void forget_sends(transaction& tx, const ended_instance& ended, forgotten_counts& counts) {
  auto& finished = tx.tables.finished;
  for (const auto& touch : ended.touches)
    finished.keep_touch(ended.sends.front().subject, touch);
  for (const auto& one : ended.sends) {
    count_of(counts, forgotten_row::receipts) += finished.remove_receipts(one.number);
    forget_receipts(tx, one.heard);
    finished.remove_send(one.number);
    ++count_of(counts, forgotten_row::sends);
    tx.tables.message_chunks.set_forgotten(one.slot);
  }
}

} // namespace

bool forget_instance(transaction& tx, own_turns& definitions, instance_id id, instant now,
                     forgotten_counts& counts) {
  const auto ended = read_ended(tx, id);
  if (!ended || must_stay(tx, *ended))
    return false;
  auto& finished = tx.tables.finished;
  const auto& state = ended->row.state;
  forget_costs(tx, id, now, counts);
  forget_counts(tx, definitions, ended->row);
  for (const auto at : ended->entries)
    finished.remove_entry(at);
  count_of(counts, forgotten_row::journal_entries) +=
      static_cast<std::int64_t>(ended->entries.size());
  count_of(counts, forgotten_row::issued_vouchers) += ended->issued_vouchers;
  forget_sends(tx, *ended, counts);
  count_of(counts, forgotten_row::mail) += finished.remove_mail(id);
  if (const auto* version = tx.tables.campaigns.info(ended->row.version)) {
    finished.keep_key(id, version->campaign_key, state.reentry_key, to_text(state.subject));
    tx.tables.start_counts.forget(version->campaign_key, state.started_at);
  }
  finished.remove_instance(id);
  tx.tables.forgotten.add(standing{ended->row.version, state.status, state.step}, 1);
  ++count_of(counts, forgotten_row::instances);
  return true;
}

} // namespace sojourn::storage
