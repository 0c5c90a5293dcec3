// JSON and subjects as columns hold them.
#pragma once

#include "base/json.hpp"
#include "storage/sqlite/sqlite.hpp"

namespace sojourn::storage {

/// Reads the text of a column as JSON; throws corrupt_row naming `what`.
[[nodiscard]] inline json json_column(const statement::rows& from, int column, const char* what) {
  auto value = json::parse(from.view(column), nullptr, false);
  if (value.is_discarded())
    throw corrupt_row{std::string{what} + " in the data file is not JSON"};
  return value;
}

/// Reads "customer:42"; throws corrupt_row.
[[nodiscard]] inline subject_ref subject_column(const statement::rows& from, int column) {
  const auto text = from.view(column);
  const auto colon = text.find(':');
  if (colon == std::string_view::npos)
    throw corrupt_row{"\"" + std::string{text} + "\" in the data file is not a subject"};
  return {std::string{text.substr(0, colon)}, std::string{text.substr(colon + 1)}};
}

} // namespace sojourn::storage
