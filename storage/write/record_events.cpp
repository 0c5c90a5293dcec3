#include "storage/write/record_events.hpp"

#include "records/record_events.hpp"
#include "storage/events.hpp"
#include "storage/inbox.hpp"
#include "storage/listeners.hpp"
#include "storage/sqlite/transaction.hpp"

#include <algorithm>

namespace sojourn::storage {

namespace {

/// What the event is known by: the same once for each record, or once for each version of it.
std::string id_of(const records::record_event& event, const record_step& step) {
  auto id = std::string{event.type} + ":" + step.record.id;
  if (!event.once)
    id += ":" + std::to_string(step.version);
  return id;
}

} // namespace

std::vector<inbox_entry> write_record_events(transaction& tx, const record_step& step,
                                             const listener_set& listeners, instant now) {
  std::vector<inbox_entry> inbox_entries;
  if (listeners.named.empty())
    return inbox_entries;
  const bool is_customer = step.record.type == records::customer_type;
  const auto subject = is_customer  ? result<subject_ref>{step.record}
                       : step.owner ? parse_subject(*step.owner)
                                    : fail(error_code::not_found, "it belongs to nobody");
  if (!subject)
    return inbox_entries;
  for (const auto* event : records::events_of(step.record.type, step.before, step.after)) {
    if (!listeners.named.contains(std::string{event->type}))
      continue;
    auto written = write_event(tx,
                               {.source = std::string{own_event_source},
                                .id = id_of(*event, step),
                                .type = std::string{event->type},
                                .subject = *subject,
                                .at = now,
                                .data = records::data_of(*event, step.record.id, step.after)},
                               listeners, now);
    // Nobody hears of somebody who is being erased.
    if (written)
      std::ranges::move(written->inbox_entries, std::back_inserter(inbox_entries));
  }
  return inbox_entries;
}

} // namespace sojourn::storage
