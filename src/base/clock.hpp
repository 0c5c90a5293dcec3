// The one source of instants. Nothing else in the project asks for the time.
#pragma once

#include "base/instant.hpp"

namespace sojourn {

/// Tells the present instant. Thread-safe. Never goes back by more than the
/// system's clock does; whoever stores instants must bear that.
class clock_source {
public:
  virtual ~clock_source() = default;
  [[nodiscard]] virtual instant now() const = 0;
};

} // namespace sojourn
