// Who may call what: bearer tokens and their scopes, and where there are none, the rules
// that keep browsers from being used against a daemon on loopback.
#pragma once

#include "api/refusal.hpp"
#include "api/request.hpp"
#include "api/server.hpp"

#include <optional>
#include <vector>

namespace sojourn::api {

/// Immutable after construction.
class access {
public:
  /// `people_origin`: see server_options.
  explicit access(std::vector<token> tokens, std::string people_origin = {});

  /// Sets `ask.who` and `ask.may_send` when the request may call its route.
  /// Errors: unauthorized and forbidden, with the challenge of RFC 6750, section 3, where a token
  /// would help.
  [[nodiscard]] std::optional<refusal> admit(request& ask) const;

private:
  [[nodiscard]] std::optional<error> admit_person(const request& ask) const;
  [[nodiscard]] const token* find(std::string_view secret) const;
  std::vector<token> tokens_;
  std::string people_origin_;
};

/// Whether a Host header names this machine's loopback: "localhost", 127.0.0.0/8 or
/// "[::1]", with or without a port.
[[nodiscard]] bool is_loopback_host(std::string_view host);

/// Whether an Origin header names the same host and port as the Host header.
[[nodiscard]] bool is_same_origin(std::string_view origin, std::string_view host);

} // namespace sojourn::api
