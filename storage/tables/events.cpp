#include "storage/tables/events.hpp"

#include "storage/events.hpp"
#include "storage/tables/json_column.hpp"

#include <algorithm>
#include <limits>

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

event_reader::page event_table::list(const event_query& what) {
  constexpr std::int64_t most_looked_at = 20'000;
  const auto before = what.before == 0 ? std::numeric_limits<std::int64_t>::max() : what.before;
  const auto is_meant = [&](const statement::rows& from) {
    return (what.type.empty() || from.view(3) == what.type) &&
           (what.source.empty() || from.view(1) == what.source) &&
           (!what.from || from.at(5) >= *what.from) && (!what.to || from.at(5) < *what.to) &&
           (what.text.empty() || from.view(7).find(what.text) != std::string_view::npos);
  };
  event_reader::page found;
  auto rows = what.subject.empty()
                  ? list_.query(before, most_looked_at)
                  : list_about_.query(before, most_looked_at, what.subject, what.type);
  std::int64_t looked_at = 0;
  while (rows.next()) {
    ++looked_at;
    if (is_meant(rows))
      found.items.push_back({{"number", rows.integer(0)},
                             {"source", rows.text(1)},
                             {"id", rows.text(2)},
                             {"type", rows.text(3)},
                             {"subject", rows.text(4)},
                             {"at", sojourn::to_text(rows.at(5))},
                             {"stored_at", sojourn::to_text(rows.at(6))},
                             {"data", json_column(rows, 7, "an event")}});
    if (found.items.size() >= what.limit || looked_at == most_looked_at) {
      found.next = rows.integer(0);
      break;
    }
  }
  return found;
}

} // namespace sojourn::storage
