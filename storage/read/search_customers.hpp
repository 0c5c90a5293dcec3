// Looks for customers by what people type.
#pragma once

#include "storage/tables.hpp"

namespace sojourn::storage {

/// See customer_reader::search. To be run on one state of the file.
[[nodiscard]] std::vector<json> search_customers(table_set& tables, const std::string& text,
                                                 std::size_t limit);

} // namespace sojourn::storage
