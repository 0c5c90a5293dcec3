// The parsed form of a rule: a small tree of literals, lists and operations.
#pragma once

#include "base/json.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace sojourn::rules {

/// What an expression does with its arguments. `literal` and `list` are JSON that is no
/// operator; the rest are JsonLogic's operators and those that Sojourn adds.
enum class operation {
  literal, ///< yields `value`
  list,    ///< an array of which at least one element is computed
  var,
  missing,
  missing_some,
  if_else,
  loosely_equal,
  strictly_equal,
  loosely_unequal,
  strictly_unequal,
  greater,
  greater_or_equal,
  less,
  less_or_equal,
  negate,
  to_boolean,
  all_of,
  any_of,
  add,
  subtract,
  multiply,
  divide,
  modulo,
  min,
  max,
  concatenate,
  substring,
  contains,
  merge,
  map,
  filter,
  reduce,
  all,
  some,
  none,
  count,
  log,
  now,
  date,
  local_date,
  date_add,
  date_diff,
  within,
  in_segment,
  outcome,
};

/// One node. Its arguments are nested no deeper than json_max_depth.
struct expression {
  operation op = operation::literal;
  json value{};                      ///< of a literal
  std::optional<std::string> path{}; ///< of a `var` whose path is a literal
  std::string pointer{};             ///< of an added operator: where it stands in the source
  std::vector<expression> arguments{};
};

/// Reads JsonLogic and appends every mistake to `mistakes`; the outcome is of use only
/// when there are none.
[[nodiscard]] expression parse_expression(const json& source, std::string_view pointer,
                                          std::vector<error_detail>& mistakes);

/// Adds the data paths that `from` may read; false when it may read any path.
[[nodiscard]] bool collect_paths(const expression& from, std::set<std::string>& paths);

/// A segment that an expression asks for.
struct segment_call {
  std::string name;
  json parameters; ///< null where none are given
};

/// Adds the segments that `from` asks for; false when it computes the name of one.
[[nodiscard]] bool collect_segments(const expression& from, std::vector<segment_call>& calls);

/// Whether `from` asks for the outcome of a step.
[[nodiscard]] bool asks_outcome(const expression& from);

/// Those whose names are written out.
[[nodiscard]] std::vector<segment_call> segments_in(const expression& from);

} // namespace sojourn::rules
