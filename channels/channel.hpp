// What every way of delivering has in common: a request, an outcome, a declaration.
#pragma once

#include "addresses/canonical.hpp"
#include "base/ids.hpp"
#include "base/instant.hpp"
#include "base/json.hpp"
#include "base/outcome.hpp"
#include "calendar/calendar.hpp"
#include "messages/picture.hpp"
#include "messages/purpose.hpp"
#include "messages/receipt.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace sojourn::channels {

/// The rendered parts of a message, in the language of the person.
struct message_content {
  std::string subject; ///< may be empty where a channel has none
  std::string text;    ///< plain text
  std::string html;    ///< empty: text only
  /// What the message holds for this channel alone, rendered: an object, or null.
  json fields{};
  std::vector<messages::picture_ptr> pictures{}; ///< that the HTML shows as "cid:NAME"
};

/// One hand-over to a channel. `key` stays the same over every retry of one effect.
struct send_attempt {
  effect_key key;
  /// The short form of `key`: 32 hexadecimal digits, by which receipts may name the send.
  std::string tracking{};
  std::uint32_t attempt = 1; ///< counts from 1
  instant at{};              ///< when the attempt was made, for timestamps and Date headers
  std::string campaign;
  subject_ref subject;
  json customer;       ///< the subject's record as of now, or null
  std::string message; ///< name of the message in the campaign
  messages::purpose purpose = messages::purpose::promotional;
  std::string language; ///< of `content`: "vi"
  /// Where the person says that they want no more of this; empty: nowhere (RFC 8058).
  std::string unsubscribe_url{};
  message_content content;   ///< send steps
  json request;              ///< http steps: {"method", "url", "headers", "body"}, rendered
  json data;                 ///< structured payload for webhooks: vars, trigger, instance
  std::string provider_id{}; ///< `ask` alone: outcome.provider_id of the hand-over, where known
  /// Of `destinations`, those that are left alone now because they fail.
  std::set<std::string> avoid{};
  /// Secrets that stand in `request`: no outcome may repeat them.
  std::vector<std::string> secrets{};
};

/// What a hand-over tells of the server at the other end, for its circuit breaker.
enum class server_health {
  by_kind, ///< accepted, rejected and unreachable say that it works; transient and unknown do not
  works,   ///< what it said is about this message or its recipient
  fails,   ///< it gave no answer, or has trouble of its own
  untold,  ///< nothing went there
};

struct attempt_result {
  outcome how = outcome::unknown;
  std::string code;        ///< short and stable: "550", "http_503", "timeout", "no_email"
  std::string detail;      ///< a sentence for the operator
  std::string provider_id; ///< what the provider calls it, if it said so
  std::optional<milliseconds> retry_after{};
  json response{}; ///< http steps: {"status", "body"}; null elsewhere
  /// Records that the provider says are no more (a push subscription): they are removed.
  std::vector<subject_ref> gone{};
  /// An address, as channel::address gives it, that never takes mail again, as the provider says:
  /// it is suppressed like one that bounced. Empty: none.
  std::string dead_address{};
  /// The whole channel is refused, not this message (a token, a balance, a quota that is used up):
  /// nothing more is handed over until then, and `detail` says why.
  std::optional<instant> closed_until{};
  server_health server = server_health::by_kind;
  /// Of each of `destinations`, where there were several; empty: `server` is about the only one.
  std::vector<std::pair<std::string, server_health>> reached{};
};

/// What the outcome tells of the server; never by_kind. A whole channel that is refused
/// (`closed_until`) is not the server's failure.
[[nodiscard]] server_health health_told_by(const attempt_result& told);

/// A daily opening of a channel for messages of one purpose.
struct channel_hours {
  messages::purpose purpose = messages::purpose::promotional;
  calendar::window open;
  std::string zone; ///< IANA; empty: the person's own
};

/// How fast a channel takes messages; channels of the same account share it.
struct channel_rate {
  double per_second = 0; ///< 0: as fast as it answers
  double burst = 1;      ///< how many may leave at once
};

/// Where a channel's messages may hold links whose clicks are heard.
struct link_places {
  bool text = false;
  bool html = false;
  bool pixel = false;                ///< a picture in the HTML tells that it is shown
  std::vector<std::string> fields{}; ///< members of content.fields that are a URL each
};

