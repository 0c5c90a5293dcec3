#include "channels/channel.hpp"

namespace sojourn::channels {

server_health health_told_by(const attempt_result& told) {
  if (told.closed_until)
    return server_health::untold;
  if (told.server != server_health::by_kind)
    return told.server;
  return told.how == outcome::transient || told.how == outcome::unknown ? server_health::fails
                                                                        : server_health::works;
}

} // namespace sojourn::channels
