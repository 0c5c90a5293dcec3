// What waits for one channel: each campaign in turn, each campaign's own in order.
#pragma once

#include "base/instant.hpp"

#include <cstdint>
#include <deque>
#include <list>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace sojourn::actors {

/// A campaign with a hundred thousand messages holds up nobody else's one.
class fair_queue {
public:
  void push(const std::string& campaign, std::uint64_t job, instant since) {
    auto& queue = queues_[campaign];
    if (queue.empty())
      turns_.push_back(campaign);
    queue.emplace_back(job, since);
    ++size_;
  }

  /// The next one; nullopt when nothing waits.
  [[nodiscard]] std::optional<std::uint64_t> pop() {
    if (turns_.empty())
      return std::nullopt;
    auto campaign = std::move(turns_.front());
    turns_.pop_front();
    const auto found = queues_.find(campaign);
    const auto job = found->second.front().first;
    found->second.pop_front();
    --size_;
    if (found->second.empty())
      queues_.erase(found);
    else
      turns_.push_back(std::move(campaign));
    return job;
  }

  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] std::size_t size() const { return size_; }
  /// Since when the one waits that waits longest; nullopt when nothing does.
  [[nodiscard]] std::optional<instant> oldest() const {
    std::optional<instant> first;
    for (const auto& [campaign, queue] : queues_) {
      if (!first || queue.front().second < *first)
        first = queue.front().second;
    }
    return first;
  }

private:
  std::unordered_map<std::string, std::deque<std::pair<std::uint64_t, instant>>> queues_;
  std::list<std::string> turns_; ///< campaigns that have something waiting
  std::size_t size_ = 0;
};

} // namespace sojourn::actors
