#include "storage/sqlite/integrity.hpp"

namespace sojourn::storage {

namespace {

std::vector<std::string> mistakes_of(connection& db, const std::string& pragma) {
  std::vector<std::string> mistakes;
  statement check{db, pragma.c_str()};
  auto rows = check.query();
  try {
    while (rows.next()) {
      if (rows.view(0) != "ok")
        mistakes.push_back(rows.text(0));
    }
  } catch (const sqlite_error& failure) { // SQLite ends the list where it cannot read on
    if (!failure.is_damage())
      throw;
    if (mistakes.empty())
      mistakes.emplace_back(failure.what());
  }
  return mistakes;
}

std::vector<std::string> table_names(connection& db) {
  std::vector<std::string> names;
  statement list{db, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"};
  auto rows = list.query();
  while (rows.next())
    names.push_back(rows.text(0));
  return names;
}

} // namespace

std::vector<page_mistake> page_mistakes(connection& db) {
  const auto in_file = mistakes_of(db, "PRAGMA integrity_check(100)");
  std::vector<page_mistake> found;
  if (in_file.empty())
    return found;
  for (const auto& table : table_names(db)) {
    for (auto& mistake : mistakes_of(db, "PRAGMA integrity_check(\"" + table + "\")"))
      found.push_back({table, std::move(mistake)});
  }
  if (found.empty()) {
    for (const auto& mistake : in_file)
      found.push_back({"sojourn.db", mistake});
  }
  return found;
}

} // namespace sojourn::storage
