#include "storage/tables/paid_orders.hpp"

namespace sojourn::storage {

std::optional<paid_order_table::row> paid_order_table::row_of(const std::string& record,
                                                              const records::contribution& adds) {
  if (adds.orders_paid == 0)
    return std::nullopt;
  return row{.record = record,
             .paid_at = adds.paid_at,
             .amount_thousandths = adds.amount_paid_thousandths};
}

std::vector<paid_order_table::row> paid_order_table::of(const std::string& customer) {
  std::vector<row> found;
  auto rows = of_.query(customer);
  while (rows.next())
    found.push_back({.record = rows.text(0),
                     .paid_at = rows.optional_instant(1),
                     .amount_thousandths = rows.integer(2)});
  return found;
}

std::optional<std::string> paid_order_table::next_customer(const std::string& after) {
  auto rows = next_.query(after);
  return rows.next() ? std::optional{rows.text(0)} : std::nullopt;
}

} // namespace sojourn::storage
