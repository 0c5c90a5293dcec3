// Whose a token or a cookie is: what the HTTP front asks before each request, answered from memory.
#pragma once

#include "accounts/permission.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::service {

/// Who is known by a token or a session.
struct known_caller {
  std::string who; ///< the login of a user, the name of a token
  accounts::permission_set may{};
  std::vector<std::string> hooks{}; ///< the only hooks that it may name; empty: no such limit
  std::int64_t user = 0;            ///< 0: a program
  std::int64_t session = 0;         ///< of a user
  std::string forgery_token{};      ///< of a session: what unsafe requests must repeat
  /// A password that somebody else set: nothing but one's own account is open until it is changed.
  bool must_change_password = false;
};

/// Thread-safe; every call is quick.
class caller_directory {
public:
  virtual ~caller_directory() = default;

  /// Whether there are users or tokens that were made over the API. Without them, and without
  /// tokens in the settings, whoever reaches the daemon on loopback may do everything.
  [[nodiscard]] virtual bool has_accounts() const = 0;
  /// Whose this token is, when it comes from `network` (client_network()); nullopt: nobody's, or it
  /// has expired, or it does not count from there.
  [[nodiscard]] virtual std::optional<known_caller> by_token(std::string_view token,
                                                             std::string_view network) = 0;
  /// Whose session this is, which counts as used now; nullopt: nobody's, or it has ended.
  [[nodiscard]] virtual std::optional<known_caller> by_session(std::string_view secret) = 0;
};

} // namespace sojourn::service
