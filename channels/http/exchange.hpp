// One HTTP exchange: a request out, and the outcome it means.
#pragma once

#include "base/instant.hpp"
#include "channels/channel.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace sojourn::channels {

class multi_client;

/// Bytes of a response body that are read; the rest is cut off.
inline constexpr std::size_t max_response_bytes = 64 * 1024;

struct http_request {
  std::string method = "GET";
  std::string url;
  /// Names and values; neither may hold a line break.
  std::vector<std::pair<std::string, std::string>> headers{};
  std::string body{};
  milliseconds timeout{15'000};
  std::string ca_file{}; ///< certificates to trust; empty: those of the system
  instant at{};          ///< when the attempt is made
  /// The request never leaves a second time. Otherwise a request on a kept connection that ends
  /// without an answer is silently repeated on a new one, although it may have been taken.
  bool once = false;
};

/// What came back; `status` is 0 when nothing did.
struct http_response {
  int status = 0;
  std::string content_type;
  std::string location; ///< of what was created; redirects are not followed
  std::string body;
  bool truncated = false; ///< the body was longer than max_response_bytes
  bool complete = false;  ///< the body arrived as far as it was wanted
};

/// `outcome.response` is left null.
using http_completion = std::function<void(attempt_result, http_response)>;

/// Sends `request` over `client` and calls `done` exactly once, on the client's thread.
///
/// An answer is judged by its status; where the request is to leave once, a gateway's 502 or 504 is
/// unknown. A status below 500 shows that the server works. Without an answer: nothing left (no
/// name, no connection, no TLS) is transient, any byte of the request that left makes it unknown,
/// and a URL or an address that must not be called is rejected. Redirects are not followed.
void exchange(multi_client& client, http_request request, http_completion done);

} // namespace sojourn::channels
