// Send rules: limits and quiet hours of every send.
#pragma once

#include "service/common.hpp"

namespace sojourn::service {

class send_rules_api {
public:
  virtual ~send_rules_api() = default;

  virtual void get(completion<written> done) = 0;
  virtual void put(json document, preconditions only_if, caller by, completion<written> done) = 0;
};

} // namespace sojourn::service
