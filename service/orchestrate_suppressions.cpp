// What persons want, and addresses that take nothing more.
#include "service/channel_addresses.hpp"
#include "service/daemon_orchestrator.hpp"
#include "storage/audit.hpp"
#include "storage/sends.hpp"

#include <algorithm>

namespace sojourn::actors {

namespace {

using sojourn::orchestrator::consent_request;
using sojourn::orchestrator::suppression_request;

json show(const storage::stored_consent& consent) {
  json shown{{"state", consent.word.given ? "given" : "withdrawn"},
             {"at", to_text(consent.at)},
             {"source", consent.source}};
  if (!consent.word.channel.empty())
    shown["channel"] = consent.word.channel;
  if (consent.word.of)
    shown["purpose"] = messages::to_text(*consent.word.of);
  return shown;
}

json show(const subject_ref& subject, const std::vector<storage::stored_consent>& consents) {
  json shown{{"subject", to_text(subject)}, {"items", json::array()}, {"next_cursor", nullptr}};
  for (const auto& consent : consents)
    shown["items"].push_back(show(consent));
  return shown;
}

json show(const storage::stored_suppression& one) {
  return {{"channel", one.channel},
          {"address", one.address},
          {"reason", one.reason},
          {"at", to_text(one.at)},
          {"source", one.source}};
}

/// What stands between a channel and an address in a cursor; no channel's name holds it.
constexpr char cursor_mark = '\n';

/// A word about a channel that is misspelt would never be heard; no channel is all of them.
result<void> check_channel(const std::vector<std::string>& known, const std::string& channel) {
  if (channel.empty() || std::ranges::find(known, channel) != known.end())
    return {};
  std::string names;
  for (const auto& name : known)
    names += (names.empty() ? "\"" : ", \"") + name + "\"";
  return fail(error_code::invalid_request, "there is no channel \"" + channel + "\"",
              {{.pointer = "/channel", .message = "is none of " + names}});
}

} // namespace

void daemon_orchestrator::list_consents(subject_ref subject, completion<json> done) {
  ask(std::move(done), [this, subject = std::move(subject)]() -> result<json> {
    return show(subject, reader().sends().consents(subject));
  });
}

void daemon_orchestrator::put_consent(consent_request request, completion<json> done) {
  if (auto known = check_channel(with_.catalogue.around().channels, request.channel); !known)
    return done(fail(std::move(known.error())));
  const auto at = now();
  storage::stored_consent word{.word = {.channel = request.channel,
                                        .of = messages::parse_purpose(request.purpose),
                                        .given = request.state == "given"},
                               .at = at,
                               .source = request.source.empty() ? request.by.who : request.source};
  commit<std::vector<storage::stored_consent>>(
      std::move(done),
      [request, word = std::move(word),
       at](storage::transaction& tx) -> result<std::vector<storage::stored_consent>> {
        const bool changed = request.state == "unknown"
                                 ? storage::forget_consent(tx, request.subject, word.word)
                                 : storage::put_consent(tx, request.subject, word);
        if (changed)
          storage::write_audit(tx, at, request.by.who, "consent." + request.state,
                               to_text(request.subject), request.by.why);
        return storage::consents_of(tx, request.subject);
      },
      [subject = request.subject](const std::vector<storage::stored_consent>& all) -> result<json> {
        return show(subject, all);
      });
}

void daemon_orchestrator::list_suppressions(page_request at, completion<page> done) {
  ask(std::move(done), [this, at = std::move(at)]() -> result<page> {
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

void daemon_orchestrator::put_suppression(suppression_request request, completion<json> done) {
  auto address = canonical_address_on(with_.channels, request.channel, request.address);
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
        storage::write_audit(tx, at, by.who, "suppression.put", what.channel, by.why);
        return true;
      },
      [what](bool) -> result<json> { return show(what); });
}

void daemon_orchestrator::remove_suppression(suppression_request request, completion<json> done) {
  // An address on a channel that is no more stays as it was stored.
  if (address_form_of(with_.channels, request.channel)) {
    auto address = canonical_address_on(with_.channels, request.channel, request.address);
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
        storage::write_audit(tx, at, request.by.who, "suppression.remove", request.channel,
                             request.by.why);
        return true;
      },
      [request](bool) -> result<json> {
        return json{{"channel", request.channel}, {"address", request.address}, {"removed", true}};
      });
}

} // namespace sojourn::actors
