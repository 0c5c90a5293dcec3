// The documents that people write: shapes of each, and all that is done with what was read.
#pragma once

#include "base/json.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::tests {

/// A document that can be read, and the part of it that is looked at.
struct shape {
  json sound;
  std::string below{}; ///< pointer; what stands around it is the same in other shapes
};

struct document_kind {
  std::string_view name; ///< "definition"
  std::vector<shape> shapes;
  /// Reads a document, and does with it all that is done without a store: checks, prices, renders,
  /// evaluates. Errors: the reader's. Throws std::logic_error where a promise does not hold.
  std::function<result<void>(const json& source)> read;
};

[[nodiscard]] const std::vector<document_kind>& all_documents();
/// Throws std::out_of_range for a name that is none.
[[nodiscard]] const document_kind& document_named(std::string_view name);

/// What is wrong with how `kind` treats `source`: empty when it is read, or refused with mistakes
/// that each have words and stand somewhere in it.
[[nodiscard]] std::string problem_with(const document_kind& kind, const json& source);

} // namespace sojourn::tests
