// Counts anew what reports are computed from.
#pragma once

#include "storage/tables.hpp"

namespace sojourn::storage {

/// Makes what messages count, and what orders are owed to, from sends, receipts, orders and
/// instances. What is left of those that were forgotten or erased stays as it is. To be called
/// inside a transaction, before anything else of it; takes a second for some 100,000 sends.
void recount_messages(table_set& tables);

} // namespace sojourn::storage
