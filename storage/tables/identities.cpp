#include "storage/tables/identities.hpp"

namespace sojourn::storage {

std::vector<std::string> identity_table::find(const std::string& type, const std::string& field,
                                              const std::string& value, std::size_t limit) {
  std::vector<std::string> found;
  auto rows = find_.query(type, field, value, limit);
  while (rows.next())
    found.push_back(rows.text(0));
  return found;
}

std::vector<std::string> identity_table::beginning(const std::string& type,
                                                   const std::string& field,
                                                   const std::string& prefix, std::size_t limit) {
  std::vector<std::string> found;
  auto rows = beginning_.query(type, field, prefix, end_of_prefix(prefix), limit);
  while (rows.next())
    found.push_back(rows.text(0));
  return found;
}

std::int64_t identity_table::count() {
  auto rows = count_.query();
  return rows.next() ? rows.integer(0) : 0;
}

} // namespace sojourn::storage
