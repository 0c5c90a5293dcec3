#include "signing/aes_gcm.hpp"

#include "signing/openssl.hpp"

#include <cassert>
#include <memory>
#include <openssl/evp.h>
#include <stdexcept>

namespace sojourn::signing {

namespace {

constexpr std::size_t short_key_bytes = 16;
constexpr std::size_t long_key_bytes = 32;
constexpr int tag_bytes = gcm_tag_bytes;

using context = owned<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;

/// A context that has its key, its nonce and what stands beside. `seals`: else it opens.
context prepared(std::string_view key, std::string_view nonce, std::string_view beside,
                 bool seals) {
  assert(key.size() == short_key_bytes || key.size() == long_key_bytes);
  assert(nonce.size() == gcm_nonce_bytes);
  const auto* cipher = key.size() == long_key_bytes ? EVP_aes_256_gcm() : EVP_aes_128_gcm();
  context made{EVP_CIPHER_CTX_new()};
  int read = 0;
  must(made &&
           EVP_CipherInit_ex(made.get(), cipher, nullptr, raw(key), raw(nonce), seals ? 1 : 0) ==
               1 &&
           EVP_CipherUpdate(made.get(), nullptr, &read, raw(beside),
                            static_cast<int>(beside.size())) == 1,
       "encrypt");
  return made;
}

} // namespace

std::string aes_gcm_seal(std::string_view key, std::string_view nonce, std::string_view text,
                         std::string_view beside) {
  const auto cipher = prepared(key, nonce, beside, true);
  std::string sealed(text.size() + gcm_tag_bytes, '\0');
  int written = 0;
  int rest = 0;
  must(EVP_CipherUpdate(cipher.get(), raw(sealed), &written, raw(text),
                        static_cast<int>(text.size())) == 1 &&
           EVP_CipherFinal_ex(cipher.get(), raw(sealed) + written, &rest) == 1 &&
           EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, tag_bytes,
                               raw(sealed) + text.size()) == 1,
       "encrypt");
  return sealed;
}

std::optional<std::string> aes_gcm_open(std::string_view key, std::string_view nonce,
                                        std::string_view sealed, std::string_view beside) {
  if (sealed.size() < gcm_tag_bytes)
    return std::nullopt;
  const auto cipher = prepared(key, nonce, beside, false);
  auto tag = std::string{sealed.substr(sealed.size() - gcm_tag_bytes)};
  sealed.remove_suffix(gcm_tag_bytes);
  std::string text(sealed.size(), '\0');
  int written = 0;
  int rest = 0;
  must(EVP_CipherUpdate(cipher.get(), raw(text), &written, raw(sealed),
                        static_cast<int>(sealed.size())) == 1 &&
           EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, tag_bytes, tag.data()) == 1,
       "encrypt");
  if (EVP_CipherFinal_ex(cipher.get(), raw(text) + written, &rest) != 1)
    return std::nullopt;
  return text;
}

} // namespace sojourn::signing
