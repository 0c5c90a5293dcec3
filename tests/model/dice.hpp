// Random draws of one seed; the same seed draws the same on every platform.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

namespace sojourn::model {

class dice {
public:
  explicit dice(std::uint64_t seed) : engine_{seed} {}

  /// 0 to `sides` - 1.
  std::size_t roll(std::size_t sides) { return static_cast<std::size_t>(engine_() % sides); }
  /// True `percent` times out of a hundred.
  bool chance(std::size_t percent) { return roll(100) < percent; }
  template <class T>
  const T& one_of(const std::vector<T>& values) {
    return values[roll(values.size())];
  }

private:
  std::mt19937_64 engine_;
};

} // namespace sojourn::model
