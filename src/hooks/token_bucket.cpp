#include "hooks/token_bucket.hpp"

#include <algorithm>
#include <cmath>

namespace sojourn::hooks {

std::optional<milliseconds> token_bucket::take(instant now, double amount) {
  constexpr double ms_per_second = 1000;
  constexpr double rounding = 1e-9; // of the sums below: nobody waits a millisecond for that
  if (filled_at_ && now > *filled_at_) {
    const auto passed_ms = static_cast<double>((now - *filled_at_).count());
    tokens_ = std::min(limit_.burst, tokens_ + passed_ms * limit_.per_second / ms_per_second);
  }
  filled_at_ = now;
  const auto wanted = std::min(amount, limit_.burst);
  if (tokens_ >= wanted - rounding) {
    tokens_ = std::max(0.0, tokens_ - wanted);
    return std::nullopt;
  }
  const auto wait_ms = (wanted - rounding - tokens_) * ms_per_second / limit_.per_second;
  return milliseconds{std::max<std::int64_t>(1, std::llround(std::ceil(wait_ms)))};
}

} // namespace sojourn::hooks
