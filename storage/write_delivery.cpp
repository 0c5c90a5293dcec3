#include "storage/write_delivery.hpp"

#include "storage/run_members.hpp"
#include "storage/started_instances.hpp"
#include "storage/transaction.hpp"

namespace sojourn::storage {

void store_deliveries(transaction& tx, std::vector<delivery>& caused) {
  for (auto& one : caused)
    tx.tables.deliveries.insert(one);
  tx.count(counter::deliveries, static_cast<std::int64_t>(caused.size()));
}

std::vector<delivery> drop_delivery(transaction& tx, std::int64_t number, instant now) {
  const auto dropped = tx.tables.deliveries.after(number - 1, 1);
  if (dropped.empty() || dropped.front().number != number)
    return {};
  (void)tx.tables.deliveries.remove(number);
  tx.count(counter::deliveries, -1);
  std::vector<delivery> caused;
  if (dropped.front().instance.value == 0) {
    note_run_refusal(tx, dropped.front().payload, now);
    if (auto told = tell_starter_of_refusal(dropped.front(), now))
      caused.push_back(std::move(*told));
  }
  store_deliveries(tx, caused);
  return caused;
}

} // namespace sojourn::storage
