#include "rules/expression.hpp"

#include "calendar/calendar.hpp"
#include "rules/coercion.hpp"
#include "rules/date_operators.hpp"
#include "rules/evaluator.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

namespace sojourn::rules {

namespace {

constexpr std::size_t any_number = 1'000'000;

/// How an operator's arguments may be given.
enum class given {
  alone,  ///< {"!": x} is short for {"!": [x]}
  spread, ///< the same, but an x whose value is a list holds the arguments: {"max": {"var": "l"}}
  listed, ///< only in a list
};

/// An operator's name and how many arguments it takes.
struct operator_row {
  std::string_view name;
  operation op;
  std::size_t fewest = 0;
  std::size_t most = any_number;
  given as = given::alone;
};

constexpr auto operators = std::to_array<operator_row>({
    {"var", operation::var, 0, 2},
    {"val", operation::val, 0, any_number, given::spread},
    {"exists", operation::exists, 1, any_number, given::spread},
    {"missing", operation::missing},
    {"missing_some", operation::missing_some, 2, 2, given::listed},
    {"if", operation::if_else, 0, any_number, given::listed},
    {"?:", operation::if_else, 0, any_number, given::listed},
    {"??", operation::coalesce},
    {"==", operation::loosely_equal, 2, any_number, given::listed},
    {"===", operation::strictly_equal, 2, any_number, given::listed},
    {"!=", operation::loosely_unequal, 2, any_number, given::listed},
    {"!==", operation::strictly_unequal, 2, any_number, given::listed},
    {">", operation::greater, 2, any_number, given::listed},
    {">=", operation::greater_or_equal, 2, any_number, given::listed},
    {"<", operation::less, 2, any_number, given::listed},
    {"<=", operation::less_or_equal, 2, any_number, given::listed},
    {"!", operation::negate, 0, 1},
    {"!!", operation::to_boolean, 0, 1},
    {"and", operation::all_of, 0, any_number, given::listed},
    {"or", operation::any_of, 0, any_number, given::listed},
    {"+", operation::add, 0, any_number, given::spread},
    {"-", operation::subtract, 1, any_number, given::spread},
    {"*", operation::multiply, 0, any_number, given::spread},
    {"/", operation::divide, 1, any_number, given::spread},
    {"%", operation::modulo, 2, any_number, given::spread},
    {"min", operation::min, 1, any_number, given::spread},
    {"max", operation::max, 1, any_number, given::spread},
    {"cat", operation::concatenate, 0, any_number, given::spread},
    {"substr", operation::substring, 2, 3, given::listed},
    {"in", operation::contains, 2, 2, given::listed},
    {"merge", operation::merge},
    {"map", operation::map, 2, 2, given::listed},
    {"filter", operation::filter, 2, 2, given::listed},
    {"reduce", operation::reduce, 2, 3, given::listed},
    {"all", operation::all, 2, 2, given::listed},
    {"some", operation::some, 2, 2, given::listed},
    {"none", operation::none, 2, 2, given::listed},
    {"count", operation::count, 1, 2},
    {"log", operation::log, 1, 1},
    {"throw", operation::raise, 1, 1},
    {"try", operation::attempt, 1},
    {"now", operation::now, 0, 0},
    {"date", operation::date, 1, 1},
    {"local_date", operation::local_date, 1, 1},
    {"date_add", operation::date_add, 2, 2},
    {"date_diff", operation::date_diff, 3, 3},
    {"within", operation::within, 2, 2},
    {"in_segment", operation::in_segment, 1, 2},
    {"outcome", operation::outcome, 1, 2},
});

const operator_row& row_of(operation op) {
  static const operator_row none{"", operation::literal};
  const auto* row = std::find_if(operators.begin(), operators.end(),
                                 [&](const operator_row& o) { return o.op == op; });
  return row == operators.end() ? none : *row;
}

constexpr auto operator_names = [] {
  std::array<std::string_view, operators.size()> names;
  for (std::size_t i = 0; i < names.size(); ++i)
    names[i] = operators[i].name;
  return names;
}();

std::string unknown_operator(const std::string& name) {
  auto message = "there is no operator \"" + name.substr(0, 64) + "\"";
  const auto near = nearest_name(name, operator_names);
  // Two names that share nothing are not near, however short they are.
  if (edit_distance(name, near) < std::max(name.size(), near.size()))
    message += "; did you mean \"" + std::string{near} + "\"?";
  return message;
}

std::string not_one_key(const json& source) {
  std::string keys;
  for (const auto& [key, argument] : source.items())
    keys += (keys.empty() ? "\"" : ", \"") + key.substr(0, 64) + "\"";
  return "an object must have one key, its operator; this one has " +
         std::to_string(source.size()) + ": " + keys;
}

class parser {
public:
  explicit parser(std::vector<error_detail>& mistakes) : mistakes_{mistakes} {}

