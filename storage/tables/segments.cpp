#include "storage/tables/segments.hpp"

#include "storage/tables/json_column.hpp"

namespace sojourn::storage {

std::optional<stored_segment> segment_table::find(const std::string& id) {
  auto rows = find_.query(id);
  return rows.next() ? std::optional{read(rows)} : std::nullopt;
}

std::vector<stored_segment> segment_table::all() {
  std::vector<stored_segment> found;
  auto rows = all_.query();
  while (rows.next())
    found.push_back(read(rows));
  return found;
}

std::vector<stored_segment> segment_table::versions(const std::string& id) {
  std::vector<stored_segment> found;
  auto rows = versions_.query(id);
  while (rows.next())
    found.push_back(read(rows));
  return found;
}

std::int64_t segment_table::count() {
  auto rows = count_.query();
  return rows.next() ? rows.integer(0) : 0;
}

void segment_table::put(const stored_segment& version) {
  put_.run(version.id, version.version, version.created_at);
  put_version_.run(version.id, version.version, dump(version.source), version.updated_at,
                   version.updated_by);
}

void segment_table::remove(const std::string& id) {
  remove_versions_.run(id);
  remove_.run(id);
}

stored_segment segment_table::read(const statement::rows& from) {
  return {.id = from.text(0),
          .version = from.integer(1),
          .source = json_column(from, 2, "a segment"),
          .created_at = from.at(3),
          .updated_at = from.at(4),
          .updated_by = from.text(5)};
}

} // namespace sojourn::storage
