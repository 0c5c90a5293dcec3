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

} // namespace sojourn::channels
