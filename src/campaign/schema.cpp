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

/// valijson writes the path as "[token]" after a root; descriptions of missing members end
/// with the name in apostrophes.
std::string inside_brackets(const std::string& token) { return token.substr(1, token.size() - 2); }
std::string inside_apostrophes(const std::string& description) {
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
  if (validator_->of_valijson.validate(pieces().find(definition)->second.schema,
                                       NlohmannJsonAdapter{value}, &results))
    return;
  const auto& root = definition == whole_definition ? definition_schema()
                                                    : definitions().at(std::string{definition});
  for (const auto& found : results) {
    const std::string_view what = found.description;
    if (what.starts_with("Failed to validate")) // its cause is told by itself
      continue;
    const json* schema = &resolved(root);
    const json* parent = schema;
    const json* at = &value;
    auto place = pointer;
    std::string token;
    for (std::size_t i = 1; i < found.context.size(); ++i) {
      token = inside_brackets(found.context[i]);
      parent = schema;
      schema = schema_below(*parent, token);
      at = at->is_array() ? &(*at)[std::stoul(token)] : &at->at(token);
      place = pointer_to(place, token);
    }
    if (what.starts_with("Missing")) {
      const auto name = inside_apostrophes(found.description);
      const auto* wanted = schema_below(*schema, name);
      mistakes_.add(place, in_quotes(name) + " is missing: " + describe(*wanted));
    } else if (what.find("'not'") != std::string_view::npos) {
      mistakes_.add(place,
                    unknown_member(*parent, token,
                                   definition.starts_with(step_prefix) && found.context.size() == 2,
                                   mistakes_));
    } else {
      mistakes_.refuse(place, refusal(*schema, *at, mistakes_));
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

std::string description_of(std::string_view definition) {
  return describe(definitions().at(std::string{definition}));
}

} // namespace sojourn::campaign
