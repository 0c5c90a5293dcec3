// The budget as the API shows it.
#pragma once

#include "storage/tables/budget.hpp"

namespace sojourn::storage {

/// {"currency", "deposited", "reserved", "spent", "left"}.
[[nodiscard]] json show(const budget_ledger::account_row& account);
/// See budget_reader::standing. Throws corrupt_row when the plan's zone is not known any more.
[[nodiscard]] json show_standing(budget_table& plans, budget_ledger& ledger, instant now);

} // namespace sojourn::storage
