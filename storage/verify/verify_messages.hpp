// Checks what reports of messages are computed from, against sends, receipts and orders.
#pragma once

#include "storage/tables.hpp"
#include "storage/verify/report.hpp"

namespace sojourn::storage {

/// Every send counts once, where and for whom it went, with what was heard of it; every order that
/// was paid is there with the messages that it may be owed to; and starts are as many as instances
/// began. What was forgotten or erased is only counted.
void verify_messages(table_set& tables, const start_tally& starts, verification_report& report);

} // namespace sojourn::storage
