// Sealing: secrets as text that can be stored, and opened only with the key (AES-256-GCM).
#pragma once

#include "base/result.hpp"
#include "signing/aes_gcm.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace sojourn::signing {

/// Bytes of a nonce; a new random one for every seal.
inline constexpr std::size_t seal_nonce_bytes = gcm_nonce_bytes;

/// The key that seals and opens.
class seal_key {
public:
  static constexpr std::size_t size = 32;

  /// Reads the base 64 of 32 bytes; blanks around it do not count. Errors: invalid_settings; the
  /// message never repeats the text.
  [[nodiscard]] static result<seal_key> parse(std::string_view text);
  [[nodiscard]] std::string_view bytes() const { return bytes_; }

private:
  explicit seal_key(std::string bytes) : bytes_{std::move(bytes)} {}
  std::string bytes_;
};

/// `plain` sealed under `name`: the same seal under another name does not open, so a stored seal
/// cannot be put in the place of another. `nonce` is random, seal_nonce_bytes long, and never used
/// twice with one key. The text is "seal1." and base 64; it has no line breaks.
[[nodiscard]] std::string seal(const seal_key& key, std::string_view nonce, std::string_view name,
                               std::string_view plain);

/// What was sealed. Errors: data_corrupt when it was sealed with another key, under another name,
/// or was changed; the message repeats neither.
[[nodiscard]] result<std::string> open_seal(const seal_key& key, std::string_view name,
                                            std::string_view sealed);

/// Whether `text` looks like a seal.
[[nodiscard]] bool is_sealed(std::string_view text);

} // namespace sojourn::signing
