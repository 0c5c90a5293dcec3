#include "signing/password_hash.hpp"

#include <array>
#include <sodium.h>
#include <stdexcept>

namespace sojourn::signing {

namespace {

/// As RFC 9106, section 4, recommends where memory is scarce: three passes over 64 MiB. libsodium
/// has one lane where it has four, which makes it slower for both sides.
constexpr unsigned long long passes = 3;
constexpr std::size_t memory_bytes = std::size_t{64} << 20;

void require_library() {
  static const int begun = sodium_init();
  if (begun < 0)
    throw std::runtime_error{"libsodium cannot be used on this machine"};
}

} // namespace

std::string hash_password(std::string_view password) {
  require_library();
  std::array<char, crypto_pwhash_argon2id_STRBYTES> text{};
  if (crypto_pwhash_argon2id_str(text.data(), password.data(), password.size(), passes,
                                 memory_bytes) != 0)
    throw std::runtime_error{"there is not enough memory to hash a password"};
  return text.data();
}

bool is_password_of(std::string_view hash, std::string_view password) {
  require_library();
  const std::string text{hash};
  return text.size() < crypto_pwhash_argon2id_STRBYTES &&
         crypto_pwhash_argon2id_str_verify(text.c_str(), password.data(), password.size()) == 0;
}

bool needs_new_hash(std::string_view hash) {
  require_library();
  const std::string text{hash};
  return text.size() >= crypto_pwhash_argon2id_STRBYTES ||
         crypto_pwhash_argon2id_str_needs_rehash(text.c_str(), passes, memory_bytes) != 0;
}

} // namespace sojourn::signing
