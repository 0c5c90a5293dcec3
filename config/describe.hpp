// Shows settings: those in force as JSON, and the defaults as the commented file.
#pragma once

#include "config/settings.hpp"

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace sojourn::config {

/// Every setting in force, nested as in the file; a secret that is set shows as "***".
[[nodiscard]] nlohmann::json describe(const settings& values);

/// The commented sojourn.toml: every key with its manual and default, and examples of the
/// tables that have none. Reading it gives the defaults.
[[nodiscard]] std::string commented_defaults();

} // namespace sojourn::config
