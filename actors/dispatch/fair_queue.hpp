// What waits for one channel: each destination in turn, each campaign in turn at a destination,
// each campaign's own in order.
#pragma once

#include "actors/dispatch/effect_number.hpp"
#include "base/instant.hpp"

#include <algorithm>
#include <deque>
#include <list>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace sojourn::actors {

/// A campaign with a hundred thousand messages does not hold up those of others, and a destination
/// that takes none holds up no other.
class fair_queue {
public:
  void push(const std::string& destination, const std::string& campaign, effect_number effect,
            instant since) {
    auto [at, is_new] = destinations_.try_emplace(destination);
    if (is_new)
      turns_.push_back(destination);
    at->second.push(campaign, effect, since);
    ++size_;
  }

  /// Whether something waits for a destination of which `may` says true.
  template <class May>
  [[nodiscard]] bool has(May may) const {
    return std::any_of(turns_.begin(), turns_.end(), may);
  }

  /// The next one for such a destination; nullopt when nothing waits for any.
  template <class May>
  [[nodiscard]] std::optional<effect_number> pop(May may) {
    const auto turn = std::find_if(turns_.begin(), turns_.end(), may);
    if (turn == turns_.end())
      return std::nullopt;
    const auto found = destinations_.find(*turn);
    const auto effect = found->second.pop();
    --size_;
    if (found->second.empty()) {
      destinations_.erase(found);
      turns_.erase(turn);
    } else {
      turns_.splice(turns_.end(), turns_, turn);
    }
    return effect;
  }

  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t waiting_for(const std::string& destination) const {
    const auto found = destinations_.find(destination);
    return found == destinations_.end() ? 0 : found->second.size();
  }
  /// Since when the one waits that waits longest; nullopt when nothing does.
  [[nodiscard]] std::optional<instant> oldest() const {
    std::optional<instant> first;
    for (const auto& [destination, queue] : destinations_) {
      const auto since = queue.oldest();
      first = first ? std::min(*first, since) : since;
    }
    return first;
  }

private:
  /// What waits for one destination; never asked when it is empty.
  class by_campaign {
  public:
    void push(const std::string& campaign, effect_number effect, instant since) {
      auto& queue = queues_[campaign];
      if (queue.empty())
        turns_.push_back(campaign);
      queue.emplace_back(effect, since);
      ++size_;
    }
    effect_number pop() {
      const auto found = queues_.find(turns_.front());
      const auto effect = found->second.front().first;
      found->second.pop_front();
      --size_;
      if (found->second.empty()) {
        queues_.erase(found);
        turns_.pop_front();
      } else {
        turns_.splice(turns_.end(), turns_, turns_.begin());
      }
      return effect;
    }
    [[nodiscard]] bool empty() const { return turns_.empty(); }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] instant oldest() const {
      instant first = queues_.begin()->second.front().second;
      for (const auto& [campaign, queue] : queues_)
        first = std::min(first, queue.front().second);
      return first;
    }

  private:
    std::unordered_map<std::string, std::deque<std::pair<effect_number, instant>>> queues_;
    std::list<std::string> turns_;
    std::size_t size_ = 0;
  };

  std::unordered_map<std::string, by_campaign> destinations_;
  std::list<std::string> turns_; ///< destinations for which something waits
  std::size_t size_ = 0;
};

} // namespace sojourn::actors
