#include "channels/web_push/encryption.hpp"

#include "signing/aes_gcm.hpp"
#include "signing/digest.hpp"

#include <cassert>
#include <cstdint>

namespace sojourn::channels {

namespace {

using namespace std::string_view_literals;

constexpr std::uint32_t record_bytes = 4096;
/// Ends the text of the last record; padding would follow it.
constexpr char last_record = '\2';

struct record_keys {
  std::string key;
  std::string nonce;
};

/// What sender and receiver derive alike: `shared` is the secret that their keys agree on.
record_keys derive(std::string_view shared, std::string_view auth, std::string_view receiver_public,
                   std::string_view sender_public, std::string_view salt) {
  std::string info{"WebPush: info\0"sv};
  info.append(receiver_public).append(sender_public);
  const auto material = signing::hkdf_sha256(auth, shared, info, 32);
  return {.key = signing::hkdf_sha256(salt, material, "Content-Encoding: aes128gcm\0"sv, 16),
          .nonce = signing::hkdf_sha256(salt, material, "Content-Encoding: nonce\0"sv, 12)};
}

std::string record_header(std::string_view salt, std::string_view sender_public) {
  std::string header{salt};
  for (int shift = 24; shift >= 0; shift -= 8)
    header += static_cast<char>(record_bytes >> shift & 0xff);
  header += static_cast<char>(sender_public.size());
  return header.append(sender_public);
}

} // namespace

result<std::string> encrypt_push(std::string_view text, const push_keys& to,
                                 const signing::p256_key& sender, std::string_view salt) {
  assert(salt.size() == push_salt_bytes);
  if (text.size() > max_push_text_bytes)
    return fail(error_code::invalid_request, "a push holds " + std::to_string(max_push_text_bytes) +
                                                 " bytes, this one has " +
                                                 std::to_string(text.size()));
  if (to.auth.size() != push_auth_bytes)
    return fail(error_code::invalid_request, "the auth secret of a subscription has 16 bytes");
  const auto shared = sender.agree(to.p256dh);
  if (!shared)
    return fail(shared.error());
  const auto keys = derive(*shared, to.auth, to.p256dh, sender.public_bytes(), salt);
  std::string ended{text};
  ended += last_record;
  return record_header(salt, sender.public_bytes()) +
         signing::aes_gcm_seal(keys.key, keys.nonce, ended);
}

} // namespace sojourn::channels
