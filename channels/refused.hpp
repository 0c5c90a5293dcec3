// The outcome of what never left.
#pragma once

#include "channels/channel.hpp"

#include <string>
#include <utility>

namespace sojourn::channels {

/// An outcome that the channel itself decides, before anything is handed over.
[[nodiscard]] inline attempt_result refused(outcome kind, std::string code, std::string detail) {
  attempt_result made;
  made.how = kind;
  made.code = std::move(code);
  made.detail = std::move(detail);
  made.server = server_health::untold;
  return made;
}

} // namespace sojourn::channels
