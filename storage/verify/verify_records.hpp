// Checks what is computed from records: owners, identities, traits and paid orders.
#pragma once

#include "storage/tables.hpp"
#include "storage/verify/report.hpp"

namespace sojourn::storage {

void verify_records(table_set& tables, verification_report& report);

} // namespace sojourn::storage
