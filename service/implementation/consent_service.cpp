// What a person said about a channel and a purpose.
#include "service/implementation/consent_service.hpp"

#include "accounts/changes.hpp"
#include "storage/audit.hpp"
#include "storage/sends.hpp"

#include <algorithm>

namespace sojourn::service {

namespace {

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

void consent_service::list(subject_ref subject, completion<json> done) {
  answer_query(std::move(done), [this, subject = std::move(subject)]() -> result<json> {
    return show(subject, reader().sends().consents(subject));
  });
}

namespace {

/// What the person had said about exactly this channel and purpose.
std::string said_before(const std::vector<storage::stored_consent>& all,
                        const messages::consent& about) {
  for (const auto& one : all) {
    if (one.word.channel == about.channel && one.word.of == about.of)
      return one.word.given ? "given" : "withdrawn";
  }
  return "unknown";
}

json consent_told(const consent_request& of, const std::string& state) {
  return {{"channel", of.channel}, {"purpose", of.purpose}, {"state", state}};
}

} // namespace

void consent_service::put(consent_request request, completion<json> done) {
  if (auto known = check_channel(services_.catalogue.around().channels, request.channel); !known)
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
        const auto before = said_before(storage::consents_of(tx, request.subject), word.word);
        const bool changed = request.state == "unknown"
                                 ? storage::forget_consent(tx, request.subject, word.word)
                                 : storage::put_consent(tx, request.subject, word);
        if (changed)
          storage::write_audit(
              tx, at,
              {.who = request.by.who,
               .action = "consent." + request.state,
               .target = to_text(request.subject),
               .why = request.by.why,
               .changes = accounts::changes_between(consent_told(request, before),
                                                    consent_told(request, request.state))});
        return storage::consents_of(tx, request.subject);
      },
      [subject = request.subject](const std::vector<storage::stored_consent>& all) -> result<json> {
        return show(subject, all);
      });
}

} // namespace sojourn::service
