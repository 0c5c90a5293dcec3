// Push subscriptions as the customer's records hold them.
#pragma once

#include "base/json.hpp"
#include "base/result.hpp"
#include "channels/web_push/encryption.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace sojourn::channels {

/// The type of their records.
inline constexpr const char* push_subscription_type = "push_subscription";

/// A person has no more devices than that; the ones that subscribed last count.
inline constexpr std::size_t most_subscriptions = 16;

struct push_subscription {
  std::string id; ///< of the record
  std::string endpoint;
  std::string origin; ///< of the endpoint
  push_keys keys;
};

/// Reads one record: {"id", "endpoint", "keys": {"p256dh", "auth"}}. An endpoint is https,
/// unless `may_be_plain`. Errors: invalid_request.
[[nodiscard]] result<push_subscription> read_subscription(const json& record, bool may_be_plain);

/// The records of the customer, those that were created last first, `most_subscriptions` at most.
[[nodiscard]] std::vector<json> subscriptions_of(const json& customer);

} // namespace sojourn::channels
