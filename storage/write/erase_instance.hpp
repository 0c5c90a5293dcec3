// What becomes of an instance whose subject is erased.
#pragma once

#include "storage/erasures.hpp"
#include "storage/instances.hpp"

namespace sojourn::storage {

/// Makes an instance that has ended unreadable: the payloads of its journal go, an entry `erased`
/// follows, and of its row only campaign, version, step, status and instants are left. Gives how
/// many entries that were.
[[nodiscard]] std::int64_t erase_instance(transaction& tx, const stored_instance& ended,
                                          const std::string& marker, erasure_id by, instant now);

} // namespace sojourn::storage
