#include "storage/write/count_messages.hpp"

#include "storage/write/credit_orders.hpp"

namespace sojourn::storage {

namespace {

message_entry entry_of(transaction& tx, const send_request& request) {
  return {.recipient = tx.tables.recipients.number_of(to_text(request.message.subject)),
          .counts = true,
          .sent_at = request.message.at};
}

void recount(transaction& tx, const std::optional<send_table::recounted>& what) {
  if (what)
    tx.tables.message_chunks.set_counts(what->slot, what->counts);
}

} // namespace

message_slot count_message(transaction& tx, const send_request& request) {
  const auto& message = request.message;
  const auto place = tx.tables.message_places.key_of(message.campaign, period_of(message.at),
                                                     request.key.step, message.channel);
  const auto slot = tx.tables.message_chunks.next_slot(place);
  tx.tables.message_chunks.put(slot, entry_of(tx, request));
  return slot;
}

void move_message(transaction& tx, const send_table::heard_row& before, const send_request& request,
                  message_slot slot) {
  auto& chunks = tx.tables.message_chunks;
  chunks.clear(slot_from(before.slot));
  if (!before.heard.delivered)
    return;
  chunks.add_heard(slot, before.read_at, before.clicked_at);
  // The orders that are owed to it follow.
  if (before.heard.read || before.heard.clicked)
    credit_orders(tx.tables, to_text(request.message.subject), instant::min());
}

void settle_message(transaction& tx, const send_settled& how) {
  recount(tx, tx.tables.sends.settle(how));
}

void revoke_message(transaction& tx, const std::string& tracking) {
  recount(tx, tx.tables.sends.revoke(tracking));
}

void count_heard(transaction& tx, const send_table::row& send, const messages::receipt& heard) {
  using messages::receipt_kind;
  const auto at = [&](receipt_kind kind) {
    return heard.kind == kind ? std::optional{heard.at} : std::nullopt;
  };
  switch (heard.kind) {
  case receipt_kind::delivered:
  case receipt_kind::read:
  case receipt_kind::clicked:
  case receipt_kind::replied:
    tx.tables.message_chunks.add_heard(slot_from(send.slot), at(receipt_kind::read),
                                       at(receipt_kind::clicked));
    break;
  case receipt_kind::failed:
  case receipt_kind::bounced:
  case receipt_kind::complained:
  case receipt_kind::unsubscribed:
    return;
  }
  if (heard.kind == receipt_kind::read || heard.kind == receipt_kind::clicked)
    credit_orders(tx.tables, to_text(send.subject), heard.at);
}

void move_recipient(table_set& tables, const std::string& from, const std::string& to) {
  (void)tables.recipients.rename(from, to);
  credit_orders(tables, to, instant::min());
}

} // namespace sojourn::storage
