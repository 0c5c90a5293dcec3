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
/// "url" is required: the method is POST with a body and GET without, a body that is not a
/// string goes out as JSON. The answer becomes outcome.response: {"status", "body"}, the
/// body as JSON when it is that and as text when not, with "truncated": true when it was
/// longer than max_response_bytes.
///
/// Every request carries the effect's key as Idempotency-Key, which is why the channel
/// declares that it deduplicates, whatever the method: GET, HEAD, PUT and DELETE are
/// idempotent by themselves, and a POST is as far as its receiver honours the key.
/// Errors: invalid_settings.
[[nodiscard]] result<std::shared_ptr<channel>> make_http_channel(http_settings settings);

} // namespace sojourn::channels
