// Identities: which customer a visitor is.
#pragma once

#include "service/common.hpp"

#include <string>

namespace sojourn::service {

class identity_api {
public:
  virtual ~identity_api() = default;

  /// The visitor is this customer: what was theirs becomes the customer's, once.
  virtual void link(std::string visitor, std::string customer, caller by,
                    completion<written> done) = 0;
  virtual void get(std::string visitor, completion<json> done) = 0;
  virtual void list(std::string customer, page_request at, completion<page> done) = 0;
};

} // namespace sojourn::service
