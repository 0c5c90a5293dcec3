#include "records/push_keys.hpp"

#include "signing/base64.hpp"
#include "signing/p256.hpp"

#include <algorithm>

namespace sojourn::records {

namespace {

constexpr std::size_t point_bytes = 65;
constexpr std::size_t auth_bytes = 16;
constexpr std::size_t most_padding = 2;

/// nullptr where there is no such key, or none that is a text.
const json* key_in(const json& data, const char* name) {
  const auto* keys = find_path(data, "keys");
  const auto* key = keys != nullptr && keys->is_object() ? find_path(*keys, name) : nullptr;
  return key != nullptr && key->is_string() ? key : nullptr;
}

std::string size_of(const std::optional<std::string>& bytes) {
  return bytes ? "this one has " + std::to_string(bytes->size()) : "this text is not base 64";
}

} // namespace

std::optional<std::string> push_key_bytes(std::string_view text) {
  for (std::size_t i = 0; i < most_padding && text.ends_with('='); ++i)
    text.remove_suffix(1);
  std::string for_urls{text};
  std::replace(for_urls.begin(), for_urls.end(), '+', '-');
  std::replace(for_urls.begin(), for_urls.end(), '/', '_');
  return signing::base64url_decode(for_urls);
}

json with_normal_push_keys(json data) {
  for (const auto* name : {"p256dh", "auth"}) {
    const auto* key = key_in(data, name);
    const auto bytes =
        key != nullptr ? push_key_bytes(key->get_ref<const std::string&>()) : std::nullopt;
    if (bytes)
      data["keys"][name] = signing::base64url_encode(*bytes);
  }
  return data;
}

void check_push_keys(const json& data, mistake_list& mistakes) {
  if (const auto* key = key_in(data, "p256dh")) {
    const auto bytes = push_key_bytes(key->get_ref<const std::string&>());
    if (!bytes || bytes->size() != point_bytes)
      mistakes.add("/keys/p256dh",
                   "a public key is 65 bytes in base 64 for URLs; " + size_of(bytes));
    else if (!signing::is_p256_point(*bytes))
      mistakes.add("/keys/p256dh", "these 65 bytes are no point of the curve P-256; take the key "
                                   "as PushSubscription.toJSON() gives it");
  }
  if (const auto* key = key_in(data, "auth")) {
    const auto bytes = push_key_bytes(key->get_ref<const std::string&>());
    if (!bytes || bytes->size() != auth_bytes)
      mistakes.add("/keys/auth",
                   "an authentication secret is 16 bytes in base 64 for URLs; " + size_of(bytes));
  }
}

} // namespace sojourn::records
