#include "storage/write_delivery.hpp"

#include "storage/run_members.hpp"
#include "storage/transaction.hpp"

namespace sojourn::storage {

void store_deliveries(transaction& tx, std::vector<delivery>& caused) {
  for (auto& one : caused)
    tx.tables.deliveries.insert(one);
  tx.count(counter::deliveries, static_cast<std::int64_t>(caused.size()));
}

void drop_delivery(transaction& tx, std::int64_t number, instant now) {
  const auto dropped = tx.tables.deliveries.after(number - 1, 1);
  if (dropped.empty() || dropped.front().number != number)
    return;
  (void)tx.tables.deliveries.remove(number);
  tx.count(counter::deliveries, -1);
  if (dropped.front().instance.value == 0)
    note_run_refusal(tx, dropped.front().payload, now);
}

} // namespace sojourn::storage
