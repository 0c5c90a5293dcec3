// Waiting for what nobody tells about.
#pragma once

#include <chrono>
#include <thread>

namespace sojourn::tests {

/// Whether `condition` comes to hold within the patience, by the system's clock. It is asked every
/// millisecond: only for what another thread or process does without telling anybody.
template <class Condition>
[[nodiscard]] bool soon(const Condition& condition,
                        std::chrono::seconds patience = std::chrono::seconds{30}) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end)
      return false;
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  }
  return true;
}

} // namespace sojourn::tests