  expression read(const json& source, const std::string& pointer, int depth) {
    if (depth > json_max_depth) {
      complain(pointer, "the rule nests deeper than " + std::to_string(json_max_depth) + " levels");
      return {};
    }
    if (source.is_array())
      return read_list(source, pointer, depth);
    if (source.is_object())
      return read_operation(source, pointer, depth);
    return {.value = source};
  }

private:
  void complain(const std::string& pointer, std::string message) {
    mistakes_.push_back({pointer, std::move(message)});
  }

  std::vector<expression> read_elements(const json& source, const std::string& pointer, int depth) {
    std::vector<expression> elements;
    elements.reserve(source.size());
    for (std::size_t i = 0; i < source.size(); ++i)
      elements.push_back(read(source[i], pointer_to(pointer, i), depth + 1));
    return elements;
  }

  expression read_list(const json& source, const std::string& pointer, int depth) {
    auto elements = read_elements(source, pointer, depth);
    const bool constant = std::all_of(elements.begin(), elements.end(), [](const expression& e) {
      return e.op == operation::literal;
    });
    if (constant)
      return {.value = source};
    return {.op = operation::list, .arguments = std::move(elements)};
  }

  expression read_operation(const json& source, const std::string& pointer, int depth) {
    if (source.empty())
      return {.value = source};
    if (source.size() != 1) {
      complain(pointer, not_one_key(source));
      return {};
    }
    const auto& name = source.begin().key();
    const auto& argument = source.begin().value();
    const auto row = std::find_if(operators.begin(), operators.end(),
                                  [&](const operator_row& o) { return o.name == name; });
    const auto below = pointer_to(pointer, name);
    if (row == operators.end()) {
      complain(below, unknown_operator(name));
      return {};
    }
    expression result{.op = row->op, .pointer = below};
    // {"var": "a"} is short for {"var": ["a"]}.
    if (row->op == operation::in_segment && names_parameters(argument))
      result.arguments = {{.value = argument[0]}, {.value = argument[1]}};
    else if (argument.is_array())
      result.arguments = read_elements(argument, below, depth + 1);
    else
      read_lonely(*row, argument, depth, result);

    if (row->op == operation::var)
      result.path = literal_path(result.arguments);
    else if (row->op == operation::val || row->op == operation::exists)
      result.keys = literal_keys(result.arguments);
    check(*row, result);
    return result;
  }

  /// An argument that was not given in a list.
  void read_lonely(const operator_row& row, const json& argument, int depth, expression& result) {
    if (row.as == given::listed) {
      const std::string name{row.name};
      complain(result.pointer, "\"" + name + "\" takes its arguments in a list, as in {\"" + name +
                                   "\": [1, 2]}, not " + in_short(argument));
      is_wrong_ = true;
      return;
    }
    result.arguments.push_back(read(argument, result.pointer, depth + 1));
    // What a literal is, is known: {"var": "a"} and {"+": "1"} have one argument.
    result.spreads = row.as == given::spread && result.arguments.back().op != operation::literal;
  }

  /// ["inactive", {"days": 60}]: the second is no condition.
  static bool names_parameters(const json& argument) {
    return argument.is_array() && argument.size() == 2 && argument[0].is_string() &&
           argument[1].is_object();
  }

  static std::optional<std::string> literal_path(const std::vector<expression>& arguments) {
    if (arguments.empty())
      return "";
    if (arguments[0].op != operation::literal)
      return std::nullopt;
    return arguments[0].value.is_null() ? "" : to_string(arguments[0].value);
  }

