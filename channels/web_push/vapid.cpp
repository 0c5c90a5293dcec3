#include "channels/web_push/vapid.hpp"

#include "base/json.hpp"
#include "signing/base64.hpp"

#include <chrono>

namespace sojourn::channels {

namespace {

using namespace std::chrono_literals;

/// The RFC allows a day; clocks of services that differ from ours must not matter.
constexpr milliseconds lifetime = 12h;

/// Origins come from what browsers report, so their number must not depend on that.
constexpr std::size_t most_origins = 256;

} // namespace

std::string vapid_token(const std::string& origin, const std::string& contact, instant expires_at,
                        const signing::p256_key& key) {
  const auto seconds =
      std::chrono::floor<std::chrono::seconds>(expires_at).time_since_epoch().count();
  const json claims{{"aud", origin}, {"exp", seconds}, {"sub", contact}};
  auto token = signing::base64url_encode(R"({"typ":"JWT","alg":"ES256"})") + "." +
               signing::base64url_encode(dump(claims));
  return token + "." + signing::base64url_encode(key.sign(token));
}

vapid_headers::vapid_headers(signing::p256_key key, std::string contact)
    : key_{std::move(key)}, contact_{std::move(contact)} {}

std::string vapid_headers::for_origin(const std::string& origin, instant now) {
  const std::lock_guard lock{mutex_};
  if (const auto known = by_origin_.find(origin); known != by_origin_.end()) {
    const auto& header = known->second;
    if (now >= header.made_at && now < header.made_at + lifetime / 2)
      return header.value;
  } else if (by_origin_.size() >= most_origins) {
    by_origin_.clear();
  }
  auto value = "vapid t=" + vapid_token(origin, contact_, now + lifetime, key_) +
               ", k=" + signing::base64url_encode(key_.public_bytes());
  by_origin_[origin] = {value, now};
  return value;
}

} // namespace sojourn::channels
