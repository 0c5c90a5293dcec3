#include "signing/seal.hpp"

#include "signing/base64.hpp"

#include <memory>
#include <openssl/evp.h>
#include <stdexcept>

namespace sojourn::signing {

namespace {

/// The format stands in front of the text and is part of what is authenticated.
constexpr std::string_view format = "seal1.";
constexpr std::size_t tag_bytes = 16;

using cipher_context = std::unique_ptr<EVP_CIPHER_CTX, void (*)(EVP_CIPHER_CTX*)>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

int length_of(std::string_view text) { return static_cast<int>(text.size()); }

cipher_context make_context() {
  cipher_context made{EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free};
  if (!made)
    throw std::bad_alloc{};
  return made;
}

std::string associated_data(std::string_view name) {
  return std::string{format} + std::string{name};
}

tl::unexpected<error> unopened(std::string_view name) {
  return fail(error_code::data_corrupt, "the sealed value \"" + std::string{name} +
                                            "\" does not open with this key: it was sealed with "
                                            "another one, or was changed");
}

std::string_view without_blanks_around(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos)
    return {};
  return text.substr(first, text.find_last_not_of(blanks) + 1 - first);
}

} // namespace

result<seal_key> seal_key::parse(std::string_view text) {
  auto bytes = base64_decode(without_blanks_around(text));
  if (!bytes || bytes->size() != size)
    return fail(error_code::invalid_settings,
                "this is not a key for secrets: it is the base64 of 32 random bytes; make one "
                "with: openssl rand -base64 32");
  return seal_key{std::move(*bytes)};
}

std::string seal(const seal_key& key, std::string_view nonce, std::string_view name,
                 std::string_view plain) {
  if (nonce.size() != seal_nonce_bytes)
    throw std::logic_error{"a seal needs a nonce of 12 bytes"};
  const auto context = make_context();
  const auto data = associated_data(name);
  std::string hidden(plain.size(), '\0');
  std::string tag(tag_bytes, '\0');
  int written = 0;
  const bool done =
      EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key.bytes()),
                         bytes_of(nonce)) == 1 &&
      EVP_EncryptUpdate(context.get(), nullptr, &written, bytes_of(std::string_view{data}),
                        length_of(data)) == 1 &&
      EVP_EncryptUpdate(context.get(), bytes_of(hidden), &written, bytes_of(plain),
                        length_of(plain)) == 1 &&
      EVP_EncryptFinal_ex(context.get(), bytes_of(tag), &written) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, tag_bytes, tag.data()) == 1;
  if (!done)
    throw std::runtime_error{"sealing failed"};
  return std::string{format} + base64_encode(std::string{nonce} + hidden + tag);
}

result<std::string> open_seal(const seal_key& key, std::string_view name, std::string_view sealed) {
  if (!is_sealed(sealed))
    return unopened(name);
  const auto bytes = base64_decode(sealed.substr(format.size()));
  if (!bytes || bytes->size() < seal_nonce_bytes + tag_bytes)
    return unopened(name);
  const std::string_view all = *bytes;
  const auto nonce = all.substr(0, seal_nonce_bytes);
  const auto hidden = all.substr(seal_nonce_bytes, all.size() - seal_nonce_bytes - tag_bytes);
  auto tag = std::string{all.substr(all.size() - tag_bytes)};
  const auto context = make_context();
  const auto data = associated_data(name);
  std::string plain(hidden.size(), '\0');
  std::string rest(tag_bytes, '\0');
  int written = 0;
  const bool is_ours =
      EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key.bytes()),
                         bytes_of(nonce)) == 1 &&
      EVP_DecryptUpdate(context.get(), nullptr, &written, bytes_of(std::string_view{data}),
                        length_of(data)) == 1 &&
      EVP_DecryptUpdate(context.get(), bytes_of(plain), &written, bytes_of(hidden),
                        length_of(hidden)) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, tag_bytes, tag.data()) == 1 &&
      EVP_DecryptFinal_ex(context.get(), bytes_of(rest), &written) == 1;
  if (!is_ours)
    return unopened(name);
  return plain;
}

bool is_sealed(std::string_view text) { return text.starts_with(format); }

} // namespace sojourn::signing
