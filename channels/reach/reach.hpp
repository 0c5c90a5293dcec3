// Whether a host of a provider can be reached, without sending it anything.
#pragma once

#include "base/instant.hpp"

#include <optional>
#include <string>

namespace sojourn::channels {

struct reach_target {
  enum class protocol {
    http,          ///< a connection
    https,         ///< and TLS
    smtp,          ///< the greeting, and EHLO
    smtp_starttls, ///< and TLS behind it
    smtps,         ///< TLS from the first byte, then the greeting
  };
  std::string channel; ///< for whom
  protocol how = protocol::https;
  std::string host;
  int port = 443;
  std::string ca_file{}; ///< certificates to trust; empty: those of the system
};

struct reached {
  std::string
      stage{}; ///< where it ended: "name", "connect", "tls", "greeting"; empty: it went well
  std::string detail{}; ///< why
  int took_ms = 0;
  std::optional<instant> certificate_ends{}; ///< of the host's own certificate
};

/// Looks the name up, connects, and does the handshake of the protocol; no login, no request.
/// Blocks for at most `timeout`. Internal addresses are reached, too: whoever asks has the machine.
[[nodiscard]] reached reach(const reach_target& target, milliseconds timeout);

} // namespace sojourn::channels
