#include "storage/write/count_receipts.hpp"

#include "calendar/day_number.hpp"

namespace sojourn::storage {

namespace {

using engine::passage_kind;
using messages::receipt_kind;

void count(transaction& tx, const send_table::heard_row& send, passage_kind what, int change) {
  const auto* version = tx.tables.campaigns.info(send.campaign, send.version);
  if (version == nullptr)
    return;
  tx.count(std::make_shared<const graph_changes>(
      graph_changes{{.place = {.version = version->key,
                               .day = calendar::day_number(send.at, version->timezone),
                               .kind = what,
                               .step = send.step,
                               .name = send.channel,
                               .to = {}},
                     .change = change}}));
}

} // namespace

void count_receipt(transaction& tx, const send_table::heard_row& send, receipt_kind kind) {
  const auto first = [&](bool was_heard, passage_kind what) {
    if (!was_heard)
      count(tx, send, what, 1);
  };
  const auto& heard = send.heard;
  switch (kind) {
  case receipt_kind::delivered:
    return first(heard.delivered, passage_kind::delivered);
  case receipt_kind::read:
    first(heard.delivered, passage_kind::delivered);
    return first(heard.read, passage_kind::read);
  case receipt_kind::clicked:
    first(heard.delivered, passage_kind::delivered);
    return first(heard.clicked, passage_kind::clicked);
  case receipt_kind::replied:
    first(heard.delivered, passage_kind::delivered);
    return first(heard.replied, passage_kind::replied);
  case receipt_kind::failed:
  case receipt_kind::bounced:
    return first(heard.failed, passage_kind::bounced);
  case receipt_kind::complained:
  case receipt_kind::unsubscribed:
    return;
  }
}

void move_receipts(transaction& tx, const send_table::heard_row& before,
                   const send_table::heard_row& after) {
  const auto move = [&](bool was_heard, passage_kind what) {
    if (!was_heard)
      return;
    count(tx, before, what, -1);
    count(tx, after, what, 1);
  };
  move(before.heard.delivered, passage_kind::delivered);
  move(before.heard.read, passage_kind::read);
  move(before.heard.clicked, passage_kind::clicked);
  move(before.heard.replied, passage_kind::replied);
  move(before.heard.failed, passage_kind::bounced);
}

void forget_receipts(transaction& tx, const send_table::heard_row& send) {
  const auto* version = tx.tables.campaigns.info(send.campaign, send.version);
  if (version == nullptr)
    return;
  graph_tally counted;
  const auto add = [&](bool was_heard, passage_kind what) {
    if (was_heard)
      ++counted[{.version = version->key,
                 .day = calendar::day_number(send.at, version->timezone),
                 .kind = what,
                 .step = send.step,
                 .name = send.channel,
                 .to = {}}];
  };
  add(send.heard.delivered, passage_kind::delivered);
  add(send.heard.read, passage_kind::read);
  add(send.heard.clicked, passage_kind::clicked);
  add(send.heard.replied, passage_kind::replied);
  add(send.heard.failed, passage_kind::bounced);
  tx.tables.graph_counts.forget(counted);
}

} // namespace sojourn::storage
