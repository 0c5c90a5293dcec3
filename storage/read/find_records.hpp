// Lists of records, narrowed by what their fields hold.
#pragma once

#include "storage/store.hpp"

namespace sojourn::storage {

struct table_set;

struct record_query {
  std::string type;
  /// Dotted path of a field → its value as text; all must fit.
  std::vector<std::pair<std::string, std::string>> fields{};
  std::string after{}; ///< id; empty begins
  std::size_t limit = 100;
  std::size_t visits = 20'000; ///< records that are looked at, at most
};

struct record_page {
  std::vector<json> items; ///< as reader::record shows them
  std::string next;        ///< the id to go on after; empty at the end
};

/// A text fits what it says, a number, true and false what JSON writes for them. The field that
/// names the customer of a type is looked up in the index, every other by looking at the records,
/// so a page may hold fewer than `limit`, or none, and still have a next one.
[[nodiscard]] record_page find_records(table_set& tables, const record_query& what);

} // namespace sojourn::storage
