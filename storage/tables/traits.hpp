// Traits: what is kept of each customer.
#pragma once

#include "records/traits.hpp"
#include "storage/sqlite/sqlite.hpp"

namespace sojourn::storage {

class trait_table {
public:
  explicit trait_table(connection& db) : db_{db} {}

  /// Those of a customer without a row are all 0 and none.
  [[nodiscard]] records::traits find(const std::string& customer);
  /// Writes the row, or removes it when there is nothing in it.
  void put(const std::string& customer, const records::traits& kept);
  void clear() { clear_.run(); }
  /// Customers with a row, by id, after `after`.
  [[nodiscard]] std::vector<std::string> customers_after(const std::string& after,
                                                         std::size_t limit);

private:
  connection& db_;
  statement find_{db_, "SELECT orders_count, orders_paid, orders_unpaid, unpaid_since, "
                       "first_paid_at, last_paid_at, amount_paid, cart_items, cart_since, "
                       "wishlist_count, follows, unreviewed_lines, last_delivered_at, "
                       "last_viewed_product, last_viewed_at FROM trait WHERE customer = ?"};
  statement put_{db_, "INSERT OR REPLACE INTO trait (customer, orders_count, orders_paid, "
                      "orders_unpaid, unpaid_since, first_paid_at, last_paid_at, amount_paid, "
                      "cart_items, cart_since, wishlist_count, follows, unreviewed_lines, "
                      "last_delivered_at, last_viewed_product, last_viewed_at) "
                      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"};
  statement remove_{db_, "DELETE FROM trait WHERE customer = ?"};
  statement clear_{db_, "DELETE FROM trait"};
  statement customers_after_{db_, "SELECT customer FROM trait WHERE customer > ? "
                                  "ORDER BY customer LIMIT ?"};
};

} // namespace sojourn::storage
