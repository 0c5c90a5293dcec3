// Hooks as they are stored: definitions, secrets, the messages that came, and the log of them.
#pragma once

#include "base/json.hpp"
#include "base/preconditions.hpp"
#include "hooks/mapping.hpp"
#include "storage/events.hpp"
#include "storage/inbox.hpp"
#include "storage/listeners.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::storage {

class transaction;

/// Hooks that there can be.
inline constexpr std::int64_t most_hooks = 1'000;
/// Secrets of one hook: two while one is being replaced.
inline constexpr std::size_t most_hook_secrets = 2;
/// Calls of each hook that the log keeps at least, of those that were taken and of those that
/// were refused; a few more until they are cleared away together.
inline constexpr std::int64_t kept_hook_calls = 200;
/// Bytes of a call that was refused or ignored and is kept, so that it can be taken again; a larger
/// one is not.
inline constexpr std::size_t most_kept_call_bytes = 64 * 1024;

/// One of the keys of a hook; "sec_12" as text.
struct hook_secret {
  std::int64_t number = 0;
  std::string text;
  instant created_at{};
};
[[nodiscard]] std::string secret_id_text(std::int64_t number);
/// Errors: invalid_id.
[[nodiscard]] result<std::int64_t> parse_secret_id(std::string_view text);

struct stored_hook {
  std::string id;
  std::int64_t version = 1;
  json definition;                  ///< without secrets
  std::vector<hook_secret> secrets; ///< the oldest first
  instant created_at{};
  instant updated_at{};
};

struct hook_put {
  stored_hook hook;
  bool created = false;
  bool changed = false; ///< false: it was there as it is
  json before{};        ///< the definition before a change; null: there was none
};
/// What is put. `secrets`: the hook has these and no others; those it had keep their ids.
/// Empty: it keeps what it has, and a new one gets `first_secret`.
struct hook_to_put {
  std::string id;
  json definition;
  std::vector<std::string> secrets;
  std::string first_secret;
  bool must_be_new = false;
  preconditions only_if{};
};
/// Errors: already_exists, version_mismatch, wrong_state (too many hooks).
[[nodiscard]] result<hook_put> put_hook(transaction& tx, const hook_to_put& what, instant now);
/// Removes it with its secrets and its log; what its calls caused stays. Errors: not_found,
/// version_mismatch.
[[nodiscard]] result<void> remove_hook(transaction& tx, const std::string& id,
                                       const preconditions& only_if = {});
/// Errors: not_found; wrong_state when it has as many as it may; already_exists.
[[nodiscard]] result<stored_hook> add_hook_secret(transaction& tx, const std::string& id,
                                                  const std::string& secret, instant now);
/// Errors: not_found; wrong_state when it is the last one.
[[nodiscard]] result<stored_hook> retire_hook_secret(transaction& tx, const std::string& id,
                                                     std::int64_t secret, instant now);
[[nodiscard]] bool has_hook(transaction& tx, const std::string& id);

enum class call_outcome : std::uint8_t {
  accepted = 0,
  duplicate = 1, ///< known by its id
  ignored = 2,   ///< the hook says that it means nothing; its id stays free
  refused = 3,   ///< so does the id of a refused one
};
using sojourn::to_text; // instants are of std, where no lookup by argument finds it
[[nodiscard]] std::string_view to_text(call_outcome outcome);

/// A line of the log.
struct hook_call {
  std::int64_t number = 0;
  instant at{};
  int status = 0; ///< HTTP
  call_outcome outcome = call_outcome::accepted;
  std::string why;     ///< of what was not accepted
  std::string message; ///< what the call is known by; empty when it was refused before that
  std::string event;   ///< the type of the event it became, if any
  std::int64_t started = 0;
  std::int64_t heard = 0;
  std::int64_t unlogged = 0; ///< refused ones before this one that were only counted
  std::string subject{};     ///< whom the call is about; written, so that it can be erased
  std::string code{}; ///< of what was not accepted: a code of an error, or "condition" and so on
  json details = json::object(); ///< {"signature", "parts", "subjects", "errors"}
  /// {"headers", "body"} of a call that may be taken again; null: it may not. Lists leave it out
  /// and say `may_retry`.
  json arrived{};
  bool may_retry = false;
  std::int64_t retry_of = 0;   ///< the call that this was before; 0: none
  std::int64_t retried_as = 0; ///< the call that this was taken as later; 0: none
};
/// Logs a call of a hook that is there; of one that is not, nothing. Gives its number, or 0.
std::int64_t log_hook_call(transaction& tx, const std::string& hook, const hook_call& line);

