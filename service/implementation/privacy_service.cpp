// What can be asked about erasures.
#include "service/implementation/privacy_service.hpp"

#include "actors/dispatch/revoke_effects.hpp"
#include "service/background/wait_for_commit.hpp"
#include "service/implementation/cursor.hpp"
#include "storage/audit.hpp"
#include "storage/erasures.hpp"
#include "storage/identities.hpp"
#include "storage/records.hpp"

#include <algorithm>
#include <limits>

namespace sojourn::service {

namespace {

json show(const storage::stored_erasure& one) {
  json shown{{"id", to_text(one.id)},
             {"state", to_text(one.state)},
             {"type", one.type},
             {"subject_hmac_sha256", one.digest},
             {"who", one.who},
             {"why", one.why},
             {"begun_at", to_text(one.begun_at)},
             {"removed", one.removed}};
  if (one.erased_at)
    shown["erased_at"] = to_text(*one.erased_at);
  return shown;
}

} // namespace

void privacy_service::erase(erase_request request, completion<written> done) {
  const auto at = now();
  commit<storage::erasure_written>(
      std::move(done),
      [this, request = std::move(request),
       at](storage::transaction& tx) -> result<storage::erasure_written> {
        auto erased = storage::erase_subject(tx, request.subject, request.only_if, request.by.who,
                                             request.by.why, at);
        if (erased)
          actors::revoke_effects(tx, services_.gate, erased->revoked, at);
        return erased;
      },
      [this](storage::erasure_written erased) -> result<written> {
        services_.directory.bring(std::move(erased.inbox_entries));
        privacy_.look();
        return written{show(erased.erasure), false, false, 0};
      });
}

void privacy_service::export_person(std::string customer, caller by, completion<json> done) {
  const auto address = done.by().address;
  answer_short_question(
      std::move(done),
      [this, customer = std::move(customer), by = std::move(by),
       address](const std::stop_token&) -> result<json> {
        const auto at = now();
        auto told = reader().erasures().everything_about(customer);
        if (!told)
          return fail(error_code::not_found, "nothing is known of a customer " + customer);
        // Nobody gets it without a line that says so.
        const auto noted =
            wait_for_commit<bool>(services_.store, [&](storage::transaction& tx) -> result<bool> {
              storage::set_asked_from(tx, address);
              storage::write_audit(tx, at, by.who, "customer.export", "customer:" + customer,
                                   by.why);
              return true;
            });
        if (!noted)
          return fail(noted.error());
        (*told)["exported_at"] = to_text(at);
        return std::move(*told);
      });
}

void privacy_service::get(std::string id, completion<json> done) {
  answer_query(std::move(done), [this, id = std::move(id)]() -> result<json> {
    const auto named = storage::parse_erasure_id(id);
    if (!named)
      return fail(named.error());
    const auto found = reader().erasures().find(*named);
    if (!found)
      return fail(error_code::not_found, "there is no erasure " + id);
    return show(*found);
  });
}

void privacy_service::list(std::string subject, page_request at, completion<page> done) {
  answer_query(
      std::move(done), [this, subject = std::move(subject), at = std::move(at)]() -> result<page> {
        const auto before = number_of<std::int64_t>(at.cursor);
        if (!before)
          return fail(before.error());
        const auto below = *before == 0 ? std::numeric_limits<std::int64_t>::max() : *before;
        page found;
        for (const auto& one : reader().erasures().list(subject, {below}, at.limit)) {
          found.items.push_back(show(one));
          found.next_cursor = std::to_string(one.id.value);
        }
        if (found.items.size() < at.limit)
          found.next_cursor.clear();
        return found;
      });
}

} // namespace sojourn::service
