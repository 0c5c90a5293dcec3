// Events: stored once, with an inbox entry for each instance that they reach.
#include "records/record_events.hpp"
#include "storage/erasures.hpp"
#include "storage/events.hpp"
#include "storage/inbox.hpp"
#include "storage/listeners.hpp"
#include "storage/sqlite/transaction.hpp"
#include "storage/write/earlier_events.hpp"
#include "storage/write/write_inbox.hpp"

namespace sojourn::storage {

namespace {

inbox_entry hearing(const stored_event& event, instance_id listener, instant now) {
  return {.at = now,
          .instance = listener,
          .campaign = {},
          .subject = event.subject,
          .payload = {{"type", event.type}, {"id", event.id}, {"data", event.data}}};
}

inbox_entry start_of(const stored_event& event, const std::string& campaign, instant now) {
  return {.at = now,
          .campaign = campaign,
          .subject = event.subject,
          .payload = {{"type", "event"},
                      {"event", event.type},
                      {"id", event.id},
                      {"source", event.source},
                      {"data", event.data}}};
}

/// The same that a record has told already, or the other way round: whoever tells first of a record
/// is heard.
std::optional<event_table::known> told_before(transaction& tx, const stored_event& event) {
  const auto* kind = records::find_record_event(event.type);
  if (kind == nullptr)
    return std::nullopt;
  const auto member = records::naming_member(*kind);
  const auto* named = find_path(event.data, member);
  const auto id = named != nullptr ? records::id_in(*named) : std::nullopt;
  if (!id)
    return std::nullopt;
  const auto other = event.source == own_event_source ? event_table::teller::somebody
                                                      : event_table::teller::record;
  return tx.tables.events.told_by(other, to_text(event.subject), event.type, member, *id);
}

/// The campaigns with a start of the subject that hears the event when it begins.
std::vector<std::string> hearing_at_start(transaction& tx, const stored_event& event,
                                          const listener_set& listeners) {
  const auto hearers = listeners.hearers.find(event.type);
  if (hearers == listeners.hearers.end())
    return {};
  auto waiting = tx.tables.inbox.starts_of(to_text(event.subject));
  std::erase_if(waiting, [&](const std::string& campaign) {
    return std::ranges::find(hearers->second, campaign) == hearers->second.end();
  });
  return waiting;
}

} // namespace

result<event_written> write_event(transaction& tx, const stored_event& event,
                                  const listener_set& listeners, instant now) {
  if (const auto customer = tx.tables.aliases.customer_behind(event.subject)) {
    auto about_customer = event;
    about_customer.subject = *customer;
    return write_event(tx, about_customer, listeners, now);
  }
  if (auto free = refuse_while_erased(tx, event.subject); !free)
    return fail(std::move(free.error()));
  auto& tables = tx.tables;
  // Longer than they are recognized, where the retention keeps them longer.
  const auto& kept = tables.retention.in_force().of(retention::area::events);
  if (const auto before = retention::due_before(kept, now))
    tables.events.expire(*before);
  const auto duplicate_of = [&](const event_table::known& seen) {
    return event_written{.duplicate = true,
                         .number = seen.number,
                         .kept_until = seen.stored_at + tx.limits.events,
                         .inbox_entries = {}};
  };
  const auto since = now - tx.limits.events;
  if (const auto seen = tables.events.find(event.source, event.id)) {
    if (seen->stored_at >= since)
      return duplicate_of(*seen);
    tables.events.remove(seen->number); // forgotten, and only not cleared away yet
  }
  if (const auto told = told_before(tx, event); told && told->stored_at >= since)
    return duplicate_of(*told);
  auto hearing_late = hearing_at_start(tx, event, listeners);
  event_written written{.number = tables.events.insert(event, now),
                        .kept_until = now + tx.limits.events,
                        .inbox_entries = {},
                        .heard_at_start = std::move(hearing_late)};
  for (const auto listener : tables.waits.listeners(event.type, to_text(event.subject)))
    written.inbox_entries.push_back(hearing(event, listener, now));
  for (const auto& listener : listeners.events) {
    if (listener.event == event.type)
      ask_for_start(tx, written.inbox_entries, start_of(event, listener.campaign, now), listeners);
  }
  insert_inbox_entries(tx, written.inbox_entries);
  if (event.subject.type == records::customer_type)
    tx.touch(topic::customer, event.subject.id);
  return written;
}

inbox_entry bring_event(transaction& tx, const stored_event& event, instance_id to, instant now) {
  std::vector<inbox_entry> brought{hearing(event, to, now)};
  insert_inbox_entries(tx, brought);
  return std::move(brought.front());
}

std::vector<inbox_entry> find_earlier_events(transaction& tx, const engine::instance_state& waiting,
                                             const engine::look_back& wanted, instant now) {
  std::vector<inbox_entry> found;
  for (const auto& event : tx.tables.events.about(to_text(waiting.subject), wanted))
    found.push_back(hearing(event, waiting.id, now));
  insert_inbox_entries(tx, found);
  return found;
}

} // namespace sojourn::storage
