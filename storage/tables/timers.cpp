#include "storage/tables/timers.hpp"

#include "storage/timers.hpp"

namespace sojourn::storage {

bool timer_table::holds(instant due, instance_id instance) {
  auto rows = holds_.query(due, instance);
  return rows.next();
}

std::optional<instant> timer_table::first() {
  auto rows = first_.query();
  return rows.next() ? std::optional{rows.at(0)} : std::nullopt;
}

std::vector<due_timer> timer_table::due(const due_timer& after, instant until, std::size_t limit) {
  auto rows = due_.query(after.due, after.instance, until, limit);
  return read(rows);
}

std::vector<due_timer> timer_table::stray(std::size_t limit) {
  auto rows = stray_.query(limit);
  return read(rows);
}

std::vector<due_timer> timer_table::read(statement::rows& from) {
  std::vector<due_timer> found;
  while (from.next())
    found.push_back({.due = from.at(0), .instance = from.instance(1)});
  return found;
}

std::int64_t timer_table::count() {
  auto rows = count_.query();
  return rows.next() ? rows.integer(0) : 0;
}

} // namespace sojourn::storage
