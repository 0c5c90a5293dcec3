// The encryption of pushes (RFC 8291 over RFC 8188): only the person's browser can read them.
#pragma once

#include "base/result.hpp"
#include "signing/p256.hpp"

#include <string>
#include <string_view>

namespace sojourn::channels {

/// Bytes of a text that fit the 4,096 bytes which every push service takes.
inline constexpr std::size_t max_push_text_bytes = 3993;
/// Bytes of the salt of a push, and of the secret that a browser gives out with its key.
inline constexpr std::size_t push_salt_bytes = 16;
inline constexpr std::size_t push_auth_bytes = 16;

/// What a browser gives out when somebody subscribes, as bytes.
struct push_keys {
  std::string p256dh; ///< an uncompressed point on P-256: 65 bytes
  std::string auth;   ///< 16 bytes
};

/// The body of a push that says `text` to the owner of `to`: one record of "aes128gcm".
/// `sender` and `salt` (16 bytes) are made anew for each push: the same pair twice would give
/// both texts away. Errors: invalid_request, when `to` is no key or `text` is too long.
[[nodiscard]] result<std::string> encrypt_push(std::string_view text, const push_keys& to,
                                               const signing::p256_key& sender,
                                               std::string_view salt);

} // namespace sojourn::channels
