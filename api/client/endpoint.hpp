// Where a daemon answers: what a base URL says.
#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>

namespace sojourn::client {

struct endpoint {
  bool tls = false;
  std::string host; ///< without the brackets of an IPv6 address
  std::string port = "80";
  std::string base_path{}; ///< goes before every path; empty or "/…" without a '/' at the end
  bool operator==(const endpoint&) const = default;
};

/// Reads "http://127.0.0.1:7070", "https://shop.example/sojourn" or "http://[::1]:7070".
/// Errors (invalid_request): another scheme, no host, a port that is none, a user name, a
/// query or a fragment.
[[nodiscard]] result<endpoint> parse_url(std::string_view url);

/// The value of the Host header: brackets around IPv6, the port where it is not the scheme's.
[[nodiscard]] std::string host_header(const endpoint& to);

} // namespace sojourn::client
