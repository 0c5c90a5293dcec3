// Roles: named sets of permissions, those that come with Sojourn and a shop's own.
#pragma once

#include "accounts/permission.hpp"
#include "base/json.hpp"
#include "base/result.hpp"

#include <span>
#include <string>
#include <string_view>

namespace sojourn::accounts {

/// A role that comes with Sojourn; nobody changes or removes it.
struct shipped_role {
  std::string_view name;
  std::string_view title_vi;
  std::string_view title_en;
  permission_set permissions;
};

/// administrator, marketer, sender, analyst, staff, developer.
[[nodiscard]] std::span<const shipped_role> shipped_roles();

/// The shipped role of this name, or nullptr.
[[nodiscard]] const shipped_role* find_shipped_role(std::string_view name);

inline constexpr std::string_view administrator_role = "administrator";

/// A role of the shop's own.
struct role_document {
  std::string title_vi;
  std::string title_en;
  permission_set permissions;
  bool operator==(const role_document&) const = default;
};

/// Reads {"title": {"vi", "en"}, "permissions": […]}. Errors: invalid_request, with a pointer to
/// each mistake.
[[nodiscard]] result<role_document> read_role(const json& document);

/// The document again, with its permissions in the order of the enumeration.
[[nodiscard]] json show(const role_document& role);

/// The permissions that a list of names says. Errors: invalid_request at `pointer` + "/n".
[[nodiscard]] result<permission_set> read_permissions(const json& names,
                                                      const std::string& pointer);

/// What the scopes of tokens in the settings mean ("read", "write", "operate", "admin"); nothing
/// for another word.
[[nodiscard]] permission_set permissions_of_scope(std::string_view scope);

} // namespace sojourn::accounts
