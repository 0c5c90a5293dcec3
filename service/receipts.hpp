// Receipts: what providers and recipients report of sends.
#pragma once

#include "service/common.hpp"

#include <map>
#include <string>

namespace sojourn::service {

/// A call of a provider about what it carried, as it arrived; its channel checks who calls.
struct receipt_request {
  std::string channel;
  std::string body;
  std::map<std::string, std::string> headers; ///< names in lower case
};

/// A call of a link that stands in a message.
struct link_request {
  std::string token;
  std::string method;
  std::string user_agent;
  std::string purpose; ///< what a prefetcher says of itself
};

class receipt_api {
public:
  virtual ~receipt_api() = default;

  virtual void record(receipt_request request, completion<json> done) = 0;
  /// Follows a link of a message: {"use": "follow", "url"}, {"use": "open"} or {"use":
  /// "unsubscribe", "channel"}, which changes nothing yet. Errors: not_found.
  virtual void visit_link(link_request request, completion<json> done) = 0;
  /// Withdraws the person's consent to messages like the link's. Errors: not_found.
  virtual void unsubscribe(std::string token, completion<json> done) = 0;
};

} // namespace sojourn::service
