// Cursors as clients hold them: opaque, safe in a URL, and good for one listing alone.
#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>

namespace sojourn::api {

/// `position`, a cursor of a service, bound to `listing` (path and filters).
[[nodiscard]] std::string wrap_cursor(std::string_view listing, std::string_view position);

/// The position inside `cursor`. Errors: invalid_cursor, also for another listing's.
[[nodiscard]] result<std::string> unwrap_cursor(std::string_view listing, std::string_view cursor);

} // namespace sojourn::api
