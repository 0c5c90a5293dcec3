// The published JSON Schema at work: which values it refuses, in words for people.
#pragma once

#include "base/json.hpp"
#include "campaign/mistakes.hpp"

#include <memory>

namespace sojourn::campaign {

/// The text of definition.schema.json.
extern const std::string_view definition_schema_text;

/// The name of the whole schema, beside those of its definitions.
inline constexpr std::string_view whole_definition;

/// Checks values against the schema, piece by piece.
///
/// Where the schema offers a choice (oneOf, anyOf), a piece takes any value: whoever reads
/// it knows which choice was meant and checks that alone, so a mistake is told once and
/// not once for every choice.
class schema_checker {
public:
  explicit schema_checker(mistake_list& mistakes);
  ~schema_checker();

  /// Adds what `definition` of the schema refuses in `value`, which stands at `pointer`.
  void check(std::string_view definition, const json& value, const std::string& pointer);

private:
  struct validator;
  std::unique_ptr<validator> validator_;
  mistake_list& mistakes_;
};

/// The types that a kind of object ("step", "trigger") can have, in alphabetical order.
[[nodiscard]] const std::vector<std::string>& types_of(std::string_view kind);

} // namespace sojourn::campaign
