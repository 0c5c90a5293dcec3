// Finds rows that name a row which is not there, and newest versions that are not the newest.
#pragma once

#include "storage/operation.hpp"

#include <cstddef>
#include <vector>

namespace sojourn::storage {

class connection;

/// At most `limit` for each pair of tables.
[[nodiscard]] std::vector<violation> dangling_references(connection& db, std::size_t limit);

} // namespace sojourn::storage
