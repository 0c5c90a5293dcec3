// AES-128 in Galois counter mode: encryption that tells when somebody changed the text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sojourn::signing {

/// `text` encrypted, with its tag of 16 bytes behind it. `key` has 16 bytes and `nonce` 12;
/// a nonce is used once with a key, or both texts are told.
[[nodiscard]] std::string aes_128_gcm_seal(std::string_view key, std::string_view nonce,
                                           std::string_view text);

/// The text that was sealed, or nullopt when a byte of it, the key or the nonce is another.
[[nodiscard]] std::optional<std::string>
aes_128_gcm_open(std::string_view key, std::string_view nonce, std::string_view sealed);

} // namespace sojourn::signing
