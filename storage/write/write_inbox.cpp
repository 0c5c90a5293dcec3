#include "storage/write/write_inbox.hpp"

#include "storage/audit.hpp"
#include "storage/campaigns.hpp"
#include "storage/inbox.hpp"
#include "storage/listeners.hpp"
#include "storage/run_members.hpp"
#include "storage/sqlite/transaction.hpp"
#include "storage/write/started_instances.hpp"

namespace sojourn::storage {

namespace {

/// The first that a pause drops is told of in the audit; how many there are, the counts tell.
void drop_start(transaction& tx, const inbox_entry& start, const std::string& why) {
  auto& totals = tx.tables.held_starts;
  if (totals.find(start.campaign).dropped_in_pause == 0)
    write_audit(tx, start.at, "sojourn", "campaign.starts_dropped", start.campaign, why);
  totals.add_dropped(start.campaign);
}

} // namespace

void ask_for_start(transaction& tx, std::vector<inbox_entry>& into, inbox_entry start,
                   const listener_set& listeners) {
  const auto pause = listeners.paused.find(start.campaign);
  if (pause == listeners.paused.end()) {
    into.push_back(std::move(start));
    return;
  }
  const auto& [keeps, most] = pause->second;
  if (!keeps && !tx.tables.budget_pauses.find(start.campaign))
    return drop_start(tx, start, "its pause keeps no starts");
  if (tx.tables.held_starts.find(start.campaign).held >= most)
    return drop_start(tx, start, "it holds " + std::to_string(most) + " starts, which is the most");
  tx.tables.held_starts.add_held(start.campaign, 1);
  start.held = true;
  into.push_back(std::move(start));
}

void insert_inbox_entries(transaction& tx, std::vector<inbox_entry>& inbox_entries) {
  for (auto& one : inbox_entries) {
    if (one.instance.value == 0 && !one.cause)
      one.cause = tx.tables.events.newest();
    tx.tables.inbox.insert(one);
  }
  tx.count(counter::inbox_entries, static_cast<std::int64_t>(inbox_entries.size()));
}

bool consume_inbox_entry(transaction& tx, std::int64_t number) {
  if (!tx.tables.inbox.remove(number)) {
    const auto campaign = tx.tables.inbox.remove_held(number);
    if (!campaign)
      return false;
    tx.tables.held_starts.add_held(*campaign, -1);
  }
  tx.count(counter::inbox_entries, -1);
  return true;
}

bool hold_start(transaction& tx, std::int64_t number) {
  const auto start = tx.tables.inbox.find(number);
  const auto campaign = start ? tx.tables.campaigns.find(start->campaign) : std::nullopt;
  if (!campaign || campaign->campaign.state != campaign_state::paused)
    return false;
  if (!start->held) {
    tx.tables.inbox.hold(number);
    tx.tables.held_starts.add_held(start->campaign, 1);
  }
  return true;
}

std::vector<inbox_entry> drop_inbox_entry(transaction& tx, std::int64_t number, instant now) {
  const auto dropped = tx.tables.inbox.find(number);
  if (!dropped || !consume_inbox_entry(tx, number))
    return {};
  std::vector<inbox_entry> inbox_entries;
  if (dropped->instance.value == 0) {
    count_run_refusal(tx, dropped->payload, now);
    if (auto told = tell_starter_of_refusal(*dropped, now); told && is_there(tx, told->instance))
      inbox_entries.push_back(std::move(*told));
  }
  insert_inbox_entries(tx, inbox_entries);
  return inbox_entries;
}

} // namespace sojourn::storage
