// Events and hook calls: stored once, with a delivery for each instance that they reach.
#include "storage/earlier_events.hpp"
#include "storage/transaction.hpp"
#include "storage/write_delivery.hpp"

namespace sojourn::storage {

namespace {

delivery hearing(const stored_event& event, instance_id listener, instant now) {
  return {.at = now,
          .instance = listener,
          .campaign = {},
          .subject = event.subject,
          .payload = {{"type", event.type}, {"id", event.id}, {"data", event.data}}};
}

delivery start_of(const stored_event& event, const std::string& campaign, instant now) {
  return {.at = now,
          .campaign = campaign,
          .subject = event.subject,
          .payload = {{"type", "event"},
                      {"event", event.type},
                      {"id", event.id},
                      {"source", event.source},
                      {"data", event.data}}};
}

} // namespace

result<event_written> write_event(transaction& tx, const stored_event& event,
                                  const std::vector<event_listener>& listeners, instant now) {
  auto& tables = tx.tables;
  tables.events.expire(now - tx.limits.events);
  if (const auto seen = tables.events.find(event.source, event.id))
    return event_written{.duplicate = true, .number = *seen, .caused = {}};
  event_written written{.number = tables.events.insert(event, now), .caused = {}};
  for (const auto listener : tables.waits.listeners(event.type, to_text(event.subject)))
    written.caused.push_back(hearing(event, listener, now));
  for (const auto& listener : listeners) {
    if (listener.event == event.type)
      written.caused.push_back(start_of(event, listener.campaign, now));
  }
  store_deliveries(tx, written.caused);
  return written;
}

std::vector<delivery> find_earlier_events(transaction& tx, const engine::instance_state& waiting,
                                          const engine::look_back& wanted, instant now) {
  std::vector<delivery> found;
  for (const auto& event : tx.tables.events.about(to_text(waiting.subject), wanted))
    found.push_back(hearing(event, waiting.id, now));
  store_deliveries(tx, found);
  return found;
}

result<hook_written> write_hook_call(transaction& tx, const std::string& hook,
                                     const std::string& message_id,
                                     const std::vector<delivery>& starts, instant now) {
  auto& tables = tx.tables;
  tables.hook_messages.expire(now - tx.limits.events);
  if (!tables.hook_messages.insert(hook, message_id, now))
    return hook_written{.duplicate = true, .caused = {}};
  hook_written written{.caused = starts};
  store_deliveries(tx, written.caused);
  return written;
}

} // namespace sojourn::storage
