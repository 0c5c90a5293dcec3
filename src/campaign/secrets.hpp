// The secrets that a campaign's calls show to the systems that they call, by their names.
#pragma once

#include "campaign/definition.hpp"

#include <set>
#include <string>
#include <string_view>

namespace sojourn::campaign {

/// What templates call them by: {{secrets.crm}}.
inline constexpr std::string_view secrets_root = "secrets";

/// 1 to 64 of a-z, 0-9, "-" and "_", a letter first.
[[nodiscard]] bool is_secret_name(std::string_view name);

/// The names in the URL, the headers and the body.
[[nodiscard]] std::set<std::string> secrets_of(const http_step& call);
/// The names in all its steps.
[[nodiscard]] std::set<std::string> secrets_of(const definition& campaign);

} // namespace sojourn::campaign
