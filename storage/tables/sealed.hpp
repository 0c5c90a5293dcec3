// Secrets that are kept under a name, sealed.
#pragma once

#include "base/instant.hpp"
#include "storage/sqlite/sqlite.hpp"

#include <optional>
#include <string>

namespace sojourn::storage {

class sealed_table {
public:
  explicit sealed_table(connection& db) : db_{db} {}

  void put(const std::string& name, const std::string& plain, instant now);
  /// Opened.
  [[nodiscard]] std::optional<std::string> find(const std::string& name);
  /// As it is stored.
  [[nodiscard]] std::optional<std::string> find_sealed(const std::string& name);

private:
  connection& db_;
  statement put_{db_, "INSERT OR REPLACE INTO sealed (name, value, changed_at) VALUES (?, ?, ?)"};
  statement find_{db_, "SELECT value FROM sealed WHERE name = ?"};
};

} // namespace sojourn::storage
