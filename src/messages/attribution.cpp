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

std::vector<const touch*> decisive(const std::vector<touch>& touches, instant paid_at) {
  const touch* last_read = nullptr;
  const touch* last_click = nullptr;
  for (const auto& one : touches) {
    if (one.at > paid_at)
      continue;
    auto& last = one.clicked ? last_click : last_read;
    if (last == nullptr || std::tie(one.at, one.send) > std::tie(last->at, last->send))
      last = &one;
  }
  std::vector<const touch*> found;
  for (const auto* one : {last_read, last_click}) {
    if (one != nullptr)
      found.push_back(one);
  }
  return found;
}

credit credit_within(milliseconds window, instant paid_at, std::optional<instant> clicked_at,
                     std::optional<instant> read_at) {
  const auto is_within = [&](const std::optional<instant>& at) {
    return at && *at <= paid_at && *at >= paid_at - window;
  };
  return is_within(clicked_at) ? credit::click : is_within(read_at) ? credit::read : credit::none;
}

} // namespace sojourn::messages
