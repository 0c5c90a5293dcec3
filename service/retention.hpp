// Retention: how long finished data is kept.
#pragma once

#include "service/common.hpp"

namespace sojourn::service {

class retention_api {
public:
  virtual ~retention_api() = default;

  /// The policy that is in force, with its defaults.
  virtual void get(completion<written> done) = 0;
  /// Takes the place of the policy; what the document leaves out has its default. Errors:
  /// invalid_request.
  virtual void put(json document, preconditions only_if, caller by, completion<written> done) = 0;
};

} // namespace sojourn::service
