// Identities: by which values of their fields records can be found.
#pragma once

#include "storage/sqlite/sqlite.hpp"

#include <vector>

namespace sojourn::storage {

class identity_table {
public:
  explicit identity_table(connection& db) : db_{db} {}

  void insert(const std::string& type, const std::string& field, const std::string& value,
              const std::string& record) {
    insert_.run(type, field, value, record);
  }
  void remove(const std::string& type, const std::string& field, const std::string& value,
              const std::string& record) {
    remove_.run(type, field, value, record);
  }
  void clear(const std::string& type) { clear_.run(type); }
  [[nodiscard]] bool holds(const std::string& type, const std::string& field,
                           const std::string& value, const std::string& record) {
    return holds_.query(type, field, value, record).next();
  }
  /// Records with this value, the oldest first.
  [[nodiscard]] std::vector<std::string> find(const std::string& type, const std::string& field,
                                              const std::string& value, std::size_t limit);
  /// Records with a value that begins so, in the order of the values.
  [[nodiscard]] std::vector<std::string> beginning(const std::string& type,
                                                   const std::string& field,
                                                   const std::string& prefix, std::size_t limit);
  /// Counts them all: slow.
  [[nodiscard]] std::int64_t count();

private:
  connection& db_;
  statement insert_{db_, "INSERT OR IGNORE INTO identity (type, field, value, record) "
                         "VALUES (?, ?, ?, ?)"};
  statement remove_{db_, "DELETE FROM identity WHERE type = ? AND field = ? AND value = ? "
                         "AND record = ?"};
  statement clear_{db_, "DELETE FROM identity WHERE type = ?"};
  statement holds_{db_, "SELECT 1 FROM identity WHERE type = ? AND field = ? AND value = ? "
                        "AND record = ?"};
  statement find_{db_, "SELECT i.record FROM identity i CROSS JOIN record r "
                       "ON r.type = i.type AND r.id = i.record "
                       "WHERE i.type = ? AND i.field = ? AND i.value = ? "
                       "ORDER BY r.created_at, r.id LIMIT ?"};
  statement beginning_{db_, "SELECT record FROM identity WHERE type = ? AND field = ? "
                            "AND value >= ? AND value < ? ORDER BY value, record LIMIT ?"};
  statement count_{db_, "SELECT count(*) FROM identity"};
};

} // namespace sojourn::storage
