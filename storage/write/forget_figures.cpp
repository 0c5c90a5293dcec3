#include "storage/write/forget_figures.hpp"

#include "storage/erasures.hpp"
#include "storage/write/credit_orders.hpp"

#include <algorithm>

namespace sojourn::storage {

namespace {

bool is_erased(const payment_table::row& one) {
  return one.owner.starts_with(std::string{erased_type} + ":");
}

/// Takes the touches that are in the place out of a payment.
void forget_touches(transaction& tx, payment_table::row one, std::int64_t place) {
  for (auto* touch : {&one.clicked, &one.read}) {
    if (*touch && (*touch)->place == place)
      touch->reset();
  }
  const bool is_owed = one.clicked || one.read;
  if (!is_owed && is_erased(one)) {
    tx.tables.payments.remove(one.number);
    return;
  }
  if (!is_owed)
    one.recipient.reset();
  tx.tables.payments.set_touches(one);
  if (is_erased(one))
    return; // there is nothing left to find another touch in
  tx.tables.finished.remove_touches(one.owner, place);
  credit_orders(tx.tables, one.owner, one.paid.at);
}

} // namespace

place_forgotten forget_place(transaction& tx, std::int64_t place, std::size_t rows) {
  auto& tables = tx.tables;
  if (tables.message_chunks.has_changes(place))
    return {.is_held = true};
  const auto removed = tables.message_chunks.remove(place, rows);
  place_forgotten made{.rows = removed.chunks, .is_held = removed.is_held};
  if (!removed.is_done)
    return made;
  const auto left = rows - std::min(rows, static_cast<std::size_t>(removed.chunks));
  const auto touched = tables.payments.touched_in(place, left);
  for (const auto& one : touched)
    forget_touches(tx, one, place);
  made.rows += static_cast<std::int64_t>(touched.size());
  if (touched.size() == left) // there may be more
    return made;
  tables.finished.remove_touches(place);
  tables.message_places.remove(place);
  ++made.rows;
  made.is_done = true;
  return made;
}

} // namespace sojourn::storage
