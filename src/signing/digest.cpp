#include "signing/digest.hpp"

#include "signing/openssl.hpp"

#include <array>
#include <cassert>
#include <memory>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

namespace sojourn::signing {

namespace {

using sha256_bytes = std::array<unsigned char, SHA256_DIGEST_LENGTH>;

struct digest_context_deleter {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

/// Fetched once: the library looks an algorithm up by its name in each of its own short forms,
/// which takes longer than the digest of a short text.
const EVP_MD* sha256_algorithm() {
  static const EVP_MD* const fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return fetched;
}

} // namespace

std::string sha256(std::string_view bytes) {
  thread_local const std::unique_ptr<EVP_MD_CTX, digest_context_deleter> context{EVP_MD_CTX_new()};
  sha256_bytes digest;
  if (context == nullptr || EVP_DigestInit_ex2(context.get(), sha256_algorithm(), nullptr) != 1 ||
      EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) != 1 ||
      EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) != 1)
    SHA256(raw(bytes), bytes.size(), digest.data());
  return {digest.begin(), digest.end()};
}

std::string sha256_hex(std::string_view bytes) { return hex_encode(sha256(bytes)); }

std::string hex_encode(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

std::optional<std::string> hex_decode(std::string_view text) {
  const auto value = [](char c) {
    if (c >= '0' && c <= '9')
      return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  };
  if (text.size() % 2 != 0)
    return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const auto high = value(text[i]);
    const auto low = value(text[i + 1]);
    if (high < 0 || low < 0)
      return std::nullopt;
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

std::string hmac(hash how, std::string_view key, std::string_view bytes) {
  const auto* type = how == hash::sha1     ? EVP_sha1()
                     : how == hash::sha256 ? EVP_sha256()
                                           : EVP_sha512();
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned length = 0;
  HMAC(type, key.data(), static_cast<int>(key.size()), raw(bytes), bytes.size(), digest.data(),
       &length);
  return {digest.begin(), digest.begin() + length};
}

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
  return hmac(hash::sha256, key, bytes);
}

std::string hkdf_sha256(std::string_view salt, std::string_view key_material, std::string_view info,
                        std::size_t count) {
  assert(count <= SHA256_DIGEST_LENGTH); // one block: nobody here needs more
  std::string block{info};
  block += '\1';
  return hmac_sha256(hmac_sha256(salt, key_material), block).substr(0, count);
}

bool constant_time_equal(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

} // namespace sojourn::signing
