#include "storage/tables/clock.hpp"

#include "storage/operation.hpp"
#include "storage/sqlite/transaction.hpp"

namespace sojourn::storage {

void remember_clock(transaction& tx, instant now) { tx.tables.clock.put(now); }

std::optional<instant> clock_table::find() {
  auto rows = find_.query();
  return rows.next() ? std::optional{rows.at(0)} : std::nullopt;
}

} // namespace sojourn::storage
