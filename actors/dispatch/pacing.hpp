// How fast messages are handed to the accounts at providers that limit it.
#pragma once

#include "channels/channel.hpp"
#include "hooks/token_bucket.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>

namespace sojourn::actors {

/// One token bucket an account, shared by its channels. A value without threads or clocks.
class account_pacing {
public:
  /// nullopt: a message may be taken, and is counted. Otherwise how long the account has to wait.
  [[nodiscard]] std::optional<milliseconds> take(const channels::capabilities& can, instant now) {
    if (can.rate.per_second <= 0)
      return std::nullopt;
    auto bucket = buckets_.find(can.account);
    if (bucket == buckets_.end()) {
      const hooks::rate limit{.per_second = can.rate.per_second,
                              .burst = std::max(1.0, can.rate.burst)};
      bucket = buckets_.emplace(can.account, hooks::token_bucket{limit}).first;
    }
    return bucket->second.take(now);
  }

private:
  std::map<std::string, hooks::token_bucket> buckets_;
};

} // namespace sojourn::actors