  /// How many of its first arguments are dates.
  static std::size_t number_of_dates(operation op) {
    switch (op) {
    case operation::date:
    case operation::local_date:
    case operation::date_add:
    case operation::within:
      return 1;
    case operation::date_diff:
      return 2;
    default:
      return 0;
    }
  }

  /// Names of members and numbers of elements that are written out; the first may be a list of
  /// one whole number, which says how far out the path begins.
  static std::optional<key_path> literal_keys(const std::vector<expression>& arguments) {
    key_path path;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      if (arguments[i].op != operation::literal)
        return std::nullopt;
      const auto& key = arguments[i].value;
      if (key.is_string() || key.is_number_integer()) {
        path.keys.push_back(to_string(key));
      } else if (i == 0 && key.is_array() && key.size() == 1 && key[0].is_number_integer() &&
                 key[0] >= json(-1000) && key[0] <= json(1000)) {
        path.levels_up = static_cast<std::size_t>(std::abs(key[0].get<int>()));
      } else {
        return std::nullopt; // which says so when it is evaluated
      }
    }
    return path;
  }

  /// As much as can be told before a campaign runs.
  void check(const operator_row& row, const expression& added) {
    if (std::exchange(is_wrong_, false))
      return;
    const auto& pointer = added.pointer;
    const auto& arguments = added.arguments;
    if (!added.spreads && (arguments.size() < row.fewest || arguments.size() > row.most)) {
      complain(pointer, wrong_count(row.op, arguments.size()));
      return;
    }
    if (arguments.empty())
      return;
    if (is_loop(row.op))
      return check_loop(row, added);
    const auto complain_of = [&](std::size_t index, const error& problem) {
      complain(arguments.size() == 1 ? pointer : pointer_to(pointer, index), problem.message);
    };
    const auto dates = std::min(number_of_dates(row.op), arguments.size());
    for (std::size_t i = 0; i < dates; ++i) {
      if (arguments[i].op != operation::literal)
        continue;
      if (auto doubt = doubt_about_date(arguments[i].value))
        complain_of(i, {error_code::invalid_rule, std::move(*doubt)});
    }
    const auto last = arguments.size() - 1;
    if (arguments[last].op != operation::literal)
      return;
    const auto& value = arguments[last].value;
    if (row.op == operation::date_add) {
      if (const auto shift = read_shift(value); !shift)
        complain_of(last, shift.error());
    } else if (row.op == operation::within) {
      if (const auto length = read_length(value); !length)
        complain_of(last, length.error());
    } else if (row.op == operation::date_diff) {
      if (const auto unit = read_unit(value); !unit)
        complain_of(last, unit.error());
    } else if (row.op == operation::in_segment) {
      if (arguments.size() == 2 && !value.is_object())
        complain(pointer_to(pointer, last), "the parameters of a segment are an object such as "
                                            "{\"days\": 60}, not " +
                                                dump(value));
      else if (arguments.size() == 1 && !value.is_string())
        complain(pointer, "\"in_segment\" takes the name of a segment, not " + dump(value));
    }
  }

  void check_loop(const operator_row& row, const expression& loop) {
    const auto& list = loop.arguments[0];
    if (list.op == operation::literal && !list.value.is_array())
      complain(loop.arguments.size() == 1 ? loop.pointer : pointer_to(loop.pointer, 0),
               "\"" + std::string{row.name} + "\" needs a list, and " + in_short(list.value) +
                   " is none");
    const bool makes_list =
        row.op == operation::map || row.op == operation::filter || row.op == operation::reduce;
    if (makes_list && loop.arguments[1].op == operation::literal &&
        loop.arguments[1].value.is_null())
      complain(pointer_to(loop.pointer, 1), "\"" + std::string{row.name} +
                                                "\" needs an expression for each element, not " +
                                                in_short(loop.arguments[1].value));
  }

  std::vector<error_detail>& mistakes_;
  bool is_wrong_ = false; ///< the operator that is read was complained of
};

/// Adds the paths that a literal argument of `missing` names.
bool collect_literal_paths(const json& literal, std::set<std::string>& paths) {
  if (!literal.is_array()) {
    paths.insert(to_string(literal));
    return true;
  }
  return std::all_of(literal.begin(), literal.end(),
                     [&](const json& element) { return collect_literal_paths(element, paths); });
}

} // namespace

