// What one try of one effect is known by.
#pragma once

#include "base/ids.hpp"

#include <compare>

namespace sojourn::engine {

/// The effect that a visit of an instance to a step asks for, and which try of it.
struct attempt_id {
  instance_id instance;
  std::string step;
  std::uint32_t visit = 0;
  std::uint32_t number = 0; ///< counts from 1

  auto operator<=>(const attempt_id&) const = default;
  /// The effect, which stays the same over all its attempts.
  [[nodiscard]] effect_key effect() const { return {instance, step, visit}; }
};

} // namespace sojourn::engine
