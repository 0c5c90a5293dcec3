#include "base/json_schema.hpp"

#include "base/instant.hpp"

#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

namespace sojourn {

namespace {

using valijson::adapters::NlohmannJsonAdapter;

/// The schema as it is checked: choices are left open, and a property that is not allowed
/// is refused by a schema of its own, for valijson names only the first one otherwise. Its
/// formats are left out; valijson would run a pattern of any text. So is uniqueItems, which
/// valijson finds out by comparing each element with each: a list of some kilobytes would take a
/// minute.
json prepared(json schema) {
  if (!schema.is_structured())
    return schema;
  if (schema.is_object()) {
    // What looks like a keyword may be the name of a property, and is a schema then.
    for (const auto& keyword : {"oneOf", "anyOf", "format"}) {
      if (const auto found = schema.find(keyword); found != schema.end() && !found->is_object())
        schema.erase(found);
    }
    if (const auto found = schema.find("uniqueItems"); found != schema.end() && found->is_boolean())
      schema.erase(found);
    // Words for people alone: valijson refuses every name by them behind a reference.
    if (const auto found = schema.find("propertyNames"); found != schema.end() &&
                                                         found->is_object() && found->size() == 1 &&
                                                         found->contains("description"))
      schema.erase(found);
    if (const auto found = schema.find("additionalProperties");
        found != schema.end() && *found == false)
      *found = {{"not", json::object()}};
  }
  for (auto& part : schema)
    part = prepared(std::move(part));
  return schema;
}

const json& resolved(const json& document, const json& schema) {
  constexpr std::string_view local = "#/definitions/";
  const auto reference = schema.find("$ref");
  if (reference == schema.end())
    return schema;
  return document.at("definitions")
      .at(reference->get_ref<const std::string&>().substr(local.size()));
}

/// Follows valijson's path: a root, and then "[token]" for each member or element.
json_schema::finding follow(const std::vector<std::string>& path, const json& document,
                            const json& schema, const json& value, const std::string& pointer) {
  json_schema::finding at{
      json_schema::problem::refused, pointer, &value, &schema, &schema, {}, path.size() - 1};
  for (std::size_t i = 1; i < path.size(); ++i) {
    at.name = path[i].substr(1, path[i].size() - 2);
    at.parent = at.schema;
    at.schema = schema_below(document, *at.parent, at.name);
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

/// Whether a part of the schema asks for what valijson is not asked: a format, or elements that
/// differ from each other.
bool has_own_checks(const json& schema) {
  if (schema.is_object()) {
    if (const auto format = schema.find("format"); format != schema.end() && format->is_string())
      return true;
    if (const auto unique = schema.find("uniqueItems"); unique != schema.end() && *unique == true)
      return true;
  }
  return schema.is_structured() && std::any_of(schema.begin(), schema.end(), has_own_checks);
}

/// The first in order of the elements that stand in a list more than once; nullptr: none does.
const json* repeated_element(const json& list) {
  std::vector<const json*> sorted;
  for (const auto& one : list)
    sorted.push_back(&one);
  const auto value_of = [](const json* one) -> const json& { return *one; };
  std::ranges::sort(sorted, std::less<>{}, value_of);
  const auto found = std::ranges::adjacent_find(sorted, std::equal_to<>{}, value_of);
  return found == sorted.end() ? nullptr : *found;
}

bool wants_other_elements(const json& schema) {
  const auto unique = schema.find("uniqueItems");
  return unique != schema.end() && *unique == true;
}

/// Looks for texts that must be instants and are not, and for lists that hold something twice.
void check_own(const json& document, const json_schema::finding& at,
               std::vector<json_schema::finding>& found) {
  if (at.schema == nullptr || !at.schema->is_object())
    return;
  if (at.value->is_string() || at.value->is_number()) {
    // A number is no instant: nobody could tell seconds from milliseconds.
    if (at.schema->value("format", "") == "date-time" &&
        (at.value->is_number() || !parse_instant(at.value->get_ref<const std::string&>())))
      found.push_back(at);
    return;
  }
  if (at.value->is_array()) {
    if (wants_other_elements(*at.schema) && repeated_element(*at.value) != nullptr)
      found.push_back(at);
  }
  const auto enter = [&](const std::string& token, const json& value) {
    check_own(document,
              {json_schema::problem::refused, pointer_to(at.pointer, token), &value,
               schema_below(document, *at.schema, token), at.schema, token, at.depth + 1},
              found);
  };
  if (at.value->is_object()) {
    for (const auto& [name, value] : at.value->items())
      enter(name, value);
  } else if (at.value->is_array()) {
    for (std::size_t i = 0; i < at.value->size(); ++i)
      enter(std::to_string(i), (*at.value)[i]);
  }
}

std::string refusal(const json& schema, const json& value, const mistake_list& so_far) {
  if (value.is_array() && wants_other_elements(schema)) {
    if (const auto* twice = repeated_element(value))
      return shown(*twice) + " stands in this list more than once; write it once";
  }
  auto message = "expected " + expectation(schema);
  if (schema.value("writeOnly", false)) // a secret is not repeated
    return message;
  message += ", not " + shown(value);
  if (const auto choices = schema.find("enum"); choices != schema.end() && value.is_string()) {
    std::vector<std::string> names;
    for (const auto& choice : *choices) {
      if (choice.is_string())
        names.push_back(choice.get<std::string>());
    }
    if (const auto near = meant(value.get_ref<const std::string&>(), names, so_far); !near.empty())
      message += "; did you mean " + in_quotes(near) + "?";
  }
  return message;
}

/// What to say of a member that `parent` does not allow.
std::string unknown_member(const json& parent, const std::string& name, std::string_view where,
                           const mistake_list& so_far) {
  if (const auto names = parent.find("propertyNames"); names != parent.end())
    return "expected " + expectation(*names) + ", not " + in_quotes(name);
  std::vector<std::string> known;
  if (const auto properties = parent.find("properties"); properties != parent.end()) {
    for (const auto& [key, schema] : properties->items())
      known.push_back(key);
  }
  return "nothing reads " + in_quotes(name) + std::string{where} +
         hint(name, known, "known here are", so_far);
}

std::string type_in_words(const json& type) {
  if (type.is_array()) {
    std::string words;
    for (const auto& one : type)
      words += (words.empty() ? "" : " or ") + type_in_words(one);
    return words;
  }
  const auto name = type.is_string() ? type.get<std::string>() : std::string{};
  return name == "string"    ? "text"
         : name == "array"   ? "a list"
         : name == "object"  ? "an object"
         : name == "integer" ? "a whole number"
         : name == "number"  ? "a number"
         : name == "boolean" ? "true or false"
                             : name;
}

} // namespace

struct json_schema::compiled {
  std::shared_ptr<const json> document;
  const json* source; ///< in the document: what is checked
  bool has_own;
  valijson::Schema schema{};

  compiled(std::shared_ptr<const json> whole, const json& part)
      : document{std::move(whole)}, source{&part}, has_own{has_own_checks(*document)} {
    auto form = prepared(part);
    if (&part != document.get())
      form["definitions"] = prepared(document->at("definitions"));
    valijson::SchemaParser parser{valijson::SchemaParser::kDraft7};
    parser.populateSchema(NlohmannJsonAdapter{form}, schema);
  }
};

json_schema::json_schema(std::shared_ptr<const json> document)
    : compiled_{std::make_unique<const compiled>(document, *document)} {}

json_schema::json_schema(std::shared_ptr<const json> document, std::string_view definition)
    : compiled_{std::make_unique<const compiled>(
          document, document->at("definitions").at(std::string{definition}))} {}

json_schema::json_schema(json_schema&&) noexcept = default;
json_schema::~json_schema() = default;

std::vector<json_schema::finding> json_schema::check(const json& value,
                                                     const std::string& pointer) const {
  thread_local valijson::Validator validator; // keeps compiled patterns
  std::vector<finding> found;
  const auto& [document, source, has_own, schema] = *compiled_;
  if (has_own)
    check_own(*document, {problem::refused, pointer, &value, source, source, {}, 0}, found);
  valijson::ValidationResults results;
  if (validator.validate(schema, NlohmannJsonAdapter{value}, &results))
    return found;
  for (const auto& [path, what] : results) {
    if (what.starts_with("Failed to validate")) // its cause is told by itself
      continue;
    auto at = follow(path, *document, *source, value, pointer);
    if (what.starts_with("Missing")) {
      at.what = problem::missing;
      at.name = named_in(what);
      at.parent = at.schema;
      at.schema = schema_below(*document, *at.parent, at.name);
    } else if (at.schema == nullptr || what.find("'not'") != std::string::npos) {
      at.what = problem::not_allowed;
    }
    found.push_back(std::move(at));
  }
  return found;
}

void json_schema::check(const json& value, const std::string& pointer,
                        mistake_list& mistakes) const {
  for (const auto& problem : check(value, pointer))
    tell(problem, mistakes);
}

void tell(const json_schema::finding& problem, mistake_list& mistakes, std::string_view where) {
  switch (problem.what) {
  case json_schema::problem::missing:
    mistakes.add(pointer_to(problem.pointer, problem.name),
                 in_quotes(problem.name) + " is missing" +
                     (problem.schema ? ": " + expectation(*problem.schema) : std::string{}));
    break;
  case json_schema::problem::not_allowed:
    mistakes.add(problem.pointer, unknown_member(*problem.parent, problem.name, where, mistakes));
    break;
  case json_schema::problem::refused:
    mistakes.refuse(problem.pointer, refusal(*problem.schema, *problem.value, mistakes));
    break;
  }
}

const json* schema_below(const json& document, const json& schema, const std::string& token) {
  if (const auto items = schema.find("items"); items != schema.end())
    return &resolved(document, *items);
  if (const auto known = schema.find("properties"); known != schema.end() && known->contains(token))
    return &resolved(document, known->at(token));
  if (const auto patterns = schema.find("patternProperties"); patterns != schema.end())
    return &resolved(document, patterns->begin().value());
  if (const auto more = schema.find("additionalProperties");
      more != schema.end() && more->is_object())
    return &resolved(document, *more);
  return nullptr;
}

std::string expectation(const json& schema) {
  if (auto words = schema.value("description", std::string{}); !words.empty())
    return words;
  if (schema.value("format", std::string{}) == "date-time")
    return "an instant such as \"2026-03-01T09:30:00+07:00\"";
  if (const auto choices = schema.find("enum"); choices != schema.end()) {
    std::string words;
    for (const auto& choice : *choices)
      words += (words.empty() ? "one of " : ", ") + shown(choice);
    return words;
  }
  if (const auto only = schema.find("const"); only != schema.end())
    return shown(*only);
  if (const auto type = schema.find("type"); type != schema.end())
    return type_in_words(*type);
  return "another value";
}

} // namespace sojourn
