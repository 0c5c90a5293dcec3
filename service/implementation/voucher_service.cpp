// What can be asked about voucher pools and their codes.
#include "service/implementation/voucher_service.hpp"

#include "service/implementation/cursor.hpp"
#include "service/implementation/receivers.hpp"
#include "service/implementation/with_idempotency_key.hpp"
#include "storage/audit.hpp"
#include "storage/vouchers.hpp"

namespace sojourn::service {

void voucher_service::create_pool(std::string pool, std::optional<instant> expires_at, caller by,
                                  idempotency idem, completion<written> done) {
  const auto at = now();
  commit<keyed_answer>(
      std::move(done),
      [=](storage::transaction& tx) {
        return with_idempotency_key(tx, idem, at, [&]() -> result<json> {
          auto made = storage::create_pool(tx, pool, at, expires_at);
          if (made)
            storage::write_audit(tx, at, by.who, "pool.create", pool, by.why);
          return made;
        });
      },
      [](keyed_answer made) -> result<written> {
        return written{std::move(made.body), true, made.replayed, 0};
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

void voucher_service::get_pool(std::string pool, completion<json> done) {
  answer_query(std::move(done), [this, pool = std::move(pool)]() -> result<json> {
    auto found = reader().vouchers().pool(pool);
    if (!found)
      return fail(error_code::not_found, "there is no voucher pool \"" + pool + "\"");
    return std::move(*found);
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
