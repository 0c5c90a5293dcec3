#include "storage/write/send_outcome.hpp"

namespace sojourn::storage {

std::optional<send_outcome> outcome_of(engine::settlement how) {
  switch (how) {
  case engine::settlement::accepted:
    return send_outcome::accepted;
  case engine::settlement::rejected:
    return send_outcome::rejected;
  case engine::settlement::transient:
    return send_outcome::transient;
  case engine::settlement::unknown:
    return send_outcome::unknown;
  case engine::settlement::unreachable:
    return send_outcome::unreachable;
  case engine::settlement::skipped:
  case engine::settlement::put_off:
    break;
  }
  return std::nullopt;
}

} // namespace sojourn::storage
