#include "storage/tables/events.hpp"

namespace sojourn::storage {

std::optional<std::int64_t> event_table::find(const std::string& source, const std::string& id) {
  auto rows = find_.query(source, id);
  return rows.next() ? std::optional{rows.integer(0)} : std::nullopt;
}

std::int64_t event_table::insert(const stored_event& event, instant now) {
  insert_.run(event.source, event.id, event.type, to_text(event.subject), event.at, now,
              dump(event.data));
  return db_.last_rowid();
}

} // namespace sojourn::storage
