// Waits: which instance listens to which event about which subject.
#pragma once

#include "base/ids.hpp"
#include "storage/sqlite/sqlite.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace sojourn::storage {

class wait_table {
public:
  explicit wait_table(connection& db) : db_{db} {}

  struct row {
    std::string event;
    std::string subject; ///< "customer:42"
    instance_id instance;
    auto operator<=>(const row&) const = default;
  };

  void insert(std::string_view event, std::string_view subject, instance_id instance) {
    insert_.run(event, subject, instance);
  }
  void remove(std::string_view event, std::string_view subject, instance_id instance) {
    remove_.run(event, subject, instance);
  }
  [[nodiscard]] bool holds(const row& wait);
  [[nodiscard]] std::vector<instance_id> listeners(const std::string& event,
                                                   const std::string& subject);
  /// In key order, after `after`.
  [[nodiscard]] std::vector<row> after(const row& after, std::size_t limit);
  /// Counts them all: slow.
  [[nodiscard]] std::int64_t count();

private:
  connection& db_;
  statement insert_{db_, "INSERT INTO wait (event, key, instance) VALUES (?, ?, ?)"};
  statement remove_{db_, "DELETE FROM wait WHERE event = ? AND key = ? AND instance = ?"};
  statement holds_{db_, "SELECT 1 FROM wait WHERE event = ? AND key = ? AND instance = ?"};
  statement listeners_{db_, "SELECT instance FROM wait WHERE event = ? AND key = ? "
                            "ORDER BY instance"};
  statement after_{db_, "SELECT event, key, instance FROM wait "
                        "WHERE (event, key, instance) > (?, ?, ?) "
                        "ORDER BY event, key, instance LIMIT ?"};
  statement count_{db_, "SELECT count(*) FROM wait"};
};

} // namespace sojourn::storage
