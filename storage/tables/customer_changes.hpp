// What changed in the records of customers, for their timelines.
#pragma once

#include "base/json.hpp"
#include "storage/sqlite/sqlite.hpp"

#include <string>

namespace sojourn::storage {

class customer_change_table {
public:
  explicit customer_change_table(connection& db) : db_{db} {}

  void insert(const std::string& customer, instant at, const json& changes) {
    insert_.run(customer, at, dump(changes));
  }
  /// Removes the oldest ones from before `before`, a few at a time.
  void expire(instant before) { expire_.run(before); }
  /// When a field changed last; nullopt: nothing is known of it.
  [[nodiscard]] std::optional<instant> changed_at(const std::string& customer,
                                                  const std::string& field) {
    auto rows = changed_.query(customer, field);
    return rows.next() ? rows.optional_instant(0) : std::nullopt;
  }
  int remove(const std::string& customer) { return remove_.run(customer); }

private:
  connection& db_;
  statement insert_{db_, "INSERT INTO customer_change (customer, at, changes) VALUES (?, ?, ?)"};
  statement expire_{db_, "DELETE FROM customer_change WHERE number IN "
                         "(SELECT number FROM customer_change ORDER BY number LIMIT 2) "
                         "AND at < ?"};
  statement changed_{db_, "SELECT c.at FROM customer_change c "
                          "INDEXED BY customer_change_by_customer WHERE c.customer = ?1 "
                          "AND EXISTS (SELECT 1 FROM json_each(c.changes) j WHERE j.key = ?2) "
                          "ORDER BY c.at DESC LIMIT 1"};
  statement remove_{db_, "DELETE FROM customer_change WHERE customer = ?"};
};

} // namespace sojourn::storage
