// Documents that a JSON Schema allows, made from nothing but the schema.
#pragma once

#include "base/json.hpp"

#include <map>
#include <string>
#include <vector>

namespace sojourn::tests {

/// What a schema does not say: a value that makes sense, by the name of a definition or of a
/// member, and the name of a member that may have any.
struct good_values {
  std::map<std::string, json> of_definition{};
  std::map<std::string, json> of_member{};
  std::map<std::string, std::string> name_in{}; ///< by the member that holds the object
};

/// Values that `schema` allows: the smallest, the smallest with each further member and element
/// by itself, and one with all of them, for each choice that the schema leaves.
/// `document` holds the definitions that references lead to.
[[nodiscard]] std::vector<json> shapes_of(const json& document, const json& schema,
                                          const good_values& good);

/// The same of one of the document's definitions.
[[nodiscard]] std::vector<json>
shapes_of_definition(const json& document, const std::string& definition, const good_values& good);

} // namespace sojourn::tests
