// Which scenario made which campaign. Few rows.
#pragma once

#include "storage/library.hpp"
#include "storage/sqlite/sqlite.hpp"

namespace sojourn::storage {

class installation_table {
public:
  explicit installation_table(connection& db) : db_{db} {}

  void put(const installation& what);
  [[nodiscard]] std::vector<installation> of(const std::string& scenario);
  [[nodiscard]] std::optional<installation> find(const std::string& campaign);
  [[nodiscard]] std::map<std::string, std::int64_t> counts();

private:
  [[nodiscard]] static installation read(const statement::rows& from);

  connection& db_;
  statement put_{db_, "INSERT OR REPLACE INTO installation (campaign, scenario, shipped, version, "
                      "parameters, definition, installed_at, updated_at, who) "
                      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"};
  statement of_{db_, "SELECT campaign, scenario, shipped, version, parameters, definition, "
                     "installed_at, updated_at, who FROM installation WHERE scenario = ? "
                     "ORDER BY campaign"};
  statement find_{db_, "SELECT campaign, scenario, shipped, version, parameters, definition, "
                       "installed_at, updated_at, who FROM installation WHERE campaign = ?"};
  statement counts_{db_, "SELECT scenario, count(*) FROM installation GROUP BY scenario"};
};

} // namespace sojourn::storage
