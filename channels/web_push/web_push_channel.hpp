// The web push channel: a notification in the person's browsers.
#pragma once

#include "base/result.hpp"
#include "channels/channel.hpp"
#include "channels/web_push/push_message.hpp"

#include <memory>
#include <string>

namespace sojourn::channels {

struct web_push_settings {
  std::string private_key; ///< base64url of 32 bytes; who subscribed did it for this key
  std::string public_key;  ///< empty, or that of private_key
  std::string contact;     ///< mailto: or https: URL, where push services complain
  push_limits limits;
  milliseconds timeout{15'000}; ///< for one push to one device
  int concurrency = 32;
  bool allow_private_addresses = false; ///< also lets endpoints be plain http
  std::string ca_file;                  ///< certificates to trust; empty: those of the system
};

/// Makes the channel. It pushes to every subscription of the person, or to the newest where
/// the message asks for that, and reports one outcome: accepted when any service took it;
/// else unknown, transient, rejected, in this order, as the worst of them decides. A subscription
/// that its service does not know any more is named in outcome.gone; a person of whom only
/// such are left is unreachable, and so is one of whom no subscription can be read. Its
/// destinations are the origins of the push services.
///
/// A retry has the same topic and the same tag: it replaces what a device has not fetched
/// yet, and what it still shows. Since a person may have read it in between, the channel does
/// not declare that it deduplicates. Errors: invalid_settings.
[[nodiscard]] result<std::shared_ptr<channel>> make_web_push_channel(web_push_settings settings);

} // namespace sojourn::channels
