// The outcome of what never left.
#pragma once

#include "channels/channel.hpp"

#include <string>
#include <utility>

namespace sojourn::channels {

/// An outcome that the channel itself decides, before anything is handed over.
[[nodiscard]] inline outcome refused(outcome_kind kind, std::string code, std::string detail) {
  outcome made;
  made.kind = kind;
  made.code = std::move(code);
  made.detail = std::move(detail);
  made.server = server_health::untold;
  return made;
}

} // namespace sojourn::channels
