// Deliveries as units write them: stored with their numbers, and counted.
#pragma once

#include "storage/store.hpp"

namespace sojourn::storage {

/// Stores what a unit caused; each gets the number of its row.
void store_deliveries(transaction& tx, std::vector<delivery>& caused);

} // namespace sojourn::storage
