// Whether the daemon stands still because its data were restored and nobody has said what is to
// become of what is overdue.
#pragma once

#include "actors/ownership.hpp"

#include <atomic>
#include <memory>
#include <utility>

namespace sojourn::actors {

/// Owns the data as `inner` does, but not while it is held. Thread-safe.
class standstill final : public ownership {
public:
  explicit standstill(std::shared_ptr<const ownership> inner) : inner_{std::move(inner)} {}

  [[nodiscard]] bool holds() const override { return !is_held_.load() && inner_->holds(); }
  void hold() { is_held_.store(true); }
  void release() { is_held_.store(false); }
  [[nodiscard]] bool is_held() const { return is_held_.load(); }

private:
  const std::shared_ptr<const ownership> inner_;
  std::atomic<bool> is_held_{false};
};

} // namespace sojourn::actors
