// JSON as people read it: rows as a table, one object as fields.
#pragma once

#include "base/json.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sojourn::cli {

/// A column: its heading, and the dotted path of its value in a row.
struct column {
  std::string_view heading;
  std::string_view path;
};

/// The columns of a list inside an answer, for one whose rows are too wide for a terminal.
struct list_columns {
  std::string_view list; ///< its name in the answer
  std::vector<column> columns;
};

/// The rows under their headings, aligned by what a terminal shows; numbers to the right.
/// Columns without any value are left out. No rows give no text.
[[nodiscard]] std::string to_table(const std::vector<json>& rows, std::span<const column> columns);

/// An object as lines of "name  value", nested objects indented below their name, lists of
/// objects as tables
/// that have all members of their rows, but for those of `lists`.
[[nodiscard]] std::string to_fields(const json& object, std::span<const list_columns> lists = {});

/// A value in one line: text as it is, null as nothing, lists of plain values with commas,
/// the members of an object as NAME=VALUE, what is nested deeper as JSON.
[[nodiscard]] std::string to_cell(const json& value);

} // namespace sojourn::cli
