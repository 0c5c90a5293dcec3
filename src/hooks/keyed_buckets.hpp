// A token bucket for each of many, in bounded memory.
#pragma once

#include "hooks/token_bucket.hpp"

#include <list>
#include <string>
#include <unordered_map>

namespace sojourn::hooks {

/// A bucket a key. Beyond `most` keys the one that was asked for longest ago is forgotten, and
/// begins full again: whoever is counted now stays counted. Not thread-safe.
class keyed_buckets {
public:
  keyed_buckets(rate each, std::size_t most) : each_{each}, most_{most} {}

  /// As token_bucket::take, of the bucket of `key`.
  [[nodiscard]] std::optional<milliseconds> take(const std::string& key, instant now,
                                                 double amount = 1);
  [[nodiscard]] std::size_t size() const { return by_key_.size(); }

private:
  struct entry {
    std::string key;
    token_bucket bucket;
  };
  const rate each_;
  const std::size_t most_;
  std::list<entry> recent_; ///< the last one asked for first
  std::unordered_map<std::string_view, std::list<entry>::iterator> by_key_; ///< views of `recent_`
};

} // namespace sojourn::hooks
