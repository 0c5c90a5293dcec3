// What a token may do.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sojourn::api {

/// `none` asks for no token at all. `read` is contained in `write` and in `operate`,
/// everything in `admin`.
enum class scope { none, read, write, operate, admin };

/// The names as settings and the OpenAPI document write them, in the enumeration's order.
inline constexpr std::array<std::string_view, 5> scope_names{"none", "read", "write", "operate",
                                                             "admin"};

[[nodiscard]] constexpr std::string_view to_text(scope value) {
  return scope_names[static_cast<std::size_t>(value)];
}

/// The scope that `text` names, if a token can have it ("none" is not one of them).
[[nodiscard]] constexpr std::optional<scope> parse_scope(std::string_view text) {
  for (std::size_t i = 1; i < scope_names.size(); ++i) {
    if (scope_names[i] == text)
      return static_cast<scope>(i);
  }
  return std::nullopt;
}

/// Whether a token with `granted` may call what needs `needed`.
[[nodiscard]] constexpr bool allows(std::span<const scope> granted, scope needed) {
  if (needed == scope::none)
    return true;
  for (const auto one : granted) {
    if (one == needed || one == scope::admin || (needed == scope::read && one != scope::none))
      return true;
  }
  return false;
}

/// The challenge to a token that lacks a scope (RFC 6750, section 3).
[[nodiscard]] inline std::string scope_challenge(scope lacking) {
  return "Bearer realm=\"sojourn\", error=\"insufficient_scope\", scope=\"" +
         std::string{to_text(lacking)} + "\"";
}

} // namespace sojourn::api
