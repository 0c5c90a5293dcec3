// Events and hook calls: stored once, with a delivery for each instance that they reach.
#include "storage/transaction.hpp"

namespace sojourn::storage {

result<event_written> write_event(transaction& tx, const stored_event& event, instant now) {
  auto& tables = tx.tables;
  tables.events.expire(now - tx.limits.events);
  if (const auto seen = tables.events.find(event.source, event.id))
    return event_written{.duplicate = true, .number = *seen, .caused = {}};
  event_written written{.number = tables.events.insert(event, now), .caused = {}};
  for (const auto listener : tables.waits.listeners(event.type, to_text(event.subject))) {
    delivery reached{.at = now,
                     .instance = listener,
                     .campaign = {},
                     .subject = event.subject,
                     .payload = {{"type", event.type}, {"id", event.id}, {"data", event.data}}};
    tables.deliveries.insert(reached);
    written.caused.push_back(std::move(reached));
  }
  tx.count(counter::deliveries, static_cast<std::int64_t>(written.caused.size()));
  return written;
}

result<hook_written> write_hook_call(transaction& tx, const std::string& hook,
                                     const std::string& message_id,
                                     const std::vector<delivery>& starts, instant now) {
  auto& tables = tx.tables;
  tables.hook_messages.expire(now - tx.limits.events);
  if (!tables.hook_messages.insert(hook, message_id, now))
    return hook_written{.duplicate = true, .caused = {}};
  hook_written written{.caused = starts};
  for (auto& start : written.caused)
    tables.deliveries.insert(start);
  tx.count(counter::deliveries, static_cast<std::int64_t>(starts.size()));
  return written;
}

} // namespace sojourn::storage
