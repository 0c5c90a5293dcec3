// The number of a campaign version in the file.
#pragma once

#include <compare>
#include <cstdint>

namespace sojourn::storage {

/// Instances carry it.
struct version_key {
  std::int64_t value = 0;
  auto operator<=>(const version_key&) const = default;
};

} // namespace sojourn::storage
