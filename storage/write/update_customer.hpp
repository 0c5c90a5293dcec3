// What follows from the record of a customer: by which names it is found, and what changed in it.
#pragma once

#include "storage/sqlite/transaction.hpp"

namespace sojourn::storage {

/// Keeps the names by which a customer is found; a pointer is nullptr where there is no record.
/// Records of other types have none.
void update_customer_names(table_set& tables, const subject_ref& record, const json* before,
                           const json* after);

/// Keeps what changed in a customer's record, for the timeline.
void log_customer_change(transaction& tx, const subject_ref& record, const json& before,
                         const json& after, instant now);

} // namespace sojourn::storage
