#include "segments/group.hpp"

#include "base/ids.hpp"
#include "base/mistakes.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace sojourn::segments {

namespace {

constexpr auto kind_names = std::to_array<std::string_view>({"count", "days", "minutes", "names"});

group read_group(const group_text& text) {
  const auto source = json::parse(text.text);
  group made{.id = std::string{text.name},
             .name = source.at("name"),
             .description = source.at("description"),
             .parameters = {},
             .condition = source.at("condition")};
  for (const auto& [name, told] : source.at("parameters").items()) {
    const auto kind = std::ranges::find(kind_names, told.at("type").get<std::string>());
    made.parameters.emplace(name, parameter{static_cast<parameter_kind>(kind - kind_names.begin()),
                                            told.at("default"), told.at("description")});
  }
  return made;
}

/// What is wrong with a value; empty when nothing is.
std::string problem_of(parameter_kind kind, const json& value) {
  if (kind == parameter_kind::names) {
    const bool good = value.is_array() && value.size() <= max_parameter_names &&
                      std::ranges::all_of(value, [](const json& name) {
                        return name.is_string() && is_record_id(name.get_ref<const std::string&>());
                      });
    return good ? "" : "expected a list of at most " + std::to_string(max_parameter_names) + " ids";
  }
  const std::int64_t fewest = kind == parameter_kind::minutes ? 0 : 1;
  const bool good = value.is_number_integer() && value >= fewest && value <= max_parameter_number;
  return good ? ""
              : "expected a whole number from " + std::to_string(fewest) + " to " +
                    std::to_string(max_parameter_number) + ", not " + shown(value);
}

/// Records may name a product by a number, which conditions tell from text.
json with_numbers(const json& names) {
  json all = json::array();
  for (const auto& name : names) {
    all.push_back(name);
    const auto& text = name.get_ref<const std::string&>();
    std::int64_t number = 0;
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (status == std::errc{} && end == text.data() + text.size() && std::to_string(number) == text)
      all.push_back(number);
  }
  return all;
}

json in_condition(parameter_kind kind, const json& value) {
  switch (kind) {
  case parameter_kind::days:
    return "P" + std::to_string(value.get<std::int64_t>()) + "D";
  case parameter_kind::minutes:
    return "PT" + std::to_string(value.get<std::int64_t>()) + "M";
  case parameter_kind::names:
    return with_numbers(value);
  case parameter_kind::count:
    break;
  }
  return value;
}

json filled(const json& condition, const group& of, const json& parameters) {
  if (condition.is_object() && condition.size() == 1 && condition.begin().key() == "parameter") {
    const auto& name = condition.begin().value().get_ref<const std::string&>();
    return in_condition(of.parameters.at(name).kind, parameters.at(name));
  }
  auto made = condition;
  if (made.is_structured()) {
    for (auto& part : made)
      part = filled(part, of, parameters);
  }
  return made;
}

} // namespace

std::span<const group> shipped_groups() {
  static const auto all = [] {
    std::vector<group> groups;
    for (const auto& text : group_texts())
      groups.push_back(read_group(text));
    return groups;
  }();
  return all;
}

const group* find_group(std::string_view id) {
  const auto all = shipped_groups();
  const auto found = std::ranges::find(all, id, &group::id);
  return found == all.end() ? nullptr : &*found;
}

result<json> complete_parameters(const group& of, const json& given, std::string_view pointer) {
  mistake_list mistakes;
  auto complete = json::object();
  std::vector<std::string_view> names;
  for (const auto& [name, told] : of.parameters) {
    complete[name] = told.otherwise;
    names.push_back(name);
  }
  if (!given.is_null() && !given.is_object())
    mistakes.add(std::string{pointer}, "expected an object of parameters");
  else if (given.is_object()) {
    for (const auto& [name, value] : given.items()) {
      const auto at = pointer_to(pointer, name);
      const auto told = of.parameters.find(name);
      if (told == of.parameters.end())
        mistakes.add(at, "the group \"" + of.id + "\" has no parameter " + in_quotes(name) +
                             hint(name, names, "it has", mistakes));
      else if (auto problem = problem_of(told->second.kind, value); !problem.empty())
        mistakes.add(at, std::move(problem));
      else
        complete[name] = value;
    }
  }
  if (mistakes.empty())
    return complete;
  return fail(error_code::invalid_request,
              "the parameters of the group \"" + of.id + "\" have errors", mistakes.sorted());
}

json expand(const group& of, const json& parameters) {
  return filled(of.condition, of, parameters);
}

} // namespace sojourn::segments
