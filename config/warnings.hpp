// What is allowed in the settings, and probably not meant.
#pragma once

#include "config/settings.hpp"

#include <string>
#include <vector>

namespace sojourn::config {

/// A sentence each, which begins with the key. `config check` shows them, and the start logs them.
[[nodiscard]] std::vector<std::string> warnings_about(const settings& values);

} // namespace sojourn::config