expression parse_expression(const json& source, std::string_view pointer,
                            std::vector<error_detail>& mistakes) {
  return parser{mistakes}.read(source, std::string{pointer}, 1);
}

bool is_loop(operation op) {
  switch (op) {
  case operation::map:
  case operation::filter:
  case operation::reduce:
  case operation::all:
  case operation::some:
  case operation::none:
  case operation::count:
    return true;
  default:
    return false;
  }
}

argument_count arguments_of(operation op) {
  const auto& row = row_of(op);
  return {row.fewest, row.most};
}

std::string_view name_of(operation op) { return row_of(op).name; }

std::string wrong_count(operation op, std::size_t given) {
  const auto& row = row_of(op);
  std::string wanted = row.most == 0 ? "no" : std::to_string(row.fewest);
  if (row.most == any_number)
    wanted += row.fewest == 1 ? " argument or more" : " arguments or more";
  else if (row.most != row.fewest)
    wanted += " to " + std::to_string(row.most) + (row.most == 1 ? " argument" : " arguments");
  else
    wanted += row.most == 1 ? " argument" : " arguments";
  return "\"" + std::string{row.name} + "\" takes " + wanted + ", not " + std::to_string(given);
}

namespace {

/// Collects what an expression reads that stands in so many loops.
class path_collector {
public:
  explicit path_collector(std::set<std::string>& paths) : paths_{paths} {}

  bool collect(const expression& from, std::size_t loops) {
    const auto& arguments = from.arguments;
    if (loops == 0 && !collect_top(from))
      return false;
    if (from.op == operation::val || from.op == operation::exists) {
      if (!collect_keys(from, loops))
        return false;
    }
    // The body of a loop sees the elements, what `try` falls back to sees the error.
    const auto sees_data = [&](std::size_t i) {
      return is_loop(from.op) ? i != 1 : from.op != operation::attempt || i == 0;
    };
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      if (!collect(arguments[i], loops + (sees_data(i) ? 0 : 1)))
        return false;
    }
    return true;
  }

private:
  /// What `var` and `missing` read where they see the data itself.
  bool collect_top(const expression& from) {
    const auto& arguments = from.arguments;
    switch (from.op) {
    case operation::var:
      // Without a path, `var` is the whole of the data.
      if (!from.path || from.path->empty())
        return false;
      paths_.insert(*from.path);
      return true;
    case operation::missing:
    case operation::missing_some:
      for (std::size_t i = from.op == operation::missing ? 0 : 1; i < arguments.size(); ++i) {
        if (arguments[i].op != operation::literal ||
            !collect_literal_paths(arguments[i].value, paths_))
          return false;
      }
      return true;
    default:
      return true;
    }
  }

  /// A path of keys leads to the data where it begins as many loops further out as there are.
  bool collect_keys(const expression& from, std::size_t loops) {
    if (!from.keys)
      return false;
    if (from.keys->levels_up != 2 * loops)
      return true;
    std::string path;
    for (const auto& key : from.keys->keys) {
      if (key.empty() || key.find('.') != std::string::npos)
        return false; // no dotted path says that
      path += (path.empty() ? "" : ".") + key;
    }
    if (path.empty())
      return false;
    paths_.insert(std::move(path));
    return true;
  }

  std::set<std::string>& paths_;
};

} // namespace

bool collect_paths(const expression& from, std::set<std::string>& paths) {
  return path_collector{paths}.collect(from, 0);
}

bool collect_segments(const expression& from, std::vector<segment_call>& calls) {
  const auto& arguments = from.arguments;
  if (from.op == operation::in_segment) {
    if (arguments.empty() || arguments[0].op != operation::literal ||
        !arguments[0].value.is_string())
      return false;
    calls.push_back({arguments[0].value.get<std::string>(),
                     arguments.size() > 1 ? arguments[1].value : json()});
    return true;
  }
  return std::all_of(arguments.begin(), arguments.end(),
                     [&](const expression& e) { return collect_segments(e, calls); });
}

bool asks_outcome(const expression& from) {
  return from.op == operation::outcome ||
         std::any_of(from.arguments.begin(), from.arguments.end(), asks_outcome);
}

std::vector<segment_call> segments_in(const expression& from) {
  std::vector<segment_call> calls;
  (void)collect_segments(from, calls);
  return calls;
}

} // namespace sojourn::rules
