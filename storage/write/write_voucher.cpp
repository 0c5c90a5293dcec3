// Voucher pools: filling them and redeeming what was issued.
#include "storage/events.hpp"
#include "storage/listeners.hpp"
#include "storage/sqlite/transaction.hpp"
#include "storage/vouchers.hpp"

namespace sojourn::storage {

namespace {

tl::unexpected<error> no_pool(const std::string& pool) {
  return fail(error_code::not_found, "there is no voucher pool \"" + pool + "\"");
}

} // namespace

result<json> create_pool(transaction& tx, const std::string& pool, instant now,
                         std::optional<instant> expires_at) {
  if (!tx.tables.vouchers.insert_pool(pool, now, expires_at))
    return fail(error_code::already_exists, "there is a voucher pool \"" + pool + "\" already");
  return *tx.tables.vouchers.show_pool(pool);
}

result<json> add_codes(transaction& tx, const std::string& pool,
                       const std::vector<std::string>& codes, instant) {
  const auto key = tx.tables.vouchers.pool_key(pool);
  if (!key)
    return no_pool(pool);
  const auto added = tx.tables.vouchers.add(*key, codes);
  return json{{"pool", pool}, {"added", added}, {"duplicates", codes.size() - added}};
}

result<redemption> redeem(transaction& tx, const std::string& pool, const std::string& code,
                          const std::string& who, const listener_set& listeners, instant now) {
  auto& tables = tx.tables;
  const auto key = tables.vouchers.pool_key(pool);
  if (!key)
    return no_pool(pool);
  const auto voucher = tables.vouchers.find(*key, code);
  if (!voucher)
    return fail(error_code::not_found, "pool \"" + pool + "\" has no code \"" + code + "\"");
  if (voucher->state == voucher_state::redeemed)
    return fail(error_code::already_redeemed,
                "the code \"" + code + "\" was redeemed at " +
                    to_text(voucher->redeemed_at.value_or(instant{})));
  if (voucher->state != voucher_state::issued)
    return fail(error_code::wrong_state, "the code \"" + code + "\" is " +
                                             std::string{to_text(voucher->state)} +
                                             "; only an issued code can be redeemed");
  if (const auto expires = tables.vouchers.expires_at(*key); expires && *expires <= now)
    return fail(error_code::voucher_expired,
                "the code \"" + code + "\" expired at " + to_text(*expires));
  tables.vouchers.redeem(*voucher, who, now);

  const auto holder = tables.instances.find(voucher->instance);
  if (!holder)
    throw corrupt_row{"the code \"" + code + "\" was issued to " + to_text(voucher->instance) +
                      ", which is not there"};
  auto event = write_event(tx,
                           {.source = std::string{own_event_source},
                            .id = pool + "/" + code,
                            .type = "voucher.redeemed",
                            .subject = holder->state.subject,
                            .at = now,
                            .data = {{"pool", pool},
                                     {"code", code},
                                     {"redeemed_at", to_text(now)},
                                     {"campaign", holder->state.campaign},
                                     {"instance", to_text(voucher->instance)}}},
                           listeners, now);
  if (!event)
    return fail(std::move(event.error()));
  return redemption{.voucher = tables.vouchers.show(*voucher),
                    .inbox_entries = std::move(event->inbox_entries)};
}

} // namespace sojourn::storage
