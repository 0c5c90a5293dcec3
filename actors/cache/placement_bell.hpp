// Who looks at a page, and is to know when what they are shown changes.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>

namespace sojourn::actors {

/// Thread-safe. Ringing costs nothing for those whom nobody watches. What is kept is bounded by
/// whoever watches: a line for each watch that is held.
class placement_bell : public std::enable_shared_from_this<placement_bell> {
public:
  using call = std::function<void()>;

  /// Calls `changed` when the bell is rung for this subject, until what is returned is dropped; it
  /// may still be running then on another thread. `changed` must be quick, and not watch or drop
  /// anything.
  [[nodiscard]] std::shared_ptr<void> watch(const std::string& subject, call changed) {
    const std::lock_guard lock{mutex_};
    const auto place = watches_.emplace(subject, std::move(changed));
    return {nullptr, [bell = shared_from_this(), place](void*) { bell->forget(place); }};
  }

  void ring(std::span<const std::string> subjects) {
    const std::lock_guard lock{mutex_};
    if (watches_.empty())
      return;
    for (const auto& subject : subjects) {
      for (auto [at, end] = watches_.equal_range(subject); at != end; ++at)
        at->second();
    }
  }

  void ring_all() {
    const std::lock_guard lock{mutex_};
    for (const auto& [subject, changed] : watches_)
      changed();
  }

private:
  using watches = std::multimap<std::string, call>;
  void forget(watches::iterator place) {
    const std::lock_guard lock{mutex_};
    watches_.erase(place);
  }

  std::mutex mutex_;
  watches watches_;
};

} // namespace sojourn::actors
