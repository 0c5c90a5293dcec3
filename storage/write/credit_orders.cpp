#include "storage/write/credit_orders.hpp"

#include "messages/attribution.hpp"

namespace sojourn::storage {

namespace {

/// Sets what `of` may be owed to; whether that is another than before.
bool set_decisive(payment_table::row& of, const std::vector<messages::touch>& touches) {
  const auto before = of;
  of.clicked.reset();
  of.read.reset();
  for (const auto* one : messages::decisive(touches, of.paid.at))
    (one->clicked ? of.clicked : of.read) =
        payment_table::touched{.at = one->at, .place = one->place, .sent_at = one->sent_at};
  return of != before;
}

std::optional<records::payment> payment_in(const owned_data& side) {
  return side.owner && side.data ? records::payment_of(*side.data) : std::nullopt;
}

} // namespace

void update_payment(table_set& tables, const subject_ref& record, const owned_data& before,
                    const owned_data& after) {
  if (record.type != "order")
    return;
  const auto was = payment_in(before);
  const auto is = payment_in(after);
  const bool stays = was && is && before.owner == after.owner && was->at == is->at;
  if (stays) {
    if (*was != *is)
      tables.payments.update(*after.owner, record.id, *is);
    return;
  }
  if (was)
    tables.payments.remove(*before.owner, was->at, record.id);
  if (is) {
    tables.payments.insert(*after.owner, record.id, *is);
    credit_orders(tables, *after.owner, is->at);
  }
}

void credit_orders(table_set& tables, const std::string& owner, instant since) {
  auto payments = tables.payments.of(owner, since);
  if (payments.empty())
    return;
  const auto touches = tables.sends.touches(owner);
  for (auto& one : payments) {
    if (!set_decisive(one, touches))
      continue;
    one.recipient =
        one.clicked || one.read ? std::optional{tables.recipients.number_of(owner)} : std::nullopt;
    tables.payments.set_touches(one);
  }
}

std::vector<payment_table::row> compute_payments(table_set& tables, const std::string& owner) {
  std::vector<payment_table::row> found;
  std::optional<std::vector<messages::touch>> touches;
  for (const auto& [id, data] : tables.records.owned(owner, "order")) {
    auto paid = records::payment_of(data);
    if (!paid)
      continue;
    if (!touches)
      touches = tables.sends.touches(owner);
    payment_table::row one{.owner = owner, .record = id, .paid = std::move(*paid)};
    (void)set_decisive(one, *touches);
    if (one.clicked || one.read)
      one.recipient = tables.recipients.find(owner);
    found.push_back(std::move(one));
  }
  return found;
}

} // namespace sojourn::storage
