// Digests: SHA-256, its keyed form, and a comparison that tells no secret by its time.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace sojourn::signing {

/// The SHA-256 of `bytes` as 64 lower-case hexadecimal digits.
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

/// The SHA-256 of `bytes`: 32 raw bytes.
[[nodiscard]] std::string sha256(std::string_view bytes);

/// `bytes` as lower-case hexadecimal digits, two a byte.
[[nodiscard]] std::string hex_encode(std::string_view bytes);

/// The bytes of lower-case hexadecimal digits; nullopt where it is anything else.
[[nodiscard]] std::optional<std::string> hex_decode(std::string_view text);

/// HMAC-SHA256 (RFC 2104) of `bytes`: 32 raw bytes.
[[nodiscard]] std::string hmac_sha256(std::string_view key, std::string_view bytes);

/// The hashes that senders of webhooks key. SHA-1 is broken as a hash and not as an HMAC (RFC 6194,
/// section 3.3); it is here for senders that have nothing else.
enum class hash { sha1, sha256, sha512 };

/// HMAC (RFC 2104) of `bytes` with this hash: 20, 32 or 64 raw bytes.
[[nodiscard]] std::string hmac(hash how, std::string_view key, std::string_view bytes);

/// HKDF-SHA256 (RFC 5869), both steps: `count` bytes, 32 at most, that only who knows
/// `key_material` can make; other `info` gives other bytes.
[[nodiscard]] std::string hkdf_sha256(std::string_view salt, std::string_view key_material,
                                      std::string_view info, std::size_t count);

/// Whether the two are equal. The time taken depends on their lengths alone.
[[nodiscard]] bool constant_time_equal(std::string_view a, std::string_view b);

} // namespace sojourn::signing
