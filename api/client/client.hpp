// A small synchronous HTTP/1.1 client, for programs that speak to a daemon.
#pragma once

#include "api/client/endpoint.hpp"
#include "base/instant.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace sojourn::client {

/// An answer beyond this is given up.
inline constexpr std::size_t max_answer_bytes = 256 * 1024 * 1024;

struct request {
  std::string method = "GET";
  std::string target; ///< path and query, encoded; the endpoint's base path goes before it
  std::string body{};
  std::string content_type{}; ///< empty: there is no body
  std::string file{};         ///< not empty: the body is this file, sent as it is read
  std::vector<std::pair<std::string, std::string>> headers{};
};

struct response {
  int status = 0;
  std::string content_type{};
  std::string body{};
  std::map<std::string, std::string> headers{}; ///< names in lower case

  /// The value of a header, by its name in lower case; empty when it is missing.
  [[nodiscard]] std::string header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string{} : found->second;
  }
};

/// No answer came: why, in words for a person. Whether the daemon acted is known only if it
/// was never reached.
struct unanswered {
  std::string why;
  bool reached = false;
};

struct patience {
  milliseconds connect{5'000};
  milliseconds answer{600'000}; ///< verifying a large data directory takes minutes
  milliseconds tick{200};       ///< between two calls of `while_waiting`
  std::function<void()> while_waiting{};
  /// Instead of while_waiting while a file is sent: how much of it is.
  std::function<void(std::uint64_t bytes)> while_sending{};
};

/// Sends one request over a connection of its own and reads the answer, whatever its status.
/// Over https the certificate must be valid for the host by the system's authorities, or by
/// those that OpenSSL's SSL_CERT_FILE names.
[[nodiscard]] tl::expected<response, unanswered> send(const endpoint& to, const request& what,
                                                      const patience& bear = {});

} // namespace sojourn::client