/// A part of a call, and what it causes beside its records. A start or an event whose subject has
/// no type is about whom the part is about.
struct hook_call_part {
  hooks::part said{};
  std::vector<inbox_entry> starts{};
  std::optional<stored_event> event{};
};

/// A call whose signature was checked.
struct checked_hook_call {
  std::string hook;
  std::string message;
  std::vector<hook_call_part> parts{}; ///< empty: it tells nothing
  bool is_wanted = true;
  std::string subject_type = "customer";
  hooks::unknown_policy unknown = hooks::unknown_policy::accept;
  hooks::unnamed_policy unnamed = hooks::unnamed_policy::as_needed;
  json signature = json::object(); ///< for the log: how it was signed
  json arrived{};                  ///< for the log, where the call is ignored; see hook_call
  std::int64_t retry_of = 0;       ///< the call of the log that is taken again
};

/// What became of a record that a call brought.
enum class record_effect : std::uint8_t {
  created,
  changed,
  same,  ///< it was so already
  stale, ///< what is there is newer
  removed,
  missing, ///< there was none to remove
};
[[nodiscard]] std::string_view to_text(record_effect effect);

struct record_report {
  subject_ref record;
  record_effect effect = record_effect::same;
  std::vector<std::string> changed{}; ///< outermost fields
  json before{};                      ///< null: there was none
  json after{};                       ///< null: there is none
};

/// What became of a part of a call.
struct part_report {
  bool is_ignored = false;
  std::string code{};                   ///< why it was ignored
  std::optional<subject_ref> subject{}; ///< whom it is about; nullopt: nobody
  std::string found_by{}; ///< "id", or the field of an identity; empty: nobody was found
  bool is_new = false;    ///< the subject was made by the call
  std::vector<record_report> records{};
  std::string event{}; ///< its type; empty: there is none
  bool is_event_known = false;
  std::vector<std::string>
      starts{}; ///< campaigns, beside those that the records and the event start
};
/// As the API shows it. `with_data`: what the records hold, too.
[[nodiscard]] json as_json(const part_report& part, bool with_data);

struct hook_written {
  /// duplicate: (hook, message) was seen. Of all but accepted, nothing but the log was written.
  call_outcome outcome = call_outcome::accepted;
  std::string code{}; ///< why it was not accepted
  std::vector<part_report> parts{};
  std::vector<inbox_entry> inbox_entries{};
  std::vector<std::string> heard_at_start{}; ///< as of event_written
};
/// Finds or makes whom each part of a call is about, writes its records, stores its event and its
/// starts, all of it once, and logs the call. What the call starts hears nothing of the call
/// itself. A record of a call that says how new it is, and is older than what is there, changes
/// nothing. Errors: invalid_request (nobody is known whom the call names; it names nobody where
/// somebody is needed; a record is not what its type says), wrong_state (the subject is being
/// erased).
[[nodiscard]] result<hook_written> write_hook_call(transaction& tx, const checked_hook_call& call,
                                                   const listener_set& listeners, instant now);

/// Whether the record types that a mapping writes, and the fields by which it finds people, are
/// there. Errors: invalid_request.
[[nodiscard]] result<void> check_hook_types(transaction& tx, const hooks::mapping& mapping);

/// Reads hooks; see reader for what holds of all of them.
class hook_reader {
public:
  virtual ~hook_reader() = default;

  [[nodiscard]] virtual std::vector<stored_hook> list() = 0;
  /// From new to old, before the number `before`. Empty when there is no such hook.
  [[nodiscard]] virtual std::vector<hook_call> calls(const std::string& hook, std::int64_t before,
                                                     std::size_t limit) = 0;
  /// With its details and how it arrived.
  [[nodiscard]] virtual std::optional<hook_call> call(const std::string& hook,
                                                      std::int64_t number) = 0;
};

} // namespace sojourn::storage
