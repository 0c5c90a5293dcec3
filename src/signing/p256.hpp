// Keys on the curve P-256: agreeing on a secret (ECDH) and signing (ES256).
#pragma once

#include "base/result.hpp"

#include <memory>
#include <string>
#include <string_view>

struct evp_pkey_st;

namespace sojourn::signing {

/// A key pair. Copies share it; it may be used from several threads.
class p256_key {
public:
  /// The pair of a private key: 32 bytes, big-endian, from 1 to the order of the curve less
  /// one. Errors: invalid_settings; the message never repeats the bytes.
  [[nodiscard]] static result<p256_key> from_private(std::string_view bytes);

  /// A new pair, by chance.
  [[nodiscard]] static p256_key make();

  /// 32 bytes. Secret.
  [[nodiscard]] const std::string& private_bytes() const { return private_; }
  /// The uncompressed point: 65 bytes.
  [[nodiscard]] const std::string& public_bytes() const { return public_; }

  /// The secret that this key and the owner of `other_public` (an uncompressed point) have
  /// in common: 32 bytes. Errors: invalid_request when that is no point of the curve.
  [[nodiscard]] result<std::string> agree(std::string_view other_public) const;

  /// The ES256 signature of `bytes`, as JWS has it: r and s, 64 raw bytes. Another one each
  /// time.
  [[nodiscard]] std::string sign(std::string_view bytes) const;

private:
  p256_key(std::string private_bytes, std::string public_bytes);

  std::string private_;
  std::string public_;
  std::shared_ptr<evp_pkey_st> key_;
};

/// Whether `bytes` are an uncompressed point of the curve.
[[nodiscard]] bool is_p256_point(std::string_view bytes);

/// Whether `signature` (64 raw bytes) was made of `bytes` with the key whose public half is
/// `public_bytes`.
[[nodiscard]] bool verify_es256(std::string_view public_bytes, std::string_view bytes,
                                std::string_view signature);

} // namespace sojourn::signing
