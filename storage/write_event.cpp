// Events: stored once, with a delivery for each instance that they reach.
#include "storage/earlier_events.hpp"
#include "storage/erasures.hpp"
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
  if (const auto customer = tx.tables.aliases.customer_behind(event.subject)) {
    auto about_customer = event;
    about_customer.subject = *customer;
    return write_event(tx, about_customer, listeners, now);
  }
  if (auto free = refuse_while_erased(tx, event.subject); !free)
    return fail(std::move(free.error()));
  auto& tables = tx.tables;
  tables.events.expire(now - tx.limits.events);
  if (const auto seen = tables.events.find(event.source, event.id)) {
    if (seen->stored_at >= now - tx.limits.events)
      return event_written{.duplicate = true,
                           .number = seen->number,
                           .kept_until = seen->stored_at + tx.limits.events,
                           .caused = {}};
    tables.events.remove(seen->number); // forgotten, and only not cleared away yet
  }
  event_written written{.number = tables.events.insert(event, now),
                        .kept_until = now + tx.limits.events,
                        .caused = {}};
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

} // namespace sojourn::storage
