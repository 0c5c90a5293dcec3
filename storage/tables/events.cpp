#include "storage/tables/events.hpp"

#include "storage/events.hpp"
#include "storage/tables/json_column.hpp"

#include <algorithm>

namespace sojourn::storage {

std::optional<event_table::known> event_table::find(const std::string& source,
                                                    const std::string& id) {
  auto rows = find_.query(source, id);
  return rows.next() ? std::optional{known{rows.integer(0), rows.at(1)}} : std::nullopt;
}

std::int64_t event_table::insert(const stored_event& event, instant now) {
  const auto number = numbers_.next(numbered::event);
  insert_.run(number, event.source, event.id, event.type, to_text(event.subject), event.at, now,
              dump(event.data));
  return number;
}

bool event_table::is_any_after(std::int64_t after, const std::string& subject,
                               const std::string& type) {
  auto rows = any_after_.query(subject, type, after);
  return rows.next();
}

std::vector<stored_event> event_table::after(std::int64_t after, const std::string& subject,
                                             const std::string& type) {
  std::vector<stored_event> found;
  auto rows = after_.query(subject, type, after);
  while (rows.next())
    found.push_back({.number = rows.integer(0),
                     .source = rows.text(1),
                     .id = rows.text(2),
                     .type = type,
                     .subject = {},
                     .at = rows.at(3),
                     .data = json_column(rows, 4, "an event")});
  return found;
}

std::optional<event_table::known> event_table::told_by(teller who, const std::string& subject,
                                                       const std::string& type,
                                                       const std::string& member,
                                                       const std::string& id) {
  auto rows = told_by_.query(subject, type, who == teller::record ? 1 : 0, "$." + member, id);
  return rows.next() ? std::optional{known{rows.integer(0), rows.at(1)}} : std::nullopt;
}

std::vector<stored_event> event_table::about(const std::string& subject,
                                             const engine::look_back& wanted) {
  std::vector<stored_event> found;
  for (const auto& type : wanted.types) {
    auto rows = about_.query(subject, type, wanted.since, wanted.stored_after.value_or(instant{}));
    while (rows.next()) {
      found.push_back({.number = rows.integer(0),
                       .source = rows.text(1),
                       .id = rows.text(2),
                       .type = type,
                       .subject = {},
                       .at = rows.at(3),
                       .data = json_column(rows, 4, "an event")});
    }
  }
  std::ranges::sort(found, {}, &stored_event::number);
  return found;
}

} // namespace sojourn::storage
