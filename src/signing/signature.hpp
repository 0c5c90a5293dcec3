// Standard Webhooks signatures: what goes out is signed, what comes in is checked.
#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sojourn::signing {

/// A symmetric key that signer and receiver share.
class secret {
public:
  /// Reads "whsec_" and the base 64 of 24 to 64 bytes. Errors: invalid_settings; the
  /// message never repeats the text.
  [[nodiscard]] static result<secret> parse(std::string_view text);

  /// The bytes of the key.
  [[nodiscard]] std::string_view bytes() const { return bytes_; }

private:
  explicit secret(std::string bytes) : bytes_{std::move(bytes)} {}
  std::string bytes_;
};

/// The value of the webhook-signature header for a message: one "v1,…" for each secret,
/// separated by spaces, so that two keys can overlap while one is being replaced.
/// `timestamp` is the text of the webhook-timestamp header: seconds since 1970.
[[nodiscard]] std::string sign(std::span<const secret> secrets, std::string_view id,
                               std::string_view timestamp, std::string_view body);

/// Seconds since 1970 as digits alone, up to the year 9999; nullopt for all else.
[[nodiscard]] std::optional<instant> parse_timestamp(std::string_view text);

/// Checks the three headers of an incoming message over its raw body: one signature of
/// `signatures` must be made with one of `secrets`, and `timestamp` may differ from `now`
/// by `tolerance` at most. Signatures of other schemes ("v1a,…") are passed over.
/// Errors: bad_signature; stale_signature, told only to a sender who knows the secret.
[[nodiscard]] result<void> verify(std::span<const secret> secrets, std::string_view id,
                                  std::string_view timestamp, std::string_view signatures,
                                  std::string_view body, instant now, milliseconds tolerance);

} // namespace sojourn::signing
