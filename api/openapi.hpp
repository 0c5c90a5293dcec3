// The OpenAPI 3.1 document, made of the routes.
#pragma once

#include "base/json.hpp"

namespace sojourn::api {

/// Describes every route. Needs no server; `sojourn openapi` prints it.
[[nodiscard]] json openapi_document();

} // namespace sojourn::api
