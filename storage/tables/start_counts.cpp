#include "storage/tables/start_counts.hpp"

namespace sojourn::storage {

void start_count_table::write(const start_tally& changes) {
  for (const auto& [where, change] : changes) {
    if (change != 0)
      add_.run(where.first, where.second, change);
  }
}

start_tally start_count_table::all() {
  start_tally found;
  auto rows = all_.query();
  while (rows.next())
    found[{rows.integer(0), rows.integer(1)}] = rows.integer(2);
  return found;
}

void start_count_table::set_live(const start_tally& counted) {
  keep_forgotten_.run();
  write(counted);
}

} // namespace sojourn::storage
