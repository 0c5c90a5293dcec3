// What receipts count in the graphs of campaigns.
#pragma once

#include "storage/sqlite/transaction.hpp"

namespace sojourn::storage {

/// A receipt came that the send has not had yet: `send` is its row before that.
void count_receipt(transaction& tx, const send_table::heard_row& send, messages::receipt_kind kind);

/// A further attempt took the place of the one in this row: what was heard counts where the send is
/// now.
void move_receipts(transaction& tx, const send_table::heard_row& before,
                   const send_table::heard_row& after);

/// The send is about to be forgotten: what was heard of it stays in the sums, and is marked as what
/// the sends no longer give.
void forget_receipts(transaction& tx, const send_table::heard_row& send);

} // namespace sojourn::storage
