#include "campaign/schema.hpp"

#include "campaign/reader.hpp"

#include <algorithm>
#include <map>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

namespace sojourn::campaign {

namespace {

using valijson::adapters::NlohmannJsonAdapter;

constexpr std::string_view step_prefix = "step_";

/// The schema as it is checked: choices are left open, and a property that is not allowed
/// is refused by a schema of its own, for valijson names only the first one otherwise.
json prepared(json schema) {
  if (!schema.is_structured())
    return schema;
  if (schema.is_object()) {
    schema.erase("oneOf");
    schema.erase("anyOf");
    if (const auto found = schema.find("additionalProperties");
        found != schema.end() && *found == false)
      *found = {{"not", json::object()}};
  }
  for (auto& part : schema)
    part = prepared(std::move(part));
  return schema;
}

/// A piece of the schema in valijson's form.
struct compiled_piece {
  json source;
  valijson::Schema schema;
};

using compiled_pieces = std::map<std::string, compiled_piece, std::less<>>;

void compile(compiled_pieces& into, std::string_view name, json source) {
  auto& piece = into[std::string{name}];
  piece.source = std::move(source);
  valijson::SchemaParser parser{valijson::SchemaParser::kDraft7};
  parser.populateSchema(NlohmannJsonAdapter{piece.source}, piece.schema);
}

const compiled_pieces& pieces() {
  static const auto compiled = [] {
    compiled_pieces all;
    auto whole = prepared(definition_schema());
    const auto definitions = whole.at("definitions");
    for (const auto& [name, source] : definitions.items()) {
      auto piece = source;
      piece["definitions"] = definitions;
      compile(all, name, std::move(piece));
    }
    compile(all, whole_definition, std::move(whole));
    return all;
  }();
  return compiled;
}

const json& definitions() { return definition_schema().at("definitions"); }

const json& resolved(const json& schema) {
  constexpr std::string_view local = "#/definitions/";
  const auto reference = schema.find("$ref");
  if (reference == schema.end())
    return schema;
  return definitions().at(reference->get_ref<const std::string&>().substr(local.size()));
}

/// The schema of the member or element `token` of what `schema` describes; nullptr where
/// the schema knows no such member.
const json* schema_below(const json& schema, const std::string& token) {
  if (const auto items = schema.find("items"); items != schema.end())
    return &resolved(*items);
  if (const auto known = schema.find("properties"); known != schema.end() && known->contains(token))
    return &resolved(known->at(token));
  if (const auto patterns = schema.find("patternProperties"); patterns != schema.end())
    return &resolved(patterns->begin().value());
  if (const auto more = schema.find("additionalProperties");
      more != schema.end() && more->is_object())
    return &resolved(*more);
  return nullptr;
}

std::string describe(const json& schema) { return schema.value("description", std::string{}); }

std::string refusal(const json& schema, const json& value, const mistake_list& so_far) {
  auto message = "expected " + describe(schema);
  if (schema.value("writeOnly", false)) // a secret is not repeated
    return message;
  message += ", not " + shown(value);
  if (const auto choices = schema.find("enum"); choices != schema.end() && value.is_string()) {
    const auto names = choices->get<std::vector<std::string>>();
    if (const auto near = meant(value.get_ref<const std::string&>(), names, so_far); !near.empty())
      message += "; did you mean " + in_quotes(near) + "?";
  }
  return message;
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

/// What to say of a member that `parent` does not allow.
std::string unknown_member(const json& parent, const std::string& name, bool is_step,
                           const mistake_list& so_far) {
  if (const auto names = parent.find("propertyNames"); names != parent.end())
    return "expected " + describe(*names) + ", not " + in_quotes(name);
  std::vector<std::string> known;
  for (const auto& [key, schema] : parent.at("properties").items())
    known.push_back(key);
  auto message = "nothing reads " + in_quotes(name);
  if (is_step) {
    message += " in " +
               in_quotes(parent.at("properties").at("type").at("const").get<std::string>()) +
               " steps";
    if (const auto others = steps_with(name); !others.empty()) {
      message += "; it is a field of " + listed(others) + " steps";
      return message;
    }
  }
  return message + hint(name, known, "known here are", so_far);
}

/// Where in the document and in the schema a mistake is.
struct spot {
  std::string pointer;
  const json* value;
  const json* schema; ///< nullptr for a member that the schema does not allow
  const json* parent; ///< schema of the object or list around the value
  std::string name;   ///< the last token of the pointer
  std::size_t depth;  ///< tokens below the checked value
};

/// Follows valijson's path: a root, and then "[token]" for each member or element.
spot follow(const std::vector<std::string>& path, const json& schema, const json& value,
            const std::string& pointer) {
  spot at{pointer, &value, &schema, &schema, {}, path.size() - 1};
  for (std::size_t i = 1; i < path.size(); ++i) {
    at.name = path[i].substr(1, path[i].size() - 2);
    at.parent = at.schema;
    at.schema = schema_below(*at.parent, at.name);
    at.value = at.value->is_array() ? &(*at.value)[std::stoul(at.name)] : &at.value->at(at.name);
    at.pointer = pointer_to(at.pointer, at.name);
  }
  return at;
}

/// The member that a description of valijson names in apostrophes.
std::string named_in(const std::string& description) {
  const auto begin = description.find('\'') + 1;
  return description.substr(begin, description.rfind('\'') - begin);
}

} // namespace

struct schema_checker::validator {
  valijson::Validator of_valijson{}; // keeps compiled patterns between pieces
};

schema_checker::schema_checker(mistake_list& mistakes)
    : validator_{std::make_unique<validator>()}, mistakes_{mistakes} {}

schema_checker::~schema_checker() = default;

void schema_checker::check(std::string_view definition, const json& value,
                           const std::string& pointer) {
  valijson::ValidationResults results;
  const auto& piece = pieces().find(definition)->second;
  if (validator_->of_valijson.validate(piece.schema, NlohmannJsonAdapter{value}, &results))
    return;
  const auto& schema = definition == whole_definition ? definition_schema()
                                                      : definitions().at(std::string{definition});
  const bool is_step = definition.starts_with(step_prefix);
  for (const auto& [path, what] : results) {
    if (what.starts_with("Failed to validate")) // its cause is told by itself
      continue;
    const auto at = follow(path, schema, value, pointer);
    if (what.starts_with("Missing")) {
      const auto name = named_in(what);
      mistakes_.add(at.pointer,
                    in_quotes(name) + " is missing: " + describe(*schema_below(*at.schema, name)));
    } else if (at.schema == nullptr || what.find("'not'") != std::string::npos) {
      mistakes_.add(at.pointer,
                    unknown_member(*at.parent, at.name, is_step && at.depth == 1, mistakes_));
    } else {
      mistakes_.refuse(at.pointer, refusal(*at.schema, *at.value, mistakes_));
    }
  }
}

const json& definition_schema() {
  static const auto schema = json::parse(definition_schema_text);
  return schema;
}

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
