#include "storage/tables/imports.hpp"

#include "storage/records.hpp"

namespace sojourn::storage {

import_id import_table::insert(const import_plan& plan, const std::string& who, instant now) {
  insert_.run(plan.type, plan.format, static_cast<int>(plan.mode), plan.fires, plan.key, plan.file,
              plan.bytes, now, who);
  return {db_.last_rowid()};
}

std::optional<stored_import> import_table::find(import_id id) {
  auto rows = find_.query(id.value);
  return rows.next() ? std::optional{read(rows)} : std::nullopt;
}

void import_table::update(const stored_import& changed) {
  const auto& counts = changed.counts;
  update_.run(changed.state, changed.at.offset, changed.at.line, counts.created, counts.changed,
              counts.unchanged, counts.failed, changed.worked.count(), changed.ended_at,
              changed.reason, changed.id.value);
}

std::vector<stored_import> import_table::list(import_id before, std::size_t limit) {
  std::vector<stored_import> found;
  auto rows = list_.query(before.value, limit);
  while (rows.next())
    found.push_back(read(rows));
  return found;
}

std::vector<stored_import> import_table::under_way() {
  std::vector<stored_import> found;
  auto rows = under_way_.query();
  while (rows.next())
    found.push_back(read(rows));
  return found;
}

std::vector<import_error> import_table::errors(import_id id) {
  std::vector<import_error> found;
  auto rows = errors_.query(id.value);
  while (rows.next())
    found.push_back({.line = rows.integer(0), .record = rows.text(1), .message = rows.text(2)});
  return found;
}

stored_import import_table::read(const statement::rows& from) {
  const auto within = [&](int column, std::int64_t last) {
    const auto value = from.integer(column);
    if (value < 0 || value > last)
      throw corrupt_row{"an import has the number " + std::to_string(value) + " in column " +
                        std::to_string(column)};
    return value;
  };
  return {.id = {from.integer(0)},
          .plan = {.type = from.text(1),
                   .format = static_cast<records::file_format>(within(2, 1)),
                   .mode = static_cast<record_write_kind>(within(3, 1)),
                   .fires = from.integer(4) != 0,
                   .key = from.text(5),
                   .file = from.text(6),
                   .bytes = from.integer(7)},
          .state = static_cast<import_state>(within(8, 4)),
          .at = {.offset = from.integer(9), .line = from.integer(10)},
          .counts = {.created = from.integer(11),
                     .changed = from.integer(12),
                     .unchanged = from.integer(13),
                     .failed = from.integer(14)},
          .worked = milliseconds{from.integer(15)},
          .started_at = from.at(16),
          .started_by = from.text(17),
          .ended_at = from.optional_instant(18),
          .reason = from.text(19)};
}

} // namespace sojourn::storage
