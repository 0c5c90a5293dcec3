#include "storage/tables/traits.hpp"

namespace sojourn::storage {

records::traits trait_table::find(const std::string& customer) {
  auto rows = find_.query(customer);
  if (!rows.next())
    return {};
  return {.orders_count = rows.integer(0),
          .orders_paid = rows.integer(1),
          .orders_unpaid = rows.integer(2),
          .unpaid_since = rows.optional_instant(3),
          .first_paid_at = rows.optional_instant(4),
          .last_paid_at = rows.optional_instant(5),
          .amount_paid_thousandths = rows.integer(6),
          .cart_items = rows.integer(7),
          .cart_since = rows.optional_instant(8),
          .wishlist_count = rows.integer(9),
          .follows = rows.integer(10),
          .unreviewed_lines = rows.integer(11),
          .last_delivered_at = rows.optional_instant(12),
          .last_viewed_product = rows.optional_text(13),
          .last_viewed_at = rows.optional_instant(14)};
}

void trait_table::put(const std::string& customer, const records::traits& kept) {
  if (kept == records::traits{}) {
    remove_.run(customer);
    return;
  }
  put_.run(customer, kept.orders_count, kept.orders_paid, kept.orders_unpaid, kept.unpaid_since,
           kept.first_paid_at, kept.last_paid_at, kept.amount_paid_thousandths, kept.cart_items,
           kept.cart_since, kept.wishlist_count, kept.follows, kept.unreviewed_lines,
           kept.last_delivered_at, kept.last_viewed_product, kept.last_viewed_at);
}

std::vector<std::string> trait_table::customers_after(const std::string& after, std::size_t limit) {
  std::vector<std::string> found;
  auto rows = customers_after_.query(after, limit);
  while (rows.next())
    found.push_back(rows.text(0));
  return found;
}

} // namespace sojourn::storage
