#include "rules/expression.hpp"

#include "calendar/calendar.hpp"
#include "rules/coercion.hpp"
#include "rules/date_operators.hpp"

#include <algorithm>
#include <array>

namespace sojourn::rules {

namespace {

constexpr std::size_t any_number = 1'000'000;

/// An operator's name and how many arguments it takes. The public operators take any
/// number, as in JavaScript; the added ones are strict.
struct operator_row {
  std::string_view name;
  operation op;
  std::size_t fewest = 0;
  std::size_t most = any_number;
};

constexpr auto operators = std::to_array<operator_row>({
    {"var", operation::var},
    {"missing", operation::missing},
    {"missing_some", operation::missing_some},
    {"if", operation::if_else},
    {"?:", operation::if_else},
    {"==", operation::loosely_equal},
    {"===", operation::strictly_equal},
    {"!=", operation::loosely_unequal},
    {"!==", operation::strictly_unequal},
    {">", operation::greater},
    {">=", operation::greater_or_equal},
    {"<", operation::less},
    {"<=", operation::less_or_equal},
    {"!", operation::negate},
    {"!!", operation::to_boolean},
    {"and", operation::all_of},
    {"or", operation::any_of},
    {"+", operation::add},
    {"-", operation::subtract},
    {"*", operation::multiply},
    {"/", operation::divide},
    {"%", operation::modulo},
    {"min", operation::min},
    {"max", operation::max},
    {"cat", operation::concatenate},
    {"substr", operation::substring},
    {"in", operation::contains},
    {"merge", operation::merge},
    {"map", operation::map},
    {"filter", operation::filter},
    {"reduce", operation::reduce},
    {"all", operation::all},
    {"some", operation::some},
    {"none", operation::none},
    {"count", operation::count, 1, 2},
    {"log", operation::log},
    {"now", operation::now, 0, 0},
    {"date", operation::date, 1, 1},
    {"local_date", operation::local_date, 1, 1},
    {"date_add", operation::date_add, 2, 2},
    {"date_diff", operation::date_diff, 3, 3},
    {"within", operation::within, 2, 2},
    {"in_segment", operation::in_segment, 1, 2},
    {"outcome", operation::outcome, 1, 2},
});

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
  if (source.empty())
    return "an object must be an operator, such as {\"var\": \"customer.tier\"}; this one is "
           "empty";
  std::string keys;
  for (const auto& [key, argument] : source.items())
    keys += (keys.empty() ? "\"" : ", \"") + key.substr(0, 64) + "\"";
  return "an object must have one key, its operator; this one has " +
         std::to_string(source.size()) + ": " + keys;
}

std::string wrong_count(const operator_row& row, std::size_t given) {
  std::string wanted = std::to_string(row.fewest);
  if (row.most != row.fewest)
    wanted += " to " + std::to_string(row.most);
  return "\"" + std::string{row.name} + "\" takes " + (row.most == 0 ? "no" : wanted) +
         (row.most == 1 ? " argument, not " : " arguments, not ") + std::to_string(given);
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
    expression result{.op = row->op};
    // {"var": "a"} is short for {"var": ["a"]}.
    if (row->op == operation::in_segment && names_parameters(argument))
      result.arguments = {{.value = argument[0]}, {.value = argument[1]}};
    else if (argument.is_array())
      result.arguments = read_elements(argument, below, depth + 1);
    else
      result.arguments.push_back(read(argument, below, depth + 1));

    if (row->op == operation::var)
      result.path = literal_path(result.arguments);
    if (row->most != any_number)
      check_added(*row, result, below);
    return result;
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

  /// The added operators tell as much as possible before a campaign runs.
  void check_added(const operator_row& row, expression& added, const std::string& pointer) {
    added.pointer = pointer;
    const auto& arguments = added.arguments;
    if (arguments.size() < row.fewest || arguments.size() > row.most) {
      complain(pointer, wrong_count(row, arguments.size()));
      return;
    }
    const auto complain_of = [&](std::size_t index, const error& problem) {
      complain(arguments.size() == 1 ? pointer : pointer_to(pointer, index), problem.message);
    };
    const auto dates = number_of_dates(row.op);
    for (std::size_t i = 0; i < dates; ++i) {
      if (arguments[i].op != operation::literal)
        continue;
      if (auto doubt = doubt_about_date(arguments[i].value))
        complain_of(i, {error_code::invalid_rule, std::move(*doubt)});
    }
    const auto last = arguments.size() - 1;
    if (arguments.empty() || arguments[last].op != operation::literal)
      return;
    const auto& value = arguments[last].value;
    if (row.op == operation::date_add || row.op == operation::within) {
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

  std::vector<error_detail>& mistakes_;
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

bool collect_paths(const expression& from, std::set<std::string>& paths) {
  const auto& arguments = from.arguments;
  switch (from.op) {
  case operation::var:
    // Without a path, `var` is the whole of the data.
    if (!from.path || from.path->empty())
      return false;
    paths.insert(*from.path);
    break;
  case operation::missing:
  case operation::missing_some:
    for (std::size_t i = from.op == operation::missing ? 0 : 1; i < arguments.size(); ++i) {
      if (arguments[i].op != operation::literal ||
          !collect_literal_paths(arguments[i].value, paths))
        return false;
    }
    break;
  case operation::map:
  case operation::filter:
  case operation::reduce:
  case operation::all:
  case operation::some:
  case operation::none:
  case operation::count:
    // The body, their second argument, sees the elements and not the data.
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      if (i != 1 && !collect_paths(arguments[i], paths))
        return false;
    }
    return true;
  default:
    break;
  }
  return std::all_of(arguments.begin(), arguments.end(),
                     [&](const expression& e) { return collect_paths(e, paths); });
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
