// Record types: the schemas of records.
#pragma once

#include "service/common.hpp"

#include <string>

namespace sojourn::service {

class record_type_api {
public:
  virtual ~record_type_api() = default;

  /// Types that users put and those that come with Sojourn, by name.
  virtual void list(page_request at, completion<page> done) = 0;
  virtual void get(std::string name, completion<written> done) = 0;
  /// Puts the schema that later writes of these records must fit.
  virtual void put(std::string name, json schema, preconditions only_if, caller by,
                   completion<written> done) = 0;
};

} // namespace sojourn::service
