// What every way of delivering has in common: a request, an outcome, a declaration.
#pragma once

#include "base/ids.hpp"
#include "base/instant.hpp"
#include "base/json.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace sojourn::channels {

/// The rendered parts of a message, in the language of the person.
struct message_content {
  std::string subject; ///< may be empty where a channel has none
  std::string text;    ///< plain text
  std::string html;    ///< empty: text only
};

/// One hand-over to a channel. `key` stays the same over every retry of one effect.
struct delivery {
  effect_key key;
  std::uint32_t attempt = 1; ///< counts from 1
  instant at{};              ///< when the attempt was made, for timestamps and Date headers
  std::string campaign;
  subject_ref subject;
  json customer;           ///< the subject's record as of now, or null
  std::string message;     ///< name of the message in the campaign
  message_content content; ///< send steps
  json request;            ///< http steps: {"method", "url", "headers", "body"}, rendered
  json data;               ///< structured payload for webhooks: vars, trigger, instance
};

/// How a hand-over ended. Exactly one of them is reported for each delivery.
enum class outcome_kind {
  accepted,    ///< the provider took it
  rejected,    ///< permanent: the same request will never be accepted
  transient,   ///< not taken, worth another try
  unknown,     ///< it may or may not have been taken
  unreachable, ///< this channel has no way to this person (no address)
};

struct outcome {
  outcome_kind kind = outcome_kind::unknown;
  std::string code;        ///< short and stable: "550", "http_503", "timeout", "no_email"
  std::string detail;      ///< a sentence for the operator
  std::string provider_id; ///< what the provider calls it, if it said so
  std::optional<milliseconds> retry_after{};
  json response{}; ///< http steps: {"status", "body"}; null elsewhere
};

/// What the dispatcher must know of a channel.
struct capabilities {
  /// Repeating a delivery with the same key cannot reach the person twice.
  bool deduplicates = false;
  /// Hand-overs under way at the same time, at most.
  int concurrency = 8;
};

using completion = std::function<void(outcome)>;

/// One way of delivering. Thread-safe. `deliver` returns at once; `done` is called
/// exactly once, on any thread, also when the channel is destroyed (as unknown when
/// bytes may have left, as transient when not).
class channel {
public:
  virtual ~channel() = default;
  [[nodiscard]] virtual capabilities declares() const = 0;
  /// Why this channel cannot reach the subject, or nullopt when it can.
  [[nodiscard]] virtual std::optional<std::string> unreachable(const json& customer) const = 0;
  virtual void deliver(delivery request, completion done) = 0;
};

/// The channels of a daemon by name: "email", "webhook", "webhook:NAME", "mailbox", "http".
using channel_map = std::map<std::string, std::shared_ptr<channel>, std::less<>>;

[[nodiscard]] std::string_view to_text(outcome_kind kind);

} // namespace sojourn::channels
