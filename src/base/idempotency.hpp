// What a caller repeats a request with, so that it is done once.
#pragma once

#include <string>

namespace sojourn {

/// From the Idempotency-Key header: the same key and fingerprint give the first answer
/// again, the same key with another fingerprint is refused.
struct idempotency {
  std::string key;         ///< empty: not asked for
  std::string fingerprint; ///< hash of route and body
};

} // namespace sojourn
