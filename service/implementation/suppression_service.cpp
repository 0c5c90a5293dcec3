// Addresses to which nothing is sent.
#include "service/implementation/suppression_service.hpp"

#include "accounts/changes.hpp"
#include "service/implementation/channel_addresses.hpp"
#include "storage/audit.hpp"
#include "storage/sends.hpp"

namespace sojourn::service {

namespace {

json show(const storage::stored_suppression& one) {
  return {{"channel", one.channel},
          {"address", one.address},
          {"reason", one.reason},
          {"at", to_text(one.at)},
          {"source", one.source}};
}

/// What stands between a channel and an address in a cursor; no channel's name holds it.
constexpr char cursor_mark = '\n';

} // namespace

void suppression_service::list(page_request at, completion<page> done) {
  answer_query(std::move(done), [this, at = std::move(at)]() -> result<page> {
    const auto mark = at.cursor.find(cursor_mark);
    const auto channel = at.cursor.substr(0, mark);
    const auto address = mark == std::string::npos ? "" : at.cursor.substr(mark + 1);
    auto found = reader().sends().suppressions(channel, address, at.limit + 1);
    page shown;
    if (found.size() > at.limit) {
      found.pop_back();
      shown.next_cursor = found.back().channel + cursor_mark + found.back().address;
    }
    for (const auto& one : found)
      shown.items.push_back(show(one));
    return shown;
  });
}

void suppression_service::put(suppression_request request, completion<json> done) {
  auto address = canonical_address_on(services_.channels, request.channel, request.address);
  if (!address)
    return done(fail(std::move(address.error())));
  const auto at = now();
  storage::stored_suppression what{.channel = request.channel,
                                   .address = std::move(*address),
                                   .reason = request.reason,
                                   .at = at,
                                   .source = request.by.who};
  commit<bool>(
      std::move(done),
      [what, by = request.by, at](storage::transaction& tx) -> result<bool> {
        storage::put_suppression(tx, what);
        storage::write_audit(
            tx, at,
            {.who = by.who,
             .action = "suppression.put",
             .target = what.channel,
             .why = by.why,
             .changes = accounts::changes_between(
                 {{"suppressed", false}}, {{"suppressed", true}, {"reason", what.reason}})});
        return true;
      },
      [what](bool) -> result<json> { return show(what); });
}

void suppression_service::remove(suppression_request request, completion<json> done) {
  // An address on a channel that is no more stays as it was stored.
  if (address_form_of(services_.channels, request.channel)) {
    auto address = canonical_address_on(services_.channels, request.channel, request.address);
    if (!address)
      return done(fail(std::move(address.error())));
    request.address = std::move(*address);
  }
  const auto at = now();
  commit<bool>(
      std::move(done),
      [request, at](storage::transaction& tx) -> result<bool> {
        if (!storage::remove_suppression(tx, request.channel, request.address))
          return fail(error_code::not_found,
                      "this address is not suppressed on the channel \"" + request.channel + "\"");
        storage::write_audit(tx, at,
                             {.who = request.by.who,
                              .action = "suppression.remove",
                              .target = request.channel,
                              .why = request.by.why,
                              .changes = accounts::changes_between({{"suppressed", true}},
                                                                   {{"suppressed", false}})});
        return true;
      },
      [request](bool) -> result<json> {
        return json{{"channel", request.channel}, {"address", request.address}, {"removed", true}};
      });
}

} // namespace sojourn::service
