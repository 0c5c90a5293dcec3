#include "hooks/keyed_buckets.hpp"

#include <string_view>

namespace sojourn::hooks {

std::optional<milliseconds> keyed_buckets::take(const std::string& key, instant now,
                                                double amount) {
  if (const auto known = by_key_.find(key); known != by_key_.end()) {
    recent_.splice(recent_.begin(), recent_, known->second);
  } else {
    if (recent_.size() >= most_) {
      by_key_.erase(recent_.back().key);
      recent_.pop_back();
    }
    recent_.push_front({key, token_bucket{each_}});
    by_key_.emplace(recent_.front().key, recent_.begin());
  }
  return recent_.front().bucket.take(now, amount);
}

} // namespace sojourn::hooks
