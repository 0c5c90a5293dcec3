// What is heard of a message after it left, in the words of no provider.
#pragma once

#include "base/ids.hpp"
#include "base/json.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::messages {

/// Values are stored; never renumber them. The event that waits and goals hear is
/// "message." and the text.
enum class receipt_kind : std::uint8_t {
  delivered = 0, ///< it arrived at the device or the mail server of the person
  read = 1,
  clicked = 2,
  replied = 3,
  failed = 4,       ///< it was accepted and could not be delivered
  bounced = 5,      ///< the address takes no messages for good: it is suppressed
  complained = 6,   ///< the person called it spam: the channel is suppressed for them
  unsubscribed = 7, ///< the person wants no more of its purpose over this channel
};
inline constexpr std::size_t receipt_kinds = 8;
[[nodiscard]] std::string_view to_text(receipt_kind kind);
[[nodiscard]] std::optional<receipt_kind> parse_receipt_kind(std::string_view text);

/// One thing that is heard of one send. Names the send by `key`, else by `provider_id` on
/// `channel`, else (bounces, complaints) only the `address` on `channel`.
struct receipt {
  receipt_kind kind = receipt_kind::delivered;
  std::string channel;
  std::string key{};         ///< delivery.tracking, where the provider gives it back
  std::string provider_id{}; ///< outcome.provider_id of the hand-over
  std::string address{};     ///< the person's address on the channel
  /// Whom the provider says that it is about, where it may be somebody whom the message was
  /// forwarded to: one of these is the send's address, or it is about nobody whom we wrote to.
  /// Empty: it is about whom the send went to.
  std::vector<std::string> recipients{};
  instant at{};         ///< when it happened, by the provider; not when it was told
  std::string id{};     ///< the same id again is the same receipt; empty: kind and send are
  std::string code{};   ///< of failures: short and stable
  std::string detail{}; ///< a sentence for the operator
  json data{};          ///< of clicks {"url"}, of replies {"text"}; else null
  /// A machine (a prefetcher, a scanner) did it: kept, and counted nowhere.
  bool automatic = false;
};

/// Something that a provider says of a person, not of a send: a follow, an unfollow, a text.
struct person_news {
  std::string identity; ///< which identity of customers names the person: "zalo_user_id", "phone"
  std::string value;
  std::string type; ///< of the event that is stored for them: "zalo.followed"
  std::string id;   ///< of the event; the same id again is the same news
  instant at{};
  json data{};  ///< of the event
  json patch{}; ///< what it changes in the customer's record; null: nothing
};

/// Something a provider says of what the shop has there: a template, a quota, an account.
struct account_news {
  std::string type; ///< "template.changed", "quota.changed"
  std::string name; ///< of the template or the quota
  instant at{};
  json data{};
};

/// All that one call of a provider says.
struct provider_news {
  std::vector<receipt> receipts{};
  std::vector<person_news> people{};
  std::vector<account_news> account{};
};

} // namespace sojourn::messages
