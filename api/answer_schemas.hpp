// The schemas of answers, as OpenAPI shows them.
#pragma once

#include "api/route.hpp"
#include "base/json.hpp"

namespace sojourn::api {

/// answers.json: "schemas" by name, and "answers": by operation the name of a schema.
[[nodiscard]] const json& answers_document();

/// The schema of a good answer of this route, of a list that of one item; nullptr: there is none.
[[nodiscard]] const json* answer_schema(const route& from);

/// The schema that "#/components/schemas/NAME" names.
[[nodiscard]] const json& referenced_schema(const std::string& reference);

} // namespace sojourn::api
