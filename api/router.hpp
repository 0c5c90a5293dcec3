// Finds the route of a request.
#pragma once

#include "api/refusal.hpp"
#include "api/route.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace sojourn::api {

/// Finds the route of `ask` by its method and path, and sets `matched` and `ids`. HEAD is
/// answered as GET. A literal segment goes before a placeholder.
/// Errors: no_such_route; method_not_allowed with Allow; invalid_id for a segment that is
/// not percent-encoded UTF-8 or not what its placeholder takes.
[[nodiscard]] std::optional<refusal> find_route(request& ask);

} // namespace sojourn::api
