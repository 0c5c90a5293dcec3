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

/// Which events are listed; an empty text: any.
struct event_filter {
  std::string subject; ///< "customer:42"
  std::string type;
  std::string source;
  std::string text; ///< that the data hold
  std::optional<instant> from{};
  std::optional<instant> to{}; ///< the first instant after
};

class event_api {
public:
  virtual ~event_api() = default;

  /// The same source and id again is a duplicate and changes nothing.
  virtual void publish(event_request request, completion<written> done) = 0;
  /// From new to old, as they were stored. A page may hold fewer than asked for and have a next.
  virtual void list(event_filter filter, page_request at, completion<page> done) = 0;
};

} // namespace sojourn::service
