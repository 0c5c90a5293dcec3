// VAPID (RFC 8292): how a push service knows which shop a push comes from.
#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"
#include "signing/p256.hpp"

#include <map>
#include <mutex>
#include <string>

namespace sojourn::channels {

/// The token that says until `expires_at` to the push service at `origin` that the owner of
/// `key` is speaking. `contact` is a mailto: or https: URL.
[[nodiscard]] std::string vapid_token(const std::string& origin, const std::string& contact,
                                      instant expires_at, const signing::p256_key& key);

/// Authorization headers, signed once for each origin and used until half their time is over.
/// Thread-safe.
class vapid_headers {
public:
  vapid_headers(signing::p256_key key, std::string contact);

  /// The value of the Authorization header for a push to `origin` at `now`.
  [[nodiscard]] std::string for_origin(const std::string& origin, instant now);

private:
  struct signed_header {
    std::string value;
    instant made_at;
  };
  const signing::p256_key key_;
  const std::string contact_;
  std::mutex mutex_;
  std::map<std::string, signed_header> by_origin_;
};

} // namespace sojourn::channels
