// How many calls a second are let through, and how many at once.
#pragma once

#include "base/instant.hpp"

#include <optional>

namespace sojourn::hooks {

struct rate {
  double per_second = 50;
  double burst = 100; ///< so many may come at once; at least 1
  bool operator==(const rate&) const = default;
};

/// Holds up to `burst` tokens and gets `per_second` new ones; each call takes one. A clock that
/// goes back brings none and takes none away.
class token_bucket {
public:
  explicit token_bucket(rate limit) : limit_{limit}, tokens_{limit.burst} {}

  /// nullopt: `amount` tokens were taken, at most `burst`. Otherwise nothing was, and they will be
  /// there after this long.
  [[nodiscard]] std::optional<milliseconds> take(instant now, double amount = 1);
  [[nodiscard]] const rate& limit() const { return limit_; }

private:
  rate limit_;
  double tokens_;
  std::optional<instant> filled_at_;
};

} // namespace sojourn::hooks
