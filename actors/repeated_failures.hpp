// What fails by a defect each time it is tried, and is set aside in the end so that it is not tried
// for ever.
#pragma once

#include <cstddef>
#include <functional>
#include <unordered_map>

namespace sojourn::actors {

/// Counts failures by what they were about. In memory only: a daemon that starts again tries all of
/// them again. A value without threads or clocks.
template <class Key, class Hash = std::hash<Key>>
class repeated_failures {
public:
  explicit repeated_failures(int most_tries) : most_tries_{most_tries} {}

  /// It was tried and failed. True: as often as it may; it is set aside from now on.
  bool failed(const Key& what) { return ++failures_[what] >= most_tries_; }
  /// It was tried and did not fail.
  void succeeded(const Key& what) { failures_.erase(what); }
  /// It is not to be tried.
  void set_aside(const Key& what) { failures_[what] = most_tries_; }

  [[nodiscard]] bool is_set_aside(const Key& what) const { return times(what) >= most_tries_; }
  /// How often in a row it has failed.
  [[nodiscard]] int times(const Key& what) const {
    const auto found = failures_.find(what);
    return found == failures_.end() ? 0 : found->second;
  }
  [[nodiscard]] std::size_t size() const { return failures_.size(); }

private:
  int most_tries_;
  std::unordered_map<Key, int, Hash> failures_;
};

} // namespace sojourn::actors
