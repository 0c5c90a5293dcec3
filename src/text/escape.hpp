// Escaping of values for where they land.
#pragma once

#include "text/template.hpp"

namespace sojourn::text {

/// Appends `value` to `out`, escaped.
void append_escaped(std::string& out, std::string_view value, escaping how);

} // namespace sojourn::text
