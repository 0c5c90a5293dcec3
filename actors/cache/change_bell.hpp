// Who looks at a page of the console, and is to know when what it shows has changed.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

namespace sojourn::actors {

/// Thread-safe. While nobody watches, the writer asks `is_watched` and does nothing more; what is
/// kept is bounded by whoever watches.
class change_bell : public std::enable_shared_from_this<change_bell> {
public:
  /// Called with the place of the topic in the list that is watched.
  using call = std::function<void(std::size_t which)>;

  /// True while anybody watches anything.
  [[nodiscard]] std::shared_ptr<const std::atomic<bool>> is_watched() const { return watched_; }

  /// Calls `changed` for each of `topics` that is rung, until what is returned is dropped; it may
  /// still be running then on another thread. `changed` must be quick, and not watch or drop
  /// anything.
  [[nodiscard]] std::shared_ptr<void> watch(const std::vector<std::string>& topics, call changed) {
    const auto told = std::make_shared<const call>(std::move(changed));
    const std::lock_guard lock{mutex_};
    std::vector<watches::iterator> places;
    for (std::size_t i = 0; i < topics.size(); ++i)
      places.push_back(watches_.emplace(topics[i], watcher{told, i}));
    watched_->store(!watches_.empty());
    return {nullptr, [bell = shared_from_this(), places = std::move(places)](void*) {
              bell->forget(places);
            }};
  }

  void ring(std::span<const std::string> topics) {
    if (!watched_->load(std::memory_order_relaxed))
      return;
    const std::lock_guard lock{mutex_};
    for (const auto& one : topics) {
      for (auto [at, end] = watches_.equal_range(one); at != end; ++at)
        (*at->second.changed)(at->second.which);
    }
  }

private:
  struct watcher {
    std::shared_ptr<const call> changed;
    std::size_t which = 0;
  };
  // Its places stay where they are when others come and go.
  using watches = std::multimap<std::string, watcher>;

  void forget(const std::vector<watches::iterator>& places) {
    const std::lock_guard lock{mutex_};
    for (const auto& place : places)
      watches_.erase(place);
    watched_->store(!watches_.empty());
  }

  std::mutex mutex_;
  watches watches_;
  const std::shared_ptr<std::atomic<bool>> watched_ = std::make_shared<std::atomic<bool>>(false);
};

} // namespace sojourn::actors
