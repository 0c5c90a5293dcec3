// Holds the lines of the audit against the chain that they make.
#pragma once

#include "storage/tables.hpp"
#include "storage/verify/report.hpp"

namespace sojourn::storage {

/// A line that was removed, changed or put in by somebody else than the daemon breaks the chain.
/// One whose person was erased is held by its digest alone.
void verify_audit(table_set& tables, verification_report& report);

} // namespace sojourn::storage
