#include "storage/tables/deliveries.hpp"

#include "storage/tables/json_column.hpp"

namespace sojourn::storage {

void delivery_table::insert(delivery& what) {
  insert_.run(what.at, what.instance, what.campaign, to_text(what.subject), dump(what.payload));
  what.number = db_.last_rowid();
}

std::vector<delivery> delivery_table::after(std::int64_t after, std::size_t limit) {
  auto rows = after_.query(after, limit);
  return read(rows);
}

std::int64_t delivery_table::count() {
  auto rows = count_.query();
  return rows.next() ? rows.integer(0) : 0;
}

std::int64_t delivery_table::held_starts() {
  auto rows = held_starts_.query();
  return rows.next() ? rows.integer(0) : 0;
}

bool delivery_table::is_any_due() { return due_.query().next(); }

std::vector<delivery> delivery_table::stray(std::size_t limit) {
  auto rows = stray_.query(limit);
  return read(rows);
}

std::vector<delivery> delivery_table::read(statement::rows& from) {
  std::vector<delivery> found;
  while (from.next())
    found.push_back({.number = from.integer(0),
                     .at = from.at(1),
                     .instance = from.instance(2),
                     .campaign = from.text(3),
                     .subject = subject_column(from, 4),
                     .payload = json_column(from, 5, "a delivery")});
  return found;
}

} // namespace sojourn::storage
