// The cookie of a session: made for a browser, and found in what it sends.
#pragma once

#include "api/request.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace sojourn::api {

/// In which requests by cookie repeat the session's token against forgery.
inline constexpr std::string_view forgery_header = "X-Forgery-Token";

/// The value of Set-Cookie. No script reads it, no other site sends it; over TLS it goes over TLS
/// alone and belongs to this host ("__Host-"). An empty secret ends the cookie.
[[nodiscard]] std::string session_cookie(std::string_view secret, std::int64_t lasts_s,
                                         bool is_secure);

/// The value of a cookie among the headers; empty: there is none.
[[nodiscard]] std::string_view cookie_in(std::span<const header> headers, std::string_view name);

/// The secret of the session's cookie among the headers; empty: there is none.
[[nodiscard]] std::string_view session_secret_in(std::span<const header> headers, bool is_secure);

} // namespace sojourn::api
