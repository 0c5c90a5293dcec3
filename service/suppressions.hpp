// Suppressions: addresses to which nothing is sent.
#pragma once

#include "service/common.hpp"

#include <string>

namespace sojourn::service {

struct suppression_request {
  std::string channel;
  std::string address;
  std::string reason;
  caller by;
};

class suppression_api {
public:
  virtual ~suppression_api() = default;

  virtual void list(page_request at, completion<page> done) = 0;
  virtual void put(suppression_request request, completion<json> done) = 0;
  /// Errors: not_found.
  virtual void remove(suppression_request request, completion<json> done) = 0;
};

} // namespace sojourn::service
