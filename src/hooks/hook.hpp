// A hook: how calls of another system are signed, and what they say of whom.
#pragma once

#include "base/ids.hpp"
#include "base/json.hpp"
#include "hooks/mapping.hpp"
#include "hooks/token_bucket.hpp"
#include "rules/rule.hpp"
#include "signing/digest.hpp"

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace sojourn::hooks {

/// Bytes of what a call is known by; what is longer is known by its digest.
inline constexpr std::size_t longest_key_bytes = 200;

/// webhook-id, webhook-timestamp and webhook-signature, as Standard Webhooks has them; or the same
/// with "svix-", as Svix called them before.
struct standard_webhooks {
  std::optional<milliseconds> tolerance{}; ///< nullopt: as the settings say
};

enum class text_encoding { hex, base64 };

/// How a sender writes the time of a call.
enum class time_format {
  unix,    ///< seconds since 1970, or the thirteen digits of milliseconds
  rfc3339, ///< "2026-03-01T12:00:00Z", the form of ISO 8601 that services send
};

/// A keyed digest in a header of its own, as shops and payment services send it.
struct keyed_digest {
  signing::hash hash = signing::hash::sha256;
  std::string header; ///< in lower case; its value may hold several, with `separator` between them
  text_encoding encoding = text_encoding::hex;
  char separator = ',';
  std::string prefix;           ///< before the digest, such as "sha256="
  std::string timestamp_header; ///< in lower case; empty: calls carry no time
  std::string timestamp_prefix; ///< before the time, such as "t="
  time_format timestamp_format = time_format::unix;
  std::string signed_text; ///< with "{body}" once, and "{timestamp}" if there is one
  std::optional<milliseconds> tolerance{};
};

using signature = std::variant<standard_webhooks, keyed_digest>;

struct definition {
  hooks::signature signature;
  std::optional<rules::rule> when; ///< calls for which it does not hold start nothing
  hooks::mapping mapping;
  std::optional<rules::rule> dedupe_key;
  /// The field of a form-encoded body that holds the JSON; empty: the form's fields are the body.
  std::string form_field;
  /// A call without a signature whose body is a form of this one field asks whether anybody is
  /// here, and is answered 200; empty: no such call is.
  std::string ping_field;
  rate limit;
  json source; ///< as it was put, without id and secrets
};
using definition_ptr = std::shared_ptr<const definition>;

/// A document as it is put: the definition, and secrets that came with it.
struct document {
  definition_ptr hook;
  std::vector<std::string> secrets;
};

/// Reads a document. Errors: invalid_request with every mistake by its pointer.
[[nodiscard]] result<document> read_document(const json& source);

/// Whether `secret` can be one of a hook that is signed like this. Errors: invalid_request,
/// with `pointer`; the message never repeats the secret.
[[nodiscard]] result<void> check_secret(const signature& how, const std::string& secret,
                                        const std::string& pointer);
/// A new secret, by chance.
[[nodiscard]] std::string make_secret(const signature& how);

/// A call as it arrived; names of headers in lower case, values of the same name joined.
struct call {
  const std::map<std::string, std::string>& headers;
  const std::string& body;
};

/// Checks that one of `secrets` signed the call, and gives its place. Errors: bad_signature;
/// stale_signature, told only to a sender who knows a secret.
[[nodiscard]] result<std::size_t> verify(const signature& how, std::span<const std::string> secrets,
                                         const call& arrived, instant now, milliseconds tolerance);

/// The header "webhook-" + `part` of Standard Webhooks, or "svix-" + `part` where the call has a
/// "svix-signature" and no "webhook-signature"; never some of one and some of the other. Empty:
/// there is none.
[[nodiscard]] std::string_view webhook_header(const call& arrived, std::string_view part);

/// Whether the call only asks whether anybody is here; see definition::ping_field. Nobody signed
/// it.
[[nodiscard]] bool is_ping(const definition& hook, const call& arrived);

/// What a hook makes of a call.
struct message {
  std::string id; ///< what it is known by
  bool is_wanted = true;
  std::vector<part> parts{}; ///< empty where it is not wanted, or "each" finds nothing
  json body{};
};

/// Fields that a form-encoded body may have.
inline constexpr std::size_t most_form_fields = 1'000;

/// Reads a call whose signature is right. A body whose Content-Type is
/// application/x-www-form-urlencoded is a form, every other one JSON. Errors: malformed_json,
/// invalid_request.
[[nodiscard]] result<message> read_call(const definition& hook, const call& arrived, instant now);

/// The id that a rule's value names, or nullopt: a record's id as text or a whole number.
[[nodiscard]] std::optional<std::string> id_in(const result<json>& value);

} // namespace sojourn::hooks
