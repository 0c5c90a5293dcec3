// Events that other systems publish.
#pragma once

#include "service/common.hpp"

#include <optional>
#include <string>

namespace sojourn::service {

/// CloudEvents 1.0 in values.
struct event_request {
  std::string source;
  std::string id;
  std::string type;
  subject_ref subject;
  std::optional<instant> at{};
  json data;
  caller by;
};

class event_api {
public:
  virtual ~event_api() = default;

  /// The same source and id again is a duplicate and changes nothing.
  virtual void publish(event_request request, completion<written> done) = 0;
};

} // namespace sojourn::service
