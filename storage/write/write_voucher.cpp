// Voucher pools: filling and changing them, redeeming what was issued, and making codes void.
#include "records/record_type.hpp"
#include "storage/events.hpp"
#include "storage/listeners.hpp"
#include "storage/sqlite/transaction.hpp"
#include "storage/vouchers.hpp"
#include "storage/write/give_voucher.hpp"

#include <algorithm>
#include <iterator>

namespace sojourn::storage {

namespace {

tl::unexpected<error> no_pool(const std::string& pool) {
  return fail(error_code::not_found, "there is no voucher pool \"" + pool + "\"");
}

/// Whose a code is; nullopt: nobody's, or the person was erased.
std::optional<subject_ref> subject_of(const voucher_table::row& voucher) {
  if (voucher.of.subject.empty())
    return std::nullopt;
  auto subject = parse_subject(voucher.of.subject);
  if (!subject)
    throw corrupt_row{"the holder of the code \"" + voucher.code + "\" cannot be read"};
  return std::move(*subject);
}

/// Tells the holder's instances, and whoever else listens, what became of a code.
result<std::vector<inbox_entry>> tell_of(transaction& tx, const std::string& pool,
                                         const voucher_table::row& voucher, const char* what,
                                         const listener_set& listeners, instant now) {
  const auto subject = subject_of(voucher);
  if (!subject)
    return std::vector<inbox_entry>{};
  auto event = write_event(tx,
                           {.source = std::string{own_event_source},
                            .id = pool + "/" + voucher.code,
                            .type = std::string{"voucher."} + what,
                            .subject = *subject,
                            .at = now,
                            .data = {{"pool", pool},
                                     {"code", voucher.code},
                                     {std::string{what} + "_at", to_text(now)},
                                     {"campaign", voucher.of.campaign},
                                     {"instance", to_text(voucher.of.instance)}}},
                           listeners, now);
  if (!event)
    return fail(std::move(event.error()));
  return std::move(event->inbox_entries);
}

/// What keeps a code from being made void; empty: nothing does.
std::string why_not_void(const std::optional<voucher_table::row>& voucher) {
  if (!voucher)
    return "the pool has no such code";
  switch (voucher->state) {
  case voucher_state::reserved:
    return "the code is about to be given to " + to_text(voucher->of.instance) +
           "; try again once it has it";
  case voucher_state::redeemed:
    return "the code was redeemed at " + to_text(voucher->redeemed_at.value_or(instant{}));
  case voucher_state::free:
  case voucher_state::issued:
  case voucher_state::voided:
    break;
  }
  return {};
}

} // namespace

result<json> create_pool(transaction& tx, const std::string& pool, instant now,
                         const pool_rules& rules) {
  if (!tx.tables.vouchers.insert_pool(pool, now, rules))
    return fail(error_code::already_exists, "there is a voucher pool \"" + pool + "\" already");
  return *tx.tables.vouchers.show_pool(pool);
}

result<json> change_pool(transaction& tx, const std::string& pool, const pool_rules& rules,
                         const preconditions& only_if) {
  auto there = tx.tables.vouchers.pool(pool);
  if (!there)
    return no_pool(pool);
  if (auto holds = require(only_if, "the voucher pool \"" + pool + "\"", there->version); !holds)
    return fail(std::move(holds.error()));
  if (there->rules != rules) {
    there->rules = rules;
    ++there->version;
    tx.tables.vouchers.set_rules(*there);
  }
  return *tx.tables.vouchers.show_pool(pool);
}

result<pool_rules> rules_of_pool(transaction& tx, const std::string& pool) {
  auto there = tx.tables.vouchers.pool(pool);
  if (!there)
    return no_pool(pool);
  return std::move(there->rules);
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
  auto& vouchers = tx.tables.vouchers;
  const auto key = vouchers.pool_key(pool);
  if (!key)
    return no_pool(pool);
  const auto voucher = vouchers.find(*key, code);
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
  const auto now_known = vouchers.standing(pool, code);
  if (now_known && now_known->expires_at && *now_known->expires_at <= now)
    return fail(error_code::voucher_expired,
                "the code \"" + code + "\" expired at " + to_text(*now_known->expires_at));
  vouchers.redeem(*voucher, who, now);
  auto told = tell_of(tx, pool, *voucher, "redeemed", listeners, now);
  if (!told)
    return fail(std::move(told.error()));
  return redemption{.voucher = vouchers.show(*voucher), .inbox_entries = std::move(*told)};
}

namespace {

tl::unexpected<error> nobodys(const std::string& code) {
  return fail(error_code::wrong_state,
              "nobody has been given the code \"" + code + "\" yet; it cannot be redeemed");
}

/// The customer's among the codes that are written so. Errors: as redeem_of.
result<json> code_shown(const shown_code& what, const std::vector<json>& written_so) {
  const auto subject = to_text(records::customer(what.customer));
  std::vector<json> theirs;
  bool is_given = false;
  for (const auto& one : written_so) {
    if (!what.pool.empty() && one.at("pool") != what.pool)
      continue;
    is_given |= one.contains("subject");
    if (one.value("subject", "") == subject)
      theirs.push_back(one);
  }
  if (written_so.empty())
    return fail(error_code::not_found, "there is no code \"" + what.code + "\"");
  if (theirs.empty() && is_given)
    return fail(error_code::voucher_of_another,
                "the code \"" + what.code + "\" is not " + subject + "'s");
  if (theirs.empty())
    return nobodys(what.code);
  const auto issued =
      std::ranges::count(theirs, json("issued"), [](const json& one) { return one.at("state"); });
  if (issued > 1) {
    std::string pools;
    for (const auto& one : theirs)
      pools += (pools.empty() ? "" : ", ") + one.at("pool").get<std::string>();
    return fail(error_code::invalid_request, "the customer has this code of several pools",
                {{"/pool", "is one of " + pools}});
  }
  const auto first =
      std::ranges::find(theirs, json("issued"), [](const json& one) { return one.at("state"); });
  return first != theirs.end() ? *first : theirs.back();
}

} // namespace

result<redemption> redeem_of(transaction& tx, const shown_code& what, const listener_set& listeners,
                             instant now) {
  constexpr std::size_t most_pools = 1'000;
  auto code = code_shown(what, tx.tables.vouchers.show_named(what.code, {}, most_pools));
  if (!code)
    return fail(std::move(code.error()));
  code->erase("place");
  const auto state = code->at("state").get<std::string>();
  if (state == "void")
    return fail(error_code::voucher_void,
                "the code \"" + what.code + "\" is void since " + code->value("voided_at", ""));
  if (state == "redeemed" && code->value("redeemed_by", "") == what.who) {
    const auto at = parse_instant(code->value("redeemed_at", ""));
    if (at && now < *at + what.same_within)
      return redemption{.voucher = std::move(*code), .inbox_entries = {}};
  }
  return redeem(tx, code->at("pool").get<std::string>(), what.code, what.who, listeners, now);
}

result<voided> void_codes(transaction& tx, const std::string& pool,
                          const std::vector<std::string>& codes, bool refunds,
                          const listener_set& listeners, instant now) {
  auto& vouchers = tx.tables.vouchers;
  const auto key = vouchers.pool_key(pool);
  if (!key)
    return no_pool(pool);
  std::vector<error_detail> wrong;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    if (auto why = why_not_void(vouchers.find(*key, codes[i])); !why.empty())
      wrong.push_back({pointer_to("/codes", i), std::move(why)});
  }
  if (!wrong.empty())
    return fail(error_code::wrong_state, "nothing is changed: some codes cannot be made void",
                std::move(wrong));
  voided made;
  std::int64_t count = 0;
  std::int64_t refunded = 0;
  for (const auto& code : codes) {
    const auto voucher = *vouchers.find(*key, code); // one that is named twice is void by now
    if (voucher.state == voucher_state::voided)
      continue;
    ++count;
    vouchers.make_void(voucher, now);
    if (voucher.state != voucher_state::issued)
      continue;
    if (refunds)
      refunded += refund_points(tx, voucher, now);
    auto told = tell_of(tx, pool, voucher, "voided", listeners, now);
    if (!told)
      return fail(std::move(told.error()));
    std::ranges::move(*told, std::back_inserter(made.inbox_entries));
  }
  made.told = {{"pool", pool},
               {"voided", count},
               {"void_before", codes.size() - static_cast<std::size_t>(count)},
               {"points_refunded", refunded}};
  return made;
}

} // namespace sojourn::storage
