// The webhook channel: a message as a signed POST (Standard Webhooks).
#pragma once

#include "base/result.hpp"
#include "channels/channel.hpp"

#include <memory>
#include <string>
#include <vector>

namespace sojourn::channels {

struct webhook_settings {
  std::string name; ///< for the operator: "crm" in "webhook:crm"
  std::string url;  ///< http or https
  std::vector<std::string>
      secrets; ///< "whsec_…"; every one of them signs; none: requests are not signed
  milliseconds timeout{15'000}; ///< for the whole exchange
  int concurrency = 8;
  bool allow_private_addresses = false; ///< whether the URL may lead into the own network
  std::string ca_file;                  ///< certificates to trust; empty: those of the system
};

/// Makes the channel. It posts {"type": "campaign.message", "timestamp", "data"} with the
/// Standard Webhooks headers; webhook-id and Idempotency-Key are the effect's key, so the
/// receiver can tell a repetition and the channel declares that it deduplicates.
/// Errors: invalid_settings.
[[nodiscard]] result<std::shared_ptr<channel>> make_webhook_channel(webhook_settings settings);

} // namespace sojourn::channels
