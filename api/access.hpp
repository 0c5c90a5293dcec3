// Who may call what: tokens of programs, sessions of users, and where there are none, the rules
// that keep browsers from being used against a daemon on loopback.
#pragma once

#include "api/refusal.hpp"
#include "api/request.hpp"
#include "api/server.hpp"
#include "service/callers.hpp"

#include <optional>
#include <vector>

namespace sojourn::api {

/// Immutable after construction. Thread-safe.
class access {
public:
  /// What `options` says of tokens, people and where it listens. `callers` must outlive it.
  access(const server_options& options, service::caller_directory& callers);

  /// Sets who asks (`ask.who`, `may`, `user`, `session`) when the request may call its route.
  /// Errors: unauthorized and forbidden, with the challenge of RFC 6750, section 3, where a token
  /// would help; forged_request; password_change_needed.
  [[nodiscard]] std::optional<refusal> admit(request& ask) const;

private:
  [[nodiscard]] std::optional<error> admit_person(const request& ask) const;
  [[nodiscard]] std::optional<refusal> admit_token(request& ask, std::string_view secret) const;
  [[nodiscard]] std::optional<refusal> admit_session(request& ask, std::string_view secret) const;
  [[nodiscard]] const token* find(std::string_view secret) const;

  std::vector<token> tokens_;
  std::string people_origin_;
  bool is_loopback_;
  service::caller_directory& callers_;
};

/// Whether a Host header names this machine's loopback: "localhost", 127.0.0.0/8 or
/// "[::1]", with or without a port.
[[nodiscard]] bool is_loopback_host(std::string_view host);

/// Whether an Origin header names the same host and port as the Host header.
[[nodiscard]] bool is_same_origin(std::string_view origin, std::string_view host);

/// Errors: forbidden, where a checked request asks by what its answer masks for the caller. Who
/// fits a phone number is as personal as the number.
[[nodiscard]] std::optional<refusal> refuse_personal_question(const request& ask);

} // namespace sojourn::api
