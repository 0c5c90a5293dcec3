// What can be asked about voucher pools and their codes.
#include "service/implementation/voucher_service.hpp"

#include "accounts/changes.hpp"
#include "records/record_type.hpp"
#include "service/implementation/cursor.hpp"
#include "service/implementation/pool_rules.hpp"
#include "service/implementation/receivers.hpp"
#include "service/implementation/with_idempotency_key.hpp"
#include "storage/audit.hpp"
#include "storage/vouchers.hpp"

namespace sojourn::service {

namespace {

json as_json(const storage::pool_rules& rules) {
  json shown = json::object();
  if (rules.expires_at)
    shown["expires_at"] = to_text(*rules.expires_at);
  if (rules.valid_for)
    shown["valid_for"] = *rules.valid_for;
  if (rules.per_person)
    shown["per_person"] = *rules.per_person;
  if (rules.value)
    shown["value"] = *rules.value;
  return shown;
}

/// "POOL.NUMBER", as a listing over all pools counts. Errors: invalid_cursor.
result<storage::code_place> place_of(const std::string& cursor) {
  const auto dot = cursor.find('.');
  if (cursor.empty())
    return storage::code_place{};
  const auto pool = number_of<std::int64_t>(cursor.substr(0, dot));
  const auto number =
      number_of<std::int64_t>(dot == std::string::npos ? std::string{} : cursor.substr(dot + 1));
  if (!pool || !number)
    return fail(error_code::invalid_cursor, "this cursor was not given by this daemon");
  return storage::code_place{.pool = *pool, .number = *number};
}

} // namespace

void voucher_service::create_pool(std::string pool, json rules, caller by, idempotency idem,
                                  completion<written> done) {
  auto read = patched({}, rules);
  if (!read)
    return done(fail(std::move(read.error())));
  const auto at = now();
  commit<keyed_answer>(
      std::move(done),
      [=, rules = std::move(*read)](storage::transaction& tx) {
        return with_idempotency_key(tx, idem, at, [&]() -> result<json> {
          auto made = storage::create_pool(tx, pool, at, rules);
          if (made)
            storage::write_audit(tx, at,
                                 {.who = by.who,
                                  .action = "pool.create",
                                  .target = pool,
                                  .why = by.why,
                                  .changes = accounts::changes_between(json{}, as_json(rules))});
          return made;
        });
      },
      [](keyed_answer made) -> result<written> {
        const auto version = made.body.value("version", std::int64_t{0});
        return written{std::move(made.body), true, made.replayed, version};
      });
}

void voucher_service::change_pool(std::string pool, json patch, preconditions only_if, caller by,
                                  completion<written> done) {
  const auto at = now();
  commit<json>(
      std::move(done),
      [=, patch = std::move(patch)](storage::transaction& tx) -> result<json> {
        const auto before = storage::rules_of_pool(tx, pool);
        if (!before)
          return fail(before.error());
        auto rules = patched(*before, patch);
        if (!rules)
          return fail(std::move(rules.error()));
        auto changed = storage::change_pool(tx, pool, *rules, only_if);
        if (changed && *rules != *before)
          storage::write_audit(
              tx, at,
              {.who = by.who,
               .action = "pool.change",
               .target = pool,
               .why = by.why,
               .changes = accounts::changes_between(as_json(*before), as_json(*rules))});
        return changed;
      },
      [](json changed) -> result<written> {
        const auto version = changed.at("version").get<std::int64_t>();
        return written{std::move(changed), false, false, version};
      });
}

void voucher_service::add_codes(std::string pool, std::vector<std::string> codes, caller by,
                                idempotency idem, completion<json> done) {
  const auto at = now();
  commit<keyed_answer>(
      std::move(done),
      [=, codes = std::move(codes)](storage::transaction& tx) {
        return with_idempotency_key(tx, idem, at, [&]() -> result<json> {
          auto added = storage::add_codes(tx, pool, codes, at);
          if (added)
            storage::write_audit(tx, at, by.who, "pool.add", pool, dump(*added));
          return added;
        });
      },
      [](keyed_answer made) -> result<json> { return std::move(made.body); });
}

void voucher_service::list_pools(page_request at, completion<page> done) {
  answer_query(std::move(done), [this, at = std::move(at)]() -> result<page> {
    return page_of(at.limit, "id", [&](std::size_t limit) {
      std::vector<json> found;
      for (auto& pool : reader().vouchers().pools()) {
        if (pool.at("id").get<std::string>() > at.cursor && found.size() < limit)
          found.push_back(std::move(pool));
      }
      return found;
    });
  });
}

void voucher_service::get_pool(std::string pool, completion<written> done) {
  answer_query(std::move(done), [this, pool = std::move(pool)]() -> result<written> {
    auto found = reader().vouchers().pool(pool);
    if (!found)
      return fail(error_code::not_found, "there is no voucher pool \"" + pool + "\"");
    const auto version = found->at("version").get<std::int64_t>();
    return written{std::move(*found), false, false, version};
  });
}

void voucher_service::list_codes(std::string pool, std::string state, page_request at,
                                 completion<page> done) {
  answer_query(std::move(done), [=, this]() -> result<page> {
    const auto after = number_of<std::int64_t>(at.cursor);
    if (!after)
      return fail(after.error());
    if (!reader().vouchers().pool(pool))
      return fail(error_code::not_found, "there is no voucher pool \"" + pool + "\"");
    return page_of(at.limit, "number", [&](std::size_t limit) {
      return reader().vouchers().codes(pool, state, *after, limit);
    });
  });
}

void voucher_service::find_codes(code_filter which, page_request at, completion<page> done) {
  answer_query(
      std::move(done), [this, which = std::move(which), at = std::move(at)]() -> result<page> {
        const auto after = place_of(at.cursor);
        if (!after)
          return fail(after.error());
        auto found = page_of(at.limit, "place", [&](std::size_t limit) {
          auto& vouchers = reader().vouchers();
          return which.code.empty()
                     ? vouchers.of(to_text(records::customer(which.customer)), *after, limit)
                     : vouchers.named(which.code, *after, limit);
        });
        for (auto& item : found.items)
          item.erase("place");
        return found;
      });
}

void voucher_service::void_codes(std::string pool, std::vector<std::string> codes,
                                 bool keeps_points, caller by, completion<json> done) {
  if (codes.empty() || codes.size() > storage::most_voided_at_once)
    return done(fail(
        error_code::invalid_request, "the list of codes is too short or too long",
        {{"/codes", "write 1 to " + std::to_string(storage::most_voided_at_once) + " codes"}}));
  const auto at = now();
  commit<storage::voided>(
      std::move(done),
      [=, this, codes = std::move(codes)](storage::transaction& tx) -> result<storage::voided> {
        auto made = storage::void_codes(tx, pool, codes, !keeps_points,
                                        *services_.catalogue.listeners(), at);
        if (made)
          storage::write_audit(tx, at, by.who, "pool.void", pool,
                               dump(made->told) + (by.why.empty() ? "" : ": ") + by.why);
        return made;
      },
      [this](storage::voided made) -> result<json> {
        services_.directory.bring(std::move(made.inbox_entries));
        return std::move(made.told);
      });
}

void voucher_service::redeem(std::string pool, std::string code, caller by, completion<json> done) {
  const auto at = now();
  commit<storage::redemption>(
      std::move(done),
      [=, this](storage::transaction& tx) {
        return storage::redeem(tx, pool, code, by.who, *services_.catalogue.listeners(), at);
      },
      [this](storage::redemption made) -> result<json> {
        auto body = std::move(made.voucher);
        body["heard_by"] = instances_of(made.inbox_entries);
        services_.directory.bring(std::move(made.inbox_entries));
        return body;
      });
}

} // namespace sojourn::service
