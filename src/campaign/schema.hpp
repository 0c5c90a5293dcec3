// The published JSON Schema at work: which values it refuses, in words for people.
#pragma once

#include "base/json.hpp"
#include "base/mistakes.hpp"

namespace sojourn::campaign {

/// The text of definition.schema.json.
extern const std::string_view definition_schema_text;

/// The name of the whole schema, beside those of its definitions.
inline constexpr std::string_view whole_definition;

/// Adds what `definition` of the schema refuses in `value`, which stands at `pointer`.
/// Choices in it (oneOf, anyOf) are left to the reader, as json_schema says.
void check_schema(std::string_view definition, const json& value, const std::string& pointer,
                  mistake_list& mistakes);

/// The types that a kind of object ("step", "trigger") can have, in alphabetical order.
[[nodiscard]] const std::vector<std::string>& types_of(std::string_view kind);

} // namespace sojourn::campaign