/// What a channel can do. The dispatcher acts on it.
struct capabilities {
  /// Repeating a delivery with the same key cannot reach the person twice.
  bool deduplicates = false;
  /// Hand-overs under way at the same time, at most.
  int concurrency = 8;
  /// The same to one of `destinations`, at most; 0: as many as altogether.
  int concurrency_each = 0;
  bool reports_delivery = false; ///< receipts say what arrived
  bool reports_reads = false;    ///< receipts say what was read
  /// How long an unknown outcome may wait for a receipt before `on_unknown` decides; 0: not at all.
  milliseconds receipt_within{0};
  bool answers_status = false;        ///< `ask` can be used for unknown outcomes
  std::vector<channel_hours> hours{}; ///< purposes that are not in it: at any hour
  channel_rate rate{};
  std::string account{}; ///< of the provider; empty: the channel's own name
  link_places links{};
  /// Records of the person that a delivery needs: their type; they are in the customer's
  /// record as the list "TYPE", each with its "id". Empty: none.
  std::string needs_records{};
  /// What `address` gives; suppressions and receipts name people by it, too.
  addresses::address_form addresses{};
};

using completion = std::function<void(attempt_result)>;

/// A call of a provider, as it arrived.
struct provider_call {
  std::string body;
  std::map<std::string, std::string> headers; ///< names in lower case
  instant at{};

  /// The header of this name, which is in lower case; empty where there is none.
  [[nodiscard]] std::string header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string{} : found->second;
  }
};

/// One way of delivering. Thread-safe. `deliver` returns at once; `done` is called
/// exactly once, on any thread, also when the channel is destroyed (as unknown when
/// bytes may have left, as transient when not).
class channel {
public:
  virtual ~channel() = default;
  [[nodiscard]] virtual capabilities declares() const = 0;
  /// Why this channel cannot reach the subject, or nullopt when it can.
  [[nodiscard]] virtual std::optional<std::string> unreachable(const json& customer) const = 0;
  /// The address by which it reaches the customer, in the canonical form of declares().addresses:
  /// a bounce of it suppresses it. nullopt: it has none of that kind.
  [[nodiscard]] virtual std::optional<std::string> address(const json& customer) const {
    static_cast<void>(customer);
    return std::nullopt;
  }
  /// Where the delivery goes, each as circuit breakers and fair shares know it: an origin. Only
  /// `customer` and `request` are looked at. Empty: there is one place, the channel itself.
  [[nodiscard]] virtual std::vector<std::string> destinations(const send_attempt& request) const {
    static_cast<void>(request);
    return {};
  }
  /// Whether handing this delivery over again can do nothing twice: whatever became of an attempt,
  /// another one is safe. What may not be repeated is written down before it leaves.
  [[nodiscard]] virtual bool may_repeat(const send_attempt& request) const {
    static_cast<void>(request);
    return declares().deduplicates;
  }
  virtual void deliver(send_attempt request, completion done) = 0;
  /// Asks what became of a delivery whose outcome is unknown; only where it `answers_status`. The
  /// outcome is again unknown when the provider cannot say.
  virtual void ask(send_attempt request, completion done) {
    static_cast<void>(request);
    done({.how = outcome::unknown, .code = "no_status", .detail = {}, .provider_id = {}});
  }
  /// What a call of the provider says, once its signature is checked. Errors: not_found (this
  /// channel takes no calls), unauthorized (a wrong signature), invalid_request.
  [[nodiscard]] virtual result<messages::provider_news> read_call(const provider_call& call) const {
    static_cast<void>(call);
    return fail(error_code::not_found, "this channel takes no calls");
  }
  /// Takes in what a call said of the shop's account, once the call is stored.
  virtual void on_event(const messages::account_news& news) { static_cast<void>(news); }
  /// What is wrong with `fields`, a message's own part for this channel before it is rendered (an
  /// object whose texts are templates, or null): a campaign with such a message cannot be
  /// activated. Pointers begin at `fields`.
  [[nodiscard]] virtual std::vector<error_detail> check_message(const json& fields,
                                                                messages::purpose purpose) const {
    static_cast<void>(fields);
    static_cast<void>(purpose);
    return {};
  }
  /// What an operator may want to know of it: counters, quotas, whether it is closed. No secrets.
  [[nodiscard]] virtual json status() const { return nullptr; }
};

/// The channels of a daemon by name: "email", "webhook", "webhook:NAME", "mailbox", "http".
using channel_map = std::map<std::string, std::shared_ptr<channel>, std::less<>>;

} // namespace sojourn::channels
