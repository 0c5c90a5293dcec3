#include "channels/web_push/subscription.hpp"

#include "base/instant.hpp"
#include "channels/http/url.hpp"
#include "channels/web_push/encryption.hpp"
#include "records/push_keys.hpp"
#include "signing/p256.hpp"

#include <algorithm>

namespace sojourn::channels {

namespace {

std::string text_in(const json& record, const char* name) {
  const auto found = record.find(name);
  return found != record.end() && found->is_string() ? found->get<std::string>() : "";
}

/// When it was created; what does not say so is the oldest.
instant created_at(const json& record) {
  return parse_instant(text_in(record, "created_at")).value_or(instant{});
}

} // namespace

result<push_subscription> read_subscription(const json& record, bool may_be_plain) {
  const auto refuse = [](const std::string& why) {
    return fail(error_code::invalid_request, "the subscription " + why);
  };
  if (!record.is_object())
    return refuse("is not an object");
  push_subscription read{text_in(record, "id"), text_in(record, "endpoint"), {}, {}};
  auto origin = origin_of(read.endpoint);
  if (!origin)
    return refuse("has no right \"endpoint\": " + origin.error().message);
  if (!may_be_plain && !origin->starts_with("https:"))
    return refuse("has an \"endpoint\" that is not https");
  read.origin = std::move(*origin);
  const auto keys = record.find("keys");
  if (keys == record.end() || !keys->is_object())
    return refuse("has no \"keys\"");
  const auto p256dh = records::push_key_bytes(text_in(*keys, "p256dh"));
  if (!p256dh || !signing::is_p256_point(*p256dh))
    return refuse("has a \"p256dh\" that is no public key");
  const auto auth = records::push_key_bytes(text_in(*keys, "auth"));
  if (!auth || auth->size() != push_auth_bytes)
    return refuse("has an \"auth\" that is not 16 bytes");
  read.keys = {*p256dh, *auth};
  return read;
}

std::vector<json> subscriptions_of(const json& customer) {
  if (!customer.is_object())
    return {};
  const auto found = customer.find(push_subscription_type);
  if (found == customer.end() || !found->is_array())
    return {};
  std::vector<json> records{found->begin(), found->end()};
  std::stable_sort(records.begin(), records.end(),
                   [](const json& a, const json& b) { return created_at(a) > created_at(b); });
  if (records.size() > most_subscriptions)
    records.resize(most_subscriptions);
  return records;
}

} // namespace sojourn::channels
