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

/// Whose an issued code is, and the campaign that gave it; nullopt: the person was erased after the
/// instance was forgotten.
std::optional<std::pair<subject_ref, std::string>> holder_of(transaction& tx,
                                                             const voucher_table::row& voucher) {
  if (const auto instance = tx.tables.instances.find(voucher.instance))
    return std::pair{instance->state.subject, instance->state.campaign};
  const auto kept = tx.tables.vouchers.holder_of(voucher);
  if (!kept)
    return std::nullopt;
  auto subject = parse_subject(kept->subject);
  if (!subject)
    throw corrupt_row{"the holder of the code "
                      " + voucher.code + "
                      " cannot be read"};
  return std::pair{std::move(*subject), kept->campaign};
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

  const auto holder = holder_of(tx, *voucher);
  if (!holder) // its instance is forgotten, and nobody is left whom it could be about
    return redemption{.voucher = tables.vouchers.show(*voucher), .inbox_entries = {}};
  tables.vouchers.remove_holder(*voucher);
  auto event = write_event(tx,
                           {.source = std::string{own_event_source},
                            .id = pool + "/" + code,
                            .type = "voucher.redeemed",
                            .subject = holder->first,
                            .at = now,
                            .data = {{"pool", pool},
                                     {"code", code},
                                     {"redeemed_at", to_text(now)},
                                     {"campaign", holder->second},
                                     {"instance", to_text(voucher->instance)}}},
                           listeners, now);
  if (!event)
    return fail(std::move(event.error()));
  return redemption{.voucher = tables.vouchers.show(*voucher),
                    .inbox_entries = std::move(event->inbox_entries)};
}

} // namespace sojourn::storage
