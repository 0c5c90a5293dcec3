// Who is in where a group is larger than its cap.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sojourn::engine {

/// Chooses at most `most` of those who are offered: those whose keyed hash of `seed` and id comes
/// first. Who is chosen does not depend on the order in which they are offered, and is the same on
/// every machine. Memory grows with `most` alone.
class audience_choice {
public:
  audience_choice(std::string seed, std::size_t most) : seed_{std::move(seed)}, most_{most} {}

  void offer(const std::string& id);
  [[nodiscard]] std::int64_t offered() const { return offered_; }
  /// Those who were chosen, in the order of their hashes; nobody is chosen any more after it.
  [[nodiscard]] std::vector<std::string> take();

private:
  using place = std::pair<double, std::string>;

  std::string seed_;
  std::size_t most_;
  std::int64_t offered_ = 0;
  std::vector<place> chosen_; ///< a heap, the last place on top
};

} // namespace sojourn::engine
