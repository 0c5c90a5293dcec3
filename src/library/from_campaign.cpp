#include "library/from_campaign.hpp"

#include "base/mistakes.hpp"

namespace sojourn::library {

namespace {

/// The schema of a parameter whose default is this value; null: it has no place in a schema.
json schema_of_value(const json& value) {
  json schema{{"default", value}};
  if (value.is_string())
    schema["type"] = "string";
  else if (value.is_boolean())
    schema["type"] = "boolean";
  else if (value.is_number_integer())
    schema["type"] = "integer";
  else if (value.is_number())
    schema["type"] = "number";
  else if (value.is_array())
    schema["type"] = "array";
  else
    return nullptr;
  return schema;
}

/// The name in {"parameter": NAME}; empty: it is none, or names a member of a parameter.
std::string parameter_named(const json& placeholder) {
  const auto* name = find_path(placeholder, "parameter");
  if (placeholder.size() != 1 || name == nullptr || !name->is_string() ||
      name->get_ref<const std::string&>().find('.') != std::string::npos)
    return {};
  return name->get<std::string>();
}

json words_of(const json& definition, const char* field) {
  const auto text = definition.value(field, definition.at("name").get<std::string>());
  return {{"vi", text}, {"en", text}};
}

bool is_pointer(const std::string& text) {
  try {
    return !json::json_pointer{text}.empty();
  } catch (const json::exception&) {
    return false;
  }
}

} // namespace

result<json> document_of_campaign(const json& definition, json told) {
  mistake_list mistakes;
  auto campaign = definition;
  for (const auto* own : {"id", "name"})
    campaign.erase(own);
  auto parameters = told.value("parameters", json::object());
  if (parameters.is_object() && !parameters.contains("properties"))
    parameters["properties"] = json::object();
  const auto placeholders = told.value("placeholders", json::object());
  if (!placeholders.is_object() || !parameters.is_object())
    return fail(
        error_code::invalid_request, "the scenario has errors",
        {{placeholders.is_object() ? "/parameters" : "/placeholders", "expected an object"}});
  for (const auto& [pointer, placeholder] : placeholders.items()) {
    const bool is_there = is_pointer(pointer) && campaign.contains(json::json_pointer{pointer});
    if (!is_there) {
      mistakes.add(pointer_to("/placeholders", pointer),
                   in_quotes(pointer) + " leads to nothing in the campaign");
      continue;
    }
    auto& place = campaign.at(json::json_pointer{pointer});
    auto& properties = parameters["properties"];
    if (const auto name = parameter_named(placeholder); !name.empty() && properties.is_object()) {
      if (!properties.contains(name)) {
        if (auto schema = schema_of_value(place); !schema.is_null())
          properties[name] = std::move(schema);
      } else if (properties[name].is_object() && !properties[name].contains("default")) {
        properties[name]["default"] = place;
      }
    }
    place = placeholder;
  }
  if (!mistakes.empty())
    return fail(error_code::invalid_request, "the scenario has errors", mistakes.sorted());
  told.erase("placeholders");
  told["campaign"] = std::move(campaign);
  told["parameters"] = std::move(parameters);
  for (const auto& [field, of_campaign] :
       {std::pair{"title", "name"}, std::pair{"explanation", "description"}}) {
    if (!told.contains(field))
      told[field] = words_of(definition, of_campaign);
  }
  if (!told.contains("goal"))
    told["goal"] = "traffic";
  return told;
}

} // namespace sojourn::library
