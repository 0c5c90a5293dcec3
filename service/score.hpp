// The operating score of the shop, and the hours at which its customers read.
#pragma once

#include "service/common.hpp"

#include <string>

namespace sojourn::service {

/// Every call reads only.
class score_api {
public:
  virtual ~score_api() = default;

  /// Of the messages of the last 30 days, as it is now.
  virtual void get(completion<json> done) = 0;
  /// Of each day that is over, as it was measured then, newest first.
  virtual void history(page_request at, completion<page> done) = 0;
  /// When the members of a segment read and click, by the hour of their day; an empty one: all who
  /// got messages. An empty zone: that of the benchmarks. Errors: not_found, invalid_request.
  virtual void best_hours(std::string segment, std::string zone, completion<json> done) = 0;
};

} // namespace sojourn::service
