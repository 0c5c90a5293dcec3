// The described channel: messages over a provider that a file describes.
#pragma once

#include "base/result.hpp"
#include "channels/channel.hpp"
#include "channels/described/provider.hpp"

#include <map>
#include <memory>
#include <string>

namespace sojourn::channels {

struct described_settings {
  std::string name; ///< of the channel, as campaigns and receipts call it
  std::shared_ptr<const provider> description;
  std::map<std::string, std::string> secrets; ///< the values of provider::secrets
  bool allow_private_addresses = false;
  std::string ca_file; ///< certificates to trust; empty: those of the system
};

/// Makes the channel. Templates see `to`, `message` (the text, in normal form C), `subject`,
/// `html`, `fields`, `key` (delivery.tracking: the same over every attempt, and what receipts
/// name), `unsubscribe_url`, `attempt`, `customer`, `subject_id`, `campaign`, `name` (of the
/// message), `purpose`, `language`, `at`, `data` and `secret`.
///
/// Secrets never get into an outcome: where a provider repeats one, it is blotted out.
/// Errors: invalid_settings, when a secret is missing or cannot sign.
[[nodiscard]] result<std::shared_ptr<channel>> make_described_channel(described_settings settings);

} // namespace sojourn::channels
