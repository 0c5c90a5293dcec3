// Accounts as answers show them, and rules that several services ask.
#pragma once

#include "accounts/role.hpp"
#include "service/common.hpp"
#include "service/implementation/account_registry.hpp"

namespace sojourn::service {

[[nodiscard]] json show_user(const storage::stored_user& user);
[[nodiscard]] json show_token(const storage::stored_token& token);
[[nodiscard]] json show_session(const storage::stored_session& session, const std::string& login,
                                const session_limits& limits);

[[nodiscard]] json show_role(const storage::stored_role& role);
[[nodiscard]] json show_role(const accounts::shipped_role& role);

/// A page of what is in memory, which is in the order of the member `by`, a text.
[[nodiscard]] page page_of_all(std::vector<json> all, const page_request& at, const char* by);

/// Whether `by` may give or take away what `given` allows: nobody gives what they lack. `what` is
/// read before "would give", such as `the role "boss"`. Errors: forbidden.
[[nodiscard]] result<void> require_all_of(const caller& by, accounts::permission_set given,
                                          const std::string& what);

} // namespace sojourn::service
