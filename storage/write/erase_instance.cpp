#include "storage/write/erase_instance.hpp"

#include "storage/instances.hpp"
#include "storage/sqlite/transaction.hpp"

#include <algorithm>

namespace sojourn::storage {

namespace {

/// What may be known of an instance afterwards.
engine::instance_state unreadable(const engine::instance_state& ended, const std::string& marker) {
  engine::instance_state left;
  left.id = ended.id;
  left.campaign = ended.campaign;
  left.version = ended.version;
  left.subject = {std::string{erased_type}, marker.substr(erased_type.size() + 1)};
  left.reentry_key = left.subject.id;
  left.status = ended.status;
  left.waiting = ended.waiting;
  left.step = ended.step;
  left.visit = ended.visit;
  left.attempt = ended.attempt;
  left.started_at = ended.started_at;
  left.settled_at = ended.settled_at;
  left.visits = ended.visits;
  left.reason = erased_type;
  return left;
}

} // namespace

std::int64_t erase_instance(transaction& tx, const stored_instance& ended,
                            const std::string& marker, erasure_id by, instant now) {
  auto& tables = tx.tables;
  const auto& state = ended.state;
  std::int64_t entries = 0;
  for (auto at = ended.head; at != 0; ++entries) {
    const auto row = tables.journal.find(at);
    if (!row || row->instance != state.id || row->entry.previous >= at)
      throw corrupt_row{"the journal of " + to_text(state.id) + " is broken at position " +
                        std::to_string(at)};
    tables.personal.blank_entry(at);
    at = row->entry.previous;
  }
  // A new head: whoever still holds the old state in memory finds it stale.
  const engine::entry last = engine::erased{to_text(by)};
  const auto head = tx.next_position();
  tables.journal.append(head, state.id, ended.head, std::max(now, ended.updated_at),
                        static_cast<std::uint8_t>(last.index()), engine::encode_entry(last));
  tables.instances.erase(state.id, marker, engine::encode_state(unreadable(state, marker)), head);
  if (const auto* version = tables.campaigns.info(ended.version))
    tables.reentry.remove(version->campaign_key, state.reentry_key, state.id);
  tables.personal.blank_vouchers(state.id);
  return entries;
}

} // namespace sojourn::storage
