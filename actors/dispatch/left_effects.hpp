// Effects that wait in the outbox alone, because enough wait in memory for their destination.
#pragma once

#include "base/ids.hpp"

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <unordered_set>

namespace sojourn::actors {

/// Whether one more effect may wait in memory for a destination for which `waiting` do, where
/// `room` more have room: a destination that takes nothing fills half of the memory and no more, a
/// second one a third, and so on, so that there is always room for the others.
[[nodiscard]] constexpr bool may_wait_in_memory(std::size_t waiting, std::size_t room) {
  return waiting == 0 || waiting < room;
}

/// The instances whose effect was left, by channel and destination, in the order of leaving. A
/// value without threads or clocks.
class left_effects {
public:
  /// So many are remembered, at most; the rest is found by going through the outbox again.
  static constexpr std::size_t most = 100'000;

  /// False: too many are left already.
  bool add(const std::string& channel, const std::string& destination, instance_id whose) {
    if (instances_.size() >= most)
      return false;
    if (instances_.insert(whose).second)
      by_channel_[channel][destination].push_back(whose);
    return true;
  }
  [[nodiscard]] bool contains(instance_id whose) const { return instances_.contains(whose); }
  /// Whether something was left for the destination; what comes later waits behind it.
  [[nodiscard]] bool has(const std::string& channel, const std::string& destination) const {
    const auto found = by_channel_.find(channel);
    return found != by_channel_.end() && found->second.contains(destination);
  }
  /// The instance has another effect by now.
  void forget(instance_id whose) { instances_.erase(whose); }

  /// The one that was left first for a destination of the channel of which `may` says true.
  template <class May>
  [[nodiscard]] std::optional<instance_id> pop(const std::string& channel, May may) {
    const auto found = by_channel_.find(channel);
    if (found == by_channel_.end())
      return std::nullopt;
    auto& destinations = found->second;
    for (auto at = destinations.begin(); at != destinations.end();) {
      auto& queue = at->second;
      while (!queue.empty() && !instances_.contains(queue.front()))
        queue.pop_front();
      if (queue.empty()) {
        at = destinations.erase(at);
      } else if (may(at->first)) {
        const auto next = queue.front();
        queue.pop_front();
        instances_.erase(next);
        if (queue.empty())
          destinations.erase(at);
        return next;
      } else {
        ++at;
      }
    }
    if (destinations.empty())
      by_channel_.erase(found);
    return std::nullopt;
  }

  [[nodiscard]] bool empty() const { return instances_.empty(); }
  [[nodiscard]] std::size_t size() const { return instances_.size(); }
  [[nodiscard]] std::size_t size_of(const std::string& channel) const {
    const auto found = by_channel_.find(channel);
    std::size_t count = 0;
    if (found != by_channel_.end()) {
      for (const auto& [destination, queue] : found->second)
        count += queue.size();
    }
    return count;
  }

private:
  std::map<std::string, std::map<std::string, std::deque<instance_id>>> by_channel_;
  std::unordered_set<instance_id> instances_;
};

} // namespace sojourn::actors
