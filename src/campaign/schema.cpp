#include "campaign/schema.hpp"

#include "base/json_schema.hpp"
#include "campaign/reader.hpp"

#include <algorithm>
#include <map>

namespace sojourn::campaign {

namespace {

constexpr std::string_view step_prefix = "step_";

const std::shared_ptr<const json>& document() {
  static const auto whole = std::make_shared<const json>(json::parse(definition_schema_text));
  return whole;
}

const json& definitions() { return document()->at("definitions"); }

using pieces_by_name = std::map<std::string, json_schema, std::less<>>;

const pieces_by_name& pieces() {
  static const auto compiled = [] {
    pieces_by_name all;
    for (const auto& [name, source] : definitions().items())
      all.emplace(name, json_schema{document(), name});
    all.emplace(whole_definition, json_schema{document()});
    return all;
  }();
  return compiled;
}

/// The step types that have a field of this name.
std::vector<std::string> steps_with(const std::string& field) {
  std::vector<std::string> types;
  for (const auto& [name, schema] : definitions().items()) {
    if (!name.starts_with(step_prefix) || !schema.at("properties").contains(field))
      continue;
    auto type = schema.at("properties").at("type").at("const").get<std::string>();
    if (std::find(types.begin(), types.end(), type) == types.end())
      types.push_back(std::move(type));
  }
  return types;
}

/// Tells of a field that steps of this type do not have, and perhaps others do.
void tell_field(const json_schema::finding& problem, mistake_list& mistakes) {
  const auto& step = problem.parent->at("properties").at("type").at("const");
  const auto where = " in " + in_quotes(step.get<std::string>()) + " steps";
  if (const auto others = steps_with(problem.name); !others.empty())
    mistakes.add(problem.pointer, "nothing reads " + in_quotes(problem.name) + where +
                                      "; it is a field of " + listed(others) + " steps");
  else
    tell(problem, mistakes, where);
}

/// Whether it tells of secrets that a webhook trigger would check by itself.
bool is_own_secrets(std::string_view definition, const json_schema::finding& problem) {
  return definition == "trigger_webhook" && problem.depth == 1 && problem.name == "secrets" &&
         problem.what == json_schema::problem::not_allowed;
}

} // namespace

void check_schema(std::string_view definition, const json& value, const std::string& pointer,
                  mistake_list& mistakes) {
  const bool is_step = definition.starts_with(step_prefix);
  for (const auto& problem : pieces().find(definition)->second.check(value, pointer)) {
    if (is_step && problem.depth == 1 && problem.what == json_schema::problem::not_allowed)
      tell_field(problem, mistakes);
    else if (is_own_secrets(definition, problem))
      mistakes.add(problem.pointer, "a campaign has no secrets of its own: the hook checks who "
                                    "calls; put them there with PUT /v1/hooks/{hook}");
    else
      tell(problem, mistakes);
  }
}

const json& definition_schema() { return *document(); }

const std::vector<std::string>& types_of(std::string_view kind) {
  static const auto by_kind = [] {
    std::map<std::string, std::vector<std::string>, std::less<>> types;
    for (const auto& [name, schema] : definitions().items()) {
      const auto kind_end = name.find('_');
      const auto type = schema.value(json::json_pointer{"/properties/type/const"}, std::string{});
      if (type.empty())
        continue;
      auto& of_kind = types[name.substr(0, kind_end)];
      if (std::find(of_kind.begin(), of_kind.end(), type) == of_kind.end())
        of_kind.push_back(type);
    }
    return types;
  }();
  return by_kind.find(kind)->second;
}

} // namespace sojourn::campaign
