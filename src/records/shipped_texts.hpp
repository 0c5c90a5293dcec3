// The schemas that are part of the program, as text.
#pragma once

#include <span>
#include <string_view>

namespace sojourn::records {

struct shipped_text {
  std::string_view name;
  std::string_view schema;
};

/// types/*.json, by name.
[[nodiscard]] std::span<const shipped_text> shipped_texts();

/// record_type.schema.json.
extern const std::string_view type_schema_text;

} // namespace sojourn::records
