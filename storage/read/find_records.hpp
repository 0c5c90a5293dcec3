// Lists of records, narrowed by what their fields hold.
#pragma once

#include "storage/records.hpp"

namespace sojourn::storage {

struct table_set;

/// A text fits what it says, a number, true and false what JSON writes for them. The field that
/// names the customer of a type is looked up in the index, every other by looking at the records,
/// so a page may hold fewer than `limit`, or none, and still have a next one.
[[nodiscard]] record_page find_records(table_set& tables, const record_query& what);

} // namespace sojourn::storage
