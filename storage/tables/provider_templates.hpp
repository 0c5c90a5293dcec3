// The templates of providers' accounts.
#pragma once

#include "storage/provider_templates.hpp"
#include "storage/sqlite/sqlite.hpp"

namespace sojourn::storage {

class provider_template_table {
public:
  explicit provider_template_table(connection& db) : db_{db} {}

  /// By id.
  [[nodiscard]] std::vector<provider_template> of(const std::string& account);
  void put(const std::string& account, const provider_template& one);
  void remove(const std::string& account, const std::string& id) { remove_.run(account, id); }

private:
  connection& db_;
  statement of_{db_, "SELECT id, document, updated_at FROM provider_template WHERE account = ? "
                     "ORDER BY id"};
  statement put_{db_, "INSERT OR REPLACE INTO provider_template (account, id, document, "
                      "updated_at) VALUES (?, ?, ?, ?)"};
  statement remove_{db_, "DELETE FROM provider_template WHERE account = ? AND id = ?"};
};

} // namespace sojourn::storage
