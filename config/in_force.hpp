// The settings in force, one by one: the value, where it was given, and what it is for.
#pragma once

#include "config/settings.hpp"

#include <nlohmann/json_fwd.hpp>

namespace sojourn::config {

/// {"items": [{"key", "area", "value", "default", "is_secret",
/// "source": {"kind", "name", "line"}, "variable", "about", "allowed"}], "next_cursor": null}, in
/// the order of the shipped file. A secret that is set shows as "***". "kind" is "default", "file",
/// "environment" or "command_line"; what belongs to the table of a token, webhook or provider has
/// no default, and its variable is that of its name.
[[nodiscard]] nlohmann::json in_force(const settings& values);

} // namespace sojourn::config
