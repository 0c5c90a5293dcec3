// What a token hears that lacks a permission.
#pragma once

#include "accounts/permission.hpp"

#include <string>

namespace sojourn::api {

/// The challenge to a token that may not do what needs `needed` (RFC 6750, section 3): its scopes
/// are permissions.
[[nodiscard]] inline std::string permission_challenge(accounts::permission_set needed) {
  return "Bearer realm=\"sojourn\", error=\"insufficient_scope\", scope=\"" + to_text(needed) +
         "\"";
}

} // namespace sojourn::api
