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
  val,
  exists,
  missing,
  missing_some,
  if_else,
  coalesce,
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
  raise,   ///< "throw"
  attempt, ///< "try"
  now,
  date,
  local_date,
  date_add,
  date_diff,
  within,
  in_segment,
  outcome,
};

/// What `val` and `exists` read: members from the outside to the inside.
struct key_path {
  /// How far out it begins: 0 is what the expression sees, 1 the place of the element in the loop
  /// around ({"index": 2}), 2 what that loop sees, and so on.
  std::size_t levels_up = 0;
  std::vector<std::string> keys{};
};

/// One node. Its arguments are nested no deeper than json_max_depth.
struct expression {
  operation op = operation::literal;
  json value{};                      ///< of a literal
  std::optional<std::string> path{}; ///< of a `var` whose path is a literal
  std::optional<key_path> keys{};    ///< of a `val` or `exists` whose keys are literals
  /// The one argument was not given in a list: if its value is a list, that holds the arguments.
  bool spreads = false;
  std::string pointer{}; ///< of an operator: where it stands in the source
  std::vector<expression> arguments{};
};

/// Whether an operator evaluates its second argument over the elements of its first.
[[nodiscard]] bool is_loop(operation op);

/// How many arguments an operator takes.
struct argument_count {
  std::size_t fewest = 0;
  std::size_t most = 0;
};
[[nodiscard]] argument_count arguments_of(operation op);

/// Its name in JsonLogic; "" of a literal and a list.
[[nodiscard]] std::string_view name_of(operation op);

/// "\"-\" takes 1 argument or more, not 0".
[[nodiscard]] std::string wrong_count(operation op, std::size_t given);

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
