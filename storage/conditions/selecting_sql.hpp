// The query for the customers for whom a condition holds.
#pragma once

#include "storage/segments.hpp"

#include <string>

namespace sojourn::storage {

/// Gives the id of each customer who may be meant, and what SQL says of them: 1 in, 0 out, NULL to
/// be asked by itself. ?1 is the id after which it begins, ?2 its last one.
[[nodiscard]] std::string selecting_sql(const selection& what);

} // namespace sojourn::storage
