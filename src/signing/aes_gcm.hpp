// AES in Galois counter mode: encryption that tells when somebody changed the text.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace sojourn::signing {

/// Bytes of the tag behind an encrypted text, and of a nonce.
inline constexpr std::size_t gcm_tag_bytes = 16;
inline constexpr std::size_t gcm_nonce_bytes = 12;

/// `text` encrypted, with its tag behind it. `key` has 16 bytes (AES-128) or 32 (AES-256); a nonce
/// is used once with a key, or both texts are told. `beside` is not encrypted, and must be the same
/// when it is opened.
[[nodiscard]] std::string aes_gcm_seal(std::string_view key, std::string_view nonce,
                                       std::string_view text, std::string_view beside = {});

/// The text that was sealed, or nullopt when a byte of it, of the key, the nonce or what stands
/// beside it is another.
[[nodiscard]] std::optional<std::string> aes_gcm_open(std::string_view key, std::string_view nonce,
                                                      std::string_view sealed,
                                                      std::string_view beside = {});

} // namespace sojourn::signing
