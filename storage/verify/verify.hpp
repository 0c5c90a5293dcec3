// Checks every invariant of the data, in the order of the instances and in little memory.
#pragma once

#include "storage/operation.hpp"
#include "storage/tables.hpp"

namespace sojourn::storage {

/// Reads one state of the file. Throws sqlite_error when it cannot be read at all; rows
/// that cannot be read are violations.
[[nodiscard]] verification verify(connection& db, table_set& tables,
                                  const std::function<void(std::int64_t)>& progress);

} // namespace sojourn::storage
