#include "storage/tables/budget_sums.hpp"

#include "budget/plan.hpp"

namespace sojourn::storage {

std::int64_t budget_sum_table::sum_up(instance_id instance, const std::string& zone) {
  {
    auto rows = entries_.query(instance);
    while (rows.next()) {
      const auto at = rows.at(0);
      const auto date = budget::day_of(at, zone);
      if (!date)
        throw corrupt_row{"the budget's " + date.error().message};
      add_.run(rows.text(2), *date, rows.integer(1), rows.text(3), rows.text(4), rows.text(6), at,
               rows.integer(5), rows.integer(7));
    }
  }
  return remove_.run(instance);
}

} // namespace sojourn::storage
