#include "storage/tables/installations.hpp"

#include "storage/tables/json_column.hpp"

namespace sojourn::storage {

void installation_table::put(const installation& what) {
  put_.run(what.campaign, what.scenario, what.shipped, what.version, dump(what.parameters),
           dump(what.definition), what.installed_at, what.updated_at, what.who);
}

std::vector<installation> installation_table::of(const std::string& scenario) {
  std::vector<installation> found;
  auto rows = of_.query(scenario);
  while (rows.next())
    found.push_back(read(rows));
  return found;
}

std::optional<installation> installation_table::find(const std::string& campaign) {
  auto rows = find_.query(campaign);
  return rows.next() ? std::optional{read(rows)} : std::nullopt;
}

std::map<std::string, std::int64_t> installation_table::counts() {
  std::map<std::string, std::int64_t> found;
  auto rows = counts_.query();
  while (rows.next())
    found.emplace(rows.text(0), rows.integer(1));
  return found;
}

installation installation_table::read(const statement::rows& from) {
  return {.campaign = from.text(0),
          .scenario = from.text(1),
          .shipped = from.integer(2) != 0,
          .version = from.integer(3),
          .parameters = json_column(from, 4, "an installation of a scenario"),
          .definition = json_column(from, 5, "an installation of a scenario"),
          .installed_at = from.at(6),
          .updated_at = from.at(7),
          .who = from.text(8)};
}

} // namespace sojourn::storage
