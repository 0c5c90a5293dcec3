// The http channel: the request of an `http` step.
#pragma once

#include "base/result.hpp"
#include "channels/channel.hpp"

#include <memory>
#include <string>

namespace sojourn::channels {

struct http_settings {
  milliseconds timeout{15'000}; ///< for the whole exchange
  int concurrency = 8;
  bool allow_private_addresses = false; ///< whether requests may lead into the own network
  std::string ca_file;                  ///< certificates to trust; empty: those of the system
};

/// Makes the channel. It sends delivery.request: {"method", "url", "headers", "body"}. Only
/// "url" is required: the method is POST with a body and GET without. A body that is no string goes
/// out as JSON; one that is goes out as it stands. Without a Content-Type of its own it is
/// application/json where it is a JSON object or list, and text/plain where it is not. The answer
/// becomes outcome.response: {"status", "body"}, the body as JSON when it is that and as text when
/// not, with "truncated": true when it was longer than max_response_bytes.
///
/// Every request carries the effect's key as Idempotency-Key, unless it sets that header itself.
/// The channel cannot know whether the receiver honours a key that nobody told it of: a request may
/// be repeated only where its method is idempotent (RFC 9110, 9.2.2) or it sets a key of its own.
/// Its destination is the URL's origin. Errors: invalid_settings.
[[nodiscard]] result<std::shared_ptr<channel>> make_http_channel(http_settings settings);

} // namespace sojourn::channels
