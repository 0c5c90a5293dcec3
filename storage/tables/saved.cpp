#include "storage/tables/saved.hpp"

#include "storage/tables/json_column.hpp"

namespace sojourn::storage {

saved_table::saved_table(connection& db, const saved_sql& sql, const char* what)
    : what_{what}, find_{db, sql.find}, all_{db, sql.all}, versions_{db, sql.versions},
      count_{db, sql.count}, put_{db, sql.put}, put_version_{db, sql.put_version},
      remove_{db, sql.remove}, remove_versions_{db, sql.remove_versions} {}

std::optional<stored_document> saved_table::find(const std::string& id) {
  auto rows = find_.query(id);
  return rows.next() ? std::optional{read(rows)} : std::nullopt;
}

std::vector<stored_document> saved_table::all() {
  std::vector<stored_document> found;
  auto rows = all_.query();
  while (rows.next())
    found.push_back(read(rows));
  return found;
}

std::vector<stored_document> saved_table::versions(const std::string& id) {
  std::vector<stored_document> found;
  auto rows = versions_.query(id);
  while (rows.next())
    found.push_back(read(rows));
  return found;
}

std::int64_t saved_table::count() {
  auto rows = count_.query();
  return rows.next() ? rows.integer(0) : 0;
}

void saved_table::put(const stored_document& version) {
  put_.run(version.id, version.version, version.created_at);
  put_version_.run(version.id, version.version, dump(version.source), version.updated_at,
                   version.updated_by);
}

void saved_table::remove(const std::string& id) {
  remove_versions_.run(id);
  remove_.run(id);
}

stored_document saved_table::read(const statement::rows& from) const {
  return {.id = from.text(0),
          .version = from.integer(1),
          .source = json_column(from, 2, what_),
          .created_at = from.at(3),
          .updated_at = from.at(4),
          .updated_by = from.text(5)};
}

} // namespace sojourn::storage
