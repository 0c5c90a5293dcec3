#include "signing/seal.hpp"

#include "base/ascii.hpp"
#include "signing/base64.hpp"

#include <stdexcept>

namespace sojourn::signing {

namespace {

/// The format stands in front of the text and is part of what is authenticated.
constexpr std::string_view format = "seal1.";
std::string associated_data(std::string_view name) {
  return std::string{format} + std::string{name};
}

tl::unexpected<error> unopened(std::string_view name) {
  return fail(error_code::data_corrupt, "the sealed value \"" + std::string{name} +
                                            "\" does not open with this key: it was sealed with "
                                            "another one, or was changed");
}

} // namespace

result<seal_key> seal_key::parse(std::string_view text) {
  auto bytes = base64_decode(trimmed(text));
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
  return std::string{format} +
         base64_encode(std::string{nonce} +
                       aes_gcm_seal(key.bytes(), nonce, plain, associated_data(name)));
}

result<std::string> open_seal(const seal_key& key, std::string_view name, std::string_view sealed) {
  if (!is_sealed(sealed))
    return unopened(name);
  const auto bytes = base64_decode(sealed.substr(format.size()));
  if (!bytes || bytes->size() < seal_nonce_bytes)
    return unopened(name);
  const std::string_view all = *bytes;
  auto plain = aes_gcm_open(key.bytes(), all.substr(0, seal_nonce_bytes),
                            all.substr(seal_nonce_bytes), associated_data(name));
  if (!plain)
    return unopened(name);
  return std::move(*plain);
}

bool is_sealed(std::string_view text) { return text.starts_with(format); }

} // namespace sojourn::signing
