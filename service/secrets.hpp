// Secrets that calls of campaigns name. No answer holds a value.
#pragma once

#include "service/common.hpp"

#include <string>

namespace sojourn::service {

class secret_api {
public:
  virtual ~secret_api() = default;

  /// Stores a value under a name and replaces an earlier one. Errors: invalid_request.
  virtual void put(std::string name, std::string value, caller by, completion<written> done) = 0;
  /// Names, when each was set, and the campaigns that name it.
  virtual void list(page_request at, completion<page> done) = 0;
  /// Refused while an active or paused campaign names it.
  virtual void remove(std::string name, caller by, completion<json> done) = 0;
};

} // namespace sojourn::service
