#include "storage/tables/waits.hpp"

namespace sojourn::storage {

bool wait_table::holds(const row& wait) {
  auto rows = holds_.query(wait.event, wait.subject, wait.instance);
  return rows.next();
}

std::vector<instance_id> wait_table::listeners(const std::string& event,
                                               const std::string& subject) {
  std::vector<instance_id> found;
  auto rows = listeners_.query(event, subject);
  while (rows.next())
    found.push_back(rows.instance(0));
  return found;
}

std::vector<wait_table::row> wait_table::after(const row& after, std::size_t limit) {
  std::vector<row> found;
  auto rows = after_.query(after.event, after.subject, after.instance, limit);
  while (rows.next())
    found.push_back({.event = rows.text(0), .subject = rows.text(1), .instance = rows.instance(2)});
  return found;
}

std::int64_t wait_table::count() {
  auto rows = count_.query();
  return rows.next() ? rows.integer(0) : 0;
}

} // namespace sojourn::storage
