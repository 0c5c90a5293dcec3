// By which beginnings of their names customers are found.
#pragma once

#include "storage/sqlite/sqlite.hpp"

#include <string>
#include <vector>

namespace sojourn::storage {

class customer_name_table {
public:
  explicit customer_name_table(connection& db) : db_{db} {}

  void insert(const std::string& name, const std::string& customer) { insert_.run(name, customer); }
  void remove(const std::string& name, const std::string& customer) { remove_.run(name, customer); }
  [[nodiscard]] bool holds(const std::string& name, const std::string& customer) {
    return holds_.query(name, customer).next();
  }
  /// Calls visit(name, customer) for the names that begin so, in their order, until it gives false.
  template <class Visit>
  void visit_beginning(const std::string& prefix, const Visit& visit) {
    auto rows = beginning_.query(prefix, end_of_prefix(prefix));
    while (rows.next() && visit(rows.text(0), rows.text(1))) {
    }
  }
  /// How many names begin so, counted no further than `most`.
  [[nodiscard]] std::int64_t count_beginning(const std::string& prefix, std::int64_t most) {
    auto rows = count_beginning_.query(prefix, end_of_prefix(prefix), most);
    return rows.next() ? rows.integer(0) : 0;
  }
  /// Counts them all: slow.
  [[nodiscard]] std::int64_t count() {
    auto rows = count_.query();
    return rows.next() ? rows.integer(0) : 0;
  }

private:
  connection& db_;
  statement insert_{db_, "INSERT OR IGNORE INTO customer_name (name, customer) VALUES (?, ?)"};
  statement remove_{db_, "DELETE FROM customer_name WHERE name = ? AND customer = ?"};
  statement holds_{db_, "SELECT 1 FROM customer_name WHERE name = ? AND customer = ?"};
  statement beginning_{db_, "SELECT name, customer FROM customer_name "
                            "WHERE name >= ? AND name < ? ORDER BY name, customer"};
  statement count_beginning_{db_, "SELECT count(*) FROM (SELECT 1 FROM customer_name "
                                  "WHERE name >= ? AND name < ? LIMIT ?)"};
  statement count_{db_, "SELECT count(*) FROM customer_name"};
};

} // namespace sojourn::storage
