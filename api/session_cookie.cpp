#include "api/session_cookie.hpp"

#include "base/ascii.hpp"

namespace sojourn::api {

namespace {

/// A page of another host of the same domain, or one without TLS, cannot set a "__Host-" cookie.
std::string_view cookie_name(bool is_secure) {
  return is_secure ? "__Host-sojourn-session" : "sojourn-session";
}

} // namespace

std::string session_cookie(std::string_view secret, std::int64_t lasts_s, bool is_secure) {
  std::string made{cookie_name(is_secure)};
  made.append("=").append(secret).append("; Path=/; HttpOnly; SameSite=Strict; Max-Age=");
  made += std::to_string(lasts_s);
  if (is_secure)
    made += "; Secure";
  return made;
}

std::string_view session_secret_in(std::span<const header> headers, bool is_secure) {
  return cookie_in(headers, cookie_name(is_secure));
}

std::string_view cookie_in(std::span<const header> headers, std::string_view name) {
  for (const auto& line : headers) {
    if (!equal_ignoring_case(line.name, "Cookie"))
      continue;
    auto left = line.value;
    while (!left.empty()) {
      const auto end = left.find(';');
      const auto pair = trimmed(left.substr(0, end));
      left = end == std::string_view::npos ? std::string_view{} : left.substr(end + 1);
      if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=')
        return pair.substr(name.size() + 1);
    }
  }
  return {};
}

} // namespace sojourn::api
