#include "channels/channel.hpp"

namespace sojourn::channels {

std::string_view to_text(outcome_kind kind) {
  switch (kind) {
  case outcome_kind::accepted:
    return "accepted";
  case outcome_kind::rejected:
    return "rejected";
  case outcome_kind::transient:
    return "transient";
  case outcome_kind::unknown:
    return "unknown";
  case outcome_kind::unreachable:
    return "unreachable";
  }
  return "unknown";
}

server_health health_told_by(const outcome& told) {
  if (told.closed_until)
    return server_health::untold;
  if (told.server != server_health::by_kind)
    return told.server;
  return told.kind == outcome_kind::transient || told.kind == outcome_kind::unknown
             ? server_health::fails
             : server_health::works;
}

} // namespace sojourn::channels
