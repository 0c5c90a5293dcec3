// The orders of customers that count as paid.
#pragma once

#include "records/traits.hpp"
#include "storage/sqlite/sqlite.hpp"

#include <compare>

namespace sojourn::storage {

class paid_order_table {
public:
  explicit paid_order_table(connection& db) : db_{db} {}

  struct row {
    std::string record;
    std::optional<instant> paid_at{};
    std::int64_t amount_thousandths = 0;
    bool operator==(const row&) const = default;
  };
  /// What an order contributes to its customer's; nullopt where it does not count as paid.
  [[nodiscard]] static std::optional<row> row_of(const std::string& record,
                                                 const records::contribution& adds);

  void put(const std::string& customer, const row& paid) {
    put_.run(customer, paid.record, paid.paid_at, paid.amount_thousandths);
  }
  void remove(const std::string& customer, const std::string& record) {
    remove_.run(customer, record);
  }
  void clear() { clear_.run(); }
  /// Those of a customer, by id.
  [[nodiscard]] std::vector<row> of(const std::string& customer);
  /// The first customer after `after` who has some.
  [[nodiscard]] std::optional<std::string> next_customer(const std::string& after);

private:
  connection& db_;
  statement put_{db_, "INSERT OR REPLACE INTO paid_order (customer, record, paid_at, amount) "
                      "VALUES (?, ?, ?, ?)"};
  statement remove_{db_, "DELETE FROM paid_order WHERE customer = ? AND record = ?"};
  statement clear_{db_, "DELETE FROM paid_order"};
  statement of_{db_, "SELECT record, paid_at, amount FROM paid_order WHERE customer = ? "
                     "ORDER BY record"};
  statement next_{db_, "SELECT customer FROM paid_order WHERE customer > ? "
                       "ORDER BY customer LIMIT 1"};
};

} // namespace sojourn::storage
