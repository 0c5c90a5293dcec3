#include "accounts/login_limits.hpp"

namespace sojourn::accounts {

std::optional<milliseconds> login_limits::admit(const login_attempt& attempt, instant now) {
  if (auto wait = by_network_.take(attempt.network, now))
    return wait;
  if (auto wait = by_both_.take(attempt.login + '\n' + attempt.network, now))
    return wait;
  return attempt.is_familiar ? std::nullopt : by_login_.take(attempt.login, now);
}

} // namespace sojourn::accounts
