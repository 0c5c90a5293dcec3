#include "messages/attribution.hpp"

#include <tuple>

namespace sojourn::messages {

const touch* credited(const std::vector<touch>& touches, instant paid_at, milliseconds window) {
  const auto rank = [](const touch& one) { return std::tuple{one.clicked, one.at, one.send}; };
  const touch* best = nullptr;
  for (const auto& one : touches) {
    if (one.at > paid_at || one.at < paid_at - window)
      continue;
    if (best == nullptr || rank(one) > rank(*best))
      best = &one;
  }
  return best;
}

} // namespace sojourn::messages
