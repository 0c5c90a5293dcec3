// What messages count in reports: each one once, by where and to whom it went and what was heard.
#pragma once

#include "storage/sends.hpp"
#include "storage/sqlite/transaction.hpp"

namespace sojourn::storage {

/// A message is about to be handed over: where it counts from now on.
[[nodiscard]] message_slot count_message(transaction& tx, const send_request& request);

/// A further attempt took the place of the one in this row: what was heard counts where the send is
/// now, at `slot`.
void move_message(transaction& tx, const send_table::heard_row& before, const send_request& request,
                  message_slot slot);

/// Writes how a hand-over ended.
void settle_message(transaction& tx, const send_settled& how);
/// Writes that the message was taken back before it had settled.
void revoke_message(transaction& tx, const std::string& tracking);

/// A receipt came that the send has not had yet. Orders that were paid after it may be owed to it,
/// however late it is told.
void count_heard(transaction& tx, const send_table::row& send, const messages::receipt& heard);

/// Whoever `from` was is `to` from now on, also for orders. Repeating it is harmless.
void move_recipient(table_set& tables, const std::string& from, const std::string& to);

} // namespace sojourn::storage
