// A value that many read and few replace.
#pragma once

#include <memory>
#include <mutex>

namespace sojourn::actors {

/// Thread-safe. What `now` gives stays as it was, whatever is put afterwards.
template <class T>
class atomic_snapshot {
public:
  atomic_snapshot() = default;
  explicit atomic_snapshot(std::shared_ptr<const T> first) : value_{std::move(first)} {}

  void put(std::shared_ptr<const T> value) {
    const std::lock_guard lock{mutex_};
    value_ = std::move(value);
  }
  [[nodiscard]] std::shared_ptr<const T> now() const {
    const std::lock_guard lock{mutex_};
    return value_;
  }

private:
  mutable std::mutex mutex_;
  std::shared_ptr<const T> value_;
};

} // namespace sojourn::actors
