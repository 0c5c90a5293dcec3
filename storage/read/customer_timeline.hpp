// What happened with a customer, put together from everything that is kept of them.
#pragma once

#include "storage/tables.hpp"

namespace sojourn::storage {

/// See customer_reader::timeline. To be run on one state of the file.
[[nodiscard]] std::vector<timeline_item> customer_timeline(table_set& tables,
                                                           const std::string& customer,
                                                           const timeline_place& before,
                                                           std::size_t limit);

} // namespace sojourn::storage
