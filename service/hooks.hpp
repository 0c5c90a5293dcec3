// Hooks: calls of other systems, which carry a signature and no token.
#pragma once

#include "service/common.hpp"

#include <map>
#include <string>

namespace sojourn::service {

/// A call of a hook, as it arrived; the service knows the hook's secrets.
struct hook_request {
  std::string hook;
  std::string body;
  std::map<std::string, std::string> headers; ///< names in lower case
};

class hook_api {
public:
  virtual ~hook_api() = default;

  virtual void call(hook_request request, completion<written> done) = 0;
  /// Secrets of the definition replace the stored ones. A new hook without secrets gets one, which
  /// only this answer shows. Errors: may_not_send where an active or paused campaign listens.
  virtual void put(document_request request, completion<written> done) = 0;
  virtual void list(page_request at, completion<page> done) = 0;
  virtual void get(std::string id, completion<written> done) = 0;
  virtual void remove(std::string id, preconditions only_if, caller by, completion<json> done) = 0;
  /// An empty secret: one is made, which only this answer shows.
  virtual void add_secret(std::string id, std::string secret, caller by, idempotency idem,
                          completion<written> done) = 0;
  virtual void retire_secret(std::string id, std::string secret, caller by,
                             completion<json> done) = 0;
  /// The last calls, the newest first.
  virtual void calls(std::string id, page_request at, completion<page> done) = 0;
};

} // namespace sojourn::service
