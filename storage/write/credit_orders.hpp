// Payments stay what the orders give, and know the messages that they may be owed to.
#pragma once

#include "storage/write/update_traits.hpp"

namespace sojourn::storage {

/// A record changed; after it was written. What is no order is left alone.
void update_payment(table_set& tables, const subject_ref& record, const owned_data& before,
                    const owned_data& after);

/// Finds anew what the orders of `owner` may be owed to that were paid at `since` or later: the
/// person has done something then, or a message counts elsewhere now.
void credit_orders(table_set& tables, const std::string& owner, instant since);

/// The payments of `owner` as orders, receipts and what is kept of these give them; without
/// numbers.
[[nodiscard]] std::vector<payment_table::row> compute_payments(table_set& tables,
                                                               const std::string& owner);

} // namespace sojourn::storage
