#include "storage/write/recount_messages.hpp"

#include "storage/write/credit_orders.hpp"

namespace sojourn::storage {

namespace {

constexpr std::size_t counted_at_once = 1'024;

void recount_sends(table_set& tables) {
  auto& chunks = tables.message_chunks;
  chunks.clear_live();
  std::int64_t after = 0;
  while (true) {
    const auto sends = tables.sends.counted_after(after, counted_at_once);
    for (const auto& send : sends) {
      const auto place = tables.message_places.key_of(send.campaign, period_of(send.entry.sent_at),
                                                      send.step, send.channel);
      const auto slot = chunks.next_slot(place);
      auto entry = send.entry;
      entry.recipient = tables.recipients.number_of(send.subject);
      chunks.put(slot, entry);
      tables.sends.set_slot(send.number, entry.counts ? to_column(slot) : -to_column(slot));
    }
    chunks.write();
    if (sends.size() < counted_at_once)
      return;
    after = sends.back().number;
  }
}

void recount_payments(table_set& tables) {
  tables.payments.clear();
  std::string after;
  while (const auto owner = tables.records.next_owner(after)) {
    after = *owner;
    for (const auto& one : compute_payments(tables, after))
      tables.payments.insert(after, one.record, one.paid);
    credit_orders(tables, after, instant::min());
  }
}

void recount_starts(table_set& tables) {
  start_tally counted;
  instance_id after{};
  while (true) {
    const auto ids = tables.instances.ids_after(after, counted_at_once);
    for (const auto id : ids) {
      const auto instance = tables.instances.find(id);
      const auto* version = instance ? tables.campaigns.info(instance->version) : nullptr;
      if (version != nullptr)
        ++counted[{version->campaign_key, quarter_of(instance->state.started_at)}];
    }
    if (ids.size() < counted_at_once)
      break;
    after = ids.back();
  }
  tables.start_counts.set_live(counted);
}

} // namespace

void recount_messages(table_set& tables) {
  recount_sends(tables);
  recount_payments(tables);
  recount_starts(tables);
}

} // namespace sojourn::storage
