// Timers as they can be read: when which instance wakes up.
#pragma once

#include "base/ids.hpp"
#include "base/instant.hpp"

#include <optional>
#include <vector>

namespace sojourn::storage {

struct due_timer {
  instant due{};
  instance_id instance;
};

/// Reads timers; see reader for what holds of all of them.
class timer_reader {
public:
  virtual ~timer_reader() = default;

  /// Instances of the due timers, in due order: at most `limit`, due at or before `until`,
  /// after the position (due, instance) `after`.
  [[nodiscard]] virtual std::vector<due_timer> due(due_timer after, instant until,
                                                   std::size_t limit) = 0;
  [[nodiscard]] virtual std::optional<instant> next_due() = 0;
};

} // namespace sojourn::storage
