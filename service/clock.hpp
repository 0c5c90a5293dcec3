// The daemon's clock, which can be moved when it is virtual.
#pragma once

#include "service/common.hpp"

#include <optional>
#include <string>

namespace sojourn::service {

/// Where to move the clock; one of the two is given.
struct clock_request {
  std::optional<instant> to{};
  std::string advance; ///< an ISO 8601 duration
};

class clock_api {
public:
  virtual ~clock_api() = default;

  virtual void get(completion<json> done) = 0;
  /// Moves a virtual clock and wakes what falls due on the way, in due order, each at its due
  /// instant; answers when nothing more can move. Errors: clock_not_virtual, clock_backwards.
  virtual void move(clock_request request, caller by, completion<json> done) = 0;
};

} // namespace sojourn::service
