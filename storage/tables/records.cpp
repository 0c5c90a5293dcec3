#include "storage/tables/records.hpp"

#include "storage/tables/json_column.hpp"

namespace sojourn::storage {

std::optional<record_table::row> record_table::find(const subject_ref& record) {
  auto rows = find_.query(record.type, record.id);
  if (!rows.next())
    return std::nullopt;
  return row{.version = rows.integer(0), .data = json_column(rows, 1, "a record")};
}

void record_table::insert(const subject_ref& record, const json& data, instant now) {
  insert_.run(record.type, record.id, dump(data), now);
}

void record_table::update(const subject_ref& record, std::int64_t version, const json& data,
                          instant now) {
  update_.run(version, dump(data), now, record.type, record.id);
}

std::optional<json> record_table::show(const subject_ref& record) {
  auto rows = show_.query(record.type, record.id);
  return rows.next() ? std::optional{show(rows)} : std::nullopt;
}

std::vector<json> record_table::show_after(const std::string& type, const std::string& after,
                                           std::size_t limit) {
  std::vector<json> found;
  auto rows = show_after_.query(type, after, limit);
  while (rows.next())
    found.push_back(show(rows));
  return found;
}

json record_table::show(const statement::rows& from) {
  return {{"type", from.text(0)},
          {"id", from.text(1)},
          {"version", from.integer(2)},
          {"data", json_column(from, 3, "a record")},
          {"created_at", to_text(from.at(4))},
          {"updated_at", to_text(from.at(5))}};
}

std::int64_t record_table::count() {
  auto rows = count_.query();
  return rows.next() ? rows.integer(0) : 0;
}

} // namespace sojourn::storage
