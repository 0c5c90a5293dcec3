#include "api/openapi.hpp"

#include "api/answer_schemas.hpp"
#include "api/check.hpp"
#include "base/ascii.hpp"

#include <set>

namespace sojourn::api {

namespace {

constexpr std::string_view problem_type = "application/problem+json";

json reference(std::string_view kind_of_component, std::string_view name) {
  return {{"$ref", "#/components/" + std::string{kind_of_component} + "/" + std::string{name}}};
}

/// Members of any name: without this, clients that are generated take it for an empty object.
json open_object() { return {{"type", "object"}, {"additionalProperties", true}}; }

json schema_of(kind what, std::span<const std::string_view> choices) {
  switch (what) {
  case kind::text:
  case kind::cursor:
    return {{"type", "string"}, {"minLength", 1}};
  case kind::name:
    return {{"type", "string"}, {"pattern", "^[a-z0-9][a-z0-9_.-]{0,63}$"}};
  case kind::event:
    return {{"type", "string"}, {"minLength", 1}, {"maxLength", 255}};
  case kind::record:
    return {{"type", "string"}, {"minLength", 1}, {"maxLength", 128}};
  case kind::instance:
    return {{"type", "string"}, {"pattern", "^ins_[0-9a-hjkmnp-tv-z]{13}$"}};
  case kind::subject:
    return {{"type", "string"}, {"minLength", 1}, {"examples", json::array({"customer:42"})}};
  case kind::object:
    return open_object();
  case kind::instant:
    return {{"type", "string"}, {"format", "date-time"}};
  case kind::records:
    return {{"type", "array"}, {"items", schema_of(kind::record, {})}};
  case kind::flag:
    return {{"type", "boolean"}};
  case kind::count:
    return {{"type", "integer"}, {"minimum", 1}, {"maximum", max_count}};
  case kind::amount:
    return {{"type", "integer"}, {"minimum", -max_amount}, {"maximum", max_amount}};
  case kind::limit:
    return {{"type", "integer"}, {"minimum", 1}, {"maximum", max_page_limit}, {"default", 100}};
  case kind::choice:
    return {{"type", "string"}, {"enum", json(choices)}};
  }
  return json::object();
}

/// In a body the id of a record may be a whole number as well.
json schema_of(const field& declared) {
  auto schema = schema_of(declared.is, declared.choices);
  if (declared.is == kind::record)
    schema["type"] = {"string", "integer"};
  if (declared.is == kind::records)
    schema["items"]["type"] = {"string", "integer"};
  schema["description"] = declared.description;
  return schema;
}

json schema_of(const body_spec& body) {
  json schema{{"type", "object"}};
  if (!body.description.empty())
    schema["description"] = body.description;
  schema["additionalProperties"] = body.is != body_kind::fields;
  if (body.is != body_kind::fields)
    return schema;
  schema["properties"] = json::object();
  for (const auto& declared : body.fields) {
    schema["properties"][std::string{declared.name}] = schema_of(declared);
    if (declared.required)
      schema["required"].push_back(declared.name);
  }
  for (const auto name : body.exactly_one_of)
    schema["oneOf"].push_back({{"required", json::array({name})}});
  return schema;
}

json event_schema() {
  const json text{{"type", "string"}, {"minLength", 1}};
  return {{"type", "object"},
          {"description", "CloudEvents 1.0, JSON format"},
          {"required", {"specversion", "id", "source", "type", "subject"}},
          {"properties",
           {{"specversion", {{"const", "1.0"}}},
            {"id", text},
            {"source", {{"type", "string"}, {"format", "uri-reference"}, {"minLength", 1}}},
            {"type", schema_of(kind::event, {})},
            {"subject", schema_of(kind::subject, {})},
            {"time", schema_of(kind::instant, {})},
            {"datacontenttype", text},
            {"dataschema", text},
            {"data", json::object()},
            {"data_base64", {{"type", {"string", "null"}}, {"contentEncoding", "base64"}}}}}};
}

json request_body_of(const route& from) {
  json content;
  if (from.pattern == "/v1/events") {
    content = {{"application/cloudevents+json", {{"schema", reference("schemas", "event")}}},
               {"application/cloudevents-batch+json",
                {{"schema", {{"type", "array"}, {"items", reference("schemas", "event")}}}}},
               {"application/json",
                {{"schema",
                  {{"description", "the data of an event whose attributes are ce- "
                                   "headers"}}}}}};
  } else if (from.body.media_types.empty()) {
    content = {{"*/*", {{"schema", {{"description", from.body.description}}}}}};
  } else {
    for (const auto type : from.body.media_types)
      content[std::string{type}] = {
          {"schema", type == "text/plain" ? json{{"type", "string"}, {"description", "one a line"}}
                                          : schema_of(from.body)}};
  }
  return {{"required", from.body.required}, {"content", std::move(content)}};
}

json parameters_of(const route& from) {
  json parameters = json::array();
  for (auto rest = from.pattern; rest.find('{') != std::string_view::npos;) {
    rest.remove_prefix(rest.find('{') + 1);
    const auto name = rest.substr(0, rest.find('}'));
    parameters.push_back({{"name", name},
                          {"in", "path"},
                          {"required", true},
                          {"schema", schema_of(placeholder_kind(from, name), {})}});
  }
  for (const auto& declared : from.query)
    parameters.push_back({{"name", declared.name},
                          {"in", "query"},
                          {"required", declared.required},
                          {"description", declared.description},
                          {"schema", schema_of(declared.is, declared.choices)}});
  if (from.takes_idempotency_key)
    parameters.push_back(reference("parameters", "idempotency_key"));
  if (from.has_etag) {
    parameters.push_back(reference("parameters", "if_match"));
    parameters.push_back(reference("parameters", "if_none_match"));
  }
  return parameters;
}

json page_of(json item) {
  return {{"type", "object"},
          {"required", {"items", "next_cursor"}},
          {"properties",
           {{"items", {{"type", "array"}, {"items", std::move(item)}}},
            {"next_cursor", {{"type", {"string", "null"}}}}}}};
}

/// What a good answer holds, or one of the variant that the suffix names (" dry_run"); of a list,
/// one item. nullopt: the answers say nothing of it.
std::optional<json> named_schema_of(const route& from, const std::string& variant = {}) {
  const auto& all = answers_document().at("answers");
  const auto named = all.find(lower_ascii(from.method) + " " + std::string{from.pattern} + variant);
  if (named == all.end())
    return std::nullopt;
  return reference("schemas", named->get_ref<const std::string&>());
}

json answer_schema_of(const route& from) { return named_schema_of(from).value_or(open_object()); }

json good_answer(const route& from) {
  const auto& answer = from.answer;
  json described{{"description", answer.description}};
  if (answer.status == 204)
    return described;
  switch (answer.is) {
  case shape::page:
    described["content"]["application/json"]["schema"] = page_of(answer_schema_of(from));
    break;
  case shape::text:
    described["content"][from.streams ? "text/event-stream" : "text/plain"]["schema"] = {
        {"type", "string"}};
    break;
  case shape::created:
    described["headers"]["Location"] = {{"description", "where it is"},
                                        {"schema", {{"type", "string"}}}};
    [[fallthrough]];
  case shape::object:
    described["content"]["application/json"]["schema"] = answer_schema_of(from);
    break;
  }
  return described;
}

json answers_of(const route& from) {
  json answers{{std::to_string(from.answer.status), good_answer(from)},
               {"default", reference("responses", "problem")}};
  // What can be created can also be there already, and the other way round.
  if (from.answer.is == shape::created)
    answers[from.answer.status == 200 ? "201" : "200"] = {
        {"description", from.answer.status == 200 ? "It is new." : "It was there already."},
        {"content", {{"application/json", {{"schema", answer_schema_of(from)}}}}}};
  if (const auto counted = named_schema_of(from, " dry_run"))
    answers["200"] = {{"description", "The counts of a dry run."},
                      {"content", {{"application/json", {{"schema", *counted}}}}}};
  if (const auto pinged = named_schema_of(from, " ping"))
    answers["200"] = {{"description", "The sender asked only whether anybody is here."},
                      {"content", {{"application/json", {{"schema", *pinged}}}}}};
  return answers;
}

std::string operation_id_of(const route& from) {
  auto id = lower_ascii(from.method);
  for (const char c : from.pattern) {
    if (c == '/' || c == '.')
      id += '_';
    else if (c != '{' && c != '}')
      id += c;
  }
  return id;
}

/// "campaigns" for "/v1/campaigns/{id}", "operation" for what is not under /v1.
std::string tag_of(const route& from) {
  constexpr std::string_view versioned = "/v1/";
  if (!from.pattern.starts_with(versioned))
    return "operation";
  const auto rest = from.pattern.substr(versioned.size());
  return std::string{rest.substr(0, rest.find('/'))};
}

json operation_of(const route& from) {
  json operation{{"operationId", operation_id_of(from)},
                 {"summary", from.summary},
                 {"tags", {tag_of(from)}},
                 {"parameters", parameters_of(from)},
                 {"responses", answers_of(from)},
                 {"security", from.is_open ? json::array()
                                           : json::array({json{{"token", json::array()}},
                                                          json{{"session", json::array()}}})},
                 {"x-permissions", from.is_open ? json::array() : json(from.needs.names())}};
  if (!from.description.empty())
    operation["description"] = from.description;
  if (from.body.is != body_kind::none)
    operation["requestBody"] = request_body_of(from);
  return operation;
}

json problem_schema() {
  const json text{{"type", "string"}};
  json codes = json::array();
  for (const auto& row : error_catalogue())
    codes.push_back(row.text);
  return {{"type", "object"},
          {"required", {"type", "code", "title", "status", "detail", "instance"}},
          {"properties",
           {{"type", {{"type", "string"}, {"format", "uri-reference"}}},
            {"code", {{"type", "string"}, {"enum", codes}}},
            {"title", text},
            {"status", {{"type", "integer"}}},
            {"detail", text},
            {"instance", {{"type", "string"}, {"description", "the id of the request"}}},
            {"errors",
             {{"type", "array"},
              {"items",
               {{"type", "object"},
                {"required", {"pointer", "message"}},
                {"properties",
                 {{"pointer", text},
                  {"message", text},
                  {"code", text},
                  {"facts", {{"type", "object"}, {"additionalProperties", text}}}}}}}}}}}};
}

json schemas() {
  auto all = answers_document().at("schemas");
  all["problem"] = problem_schema();
  all["event"] = event_schema();
  return all;
}

json components() {
  return {{"schemas", schemas()},
          {"responses",
           {{"problem",
             {{"description", "Why it was refused (RFC 9457)."},
              {"content",
               {{std::string{problem_type}, {{"schema", reference("schemas", "problem")}}}}}}}}},
          {"parameters",
           {{"idempotency_key",
             {{"name", "Idempotency-Key"},
              {"in", "header"},
              {"description", "The same key with the same request gives the first answer again."},
              {"schema", {{"type", "string"}, {"minLength", 1}, {"maxLength", 255}}}}},
            {"if_match",
             {{"name", "If-Match"},
              {"in", "header"},
              {"description", "Only if the ETag is still one of these; \"*\": if there is one."},
              {"schema", {{"type", "string"}, {"minLength", 1}}}}},
            {"if_none_match",
             {{"name", "If-None-Match"},
              {"in", "header"},
              {"description", "Only if the ETag is none of these; \"*\": if there is none. A GET "
                              "is answered with 304 else."},
              {"schema", {{"type", "string"}, {"minLength", 1}}}}}}},
          {"securitySchemes",
           {{"token", {{"type", "http"}, {"scheme", "bearer"}}},
            {"session",
             {{"type", "apiKey"},
              {"in", "cookie"},
              {"name", "sojourn-session"},
              {"description", "Set by POST /v1/session. Requests that change something repeat the "
                              "forgery_token in X-Forgery-Token."}}}}}};
}

} // namespace

json openapi_document() {
  json paths = json::object();
  std::set<std::string> tags;
  for (const auto& one : routes()) {
    paths[std::string{one.pattern}][lower_ascii(one.method)] = operation_of(one);
    tags.insert(tag_of(one));
  }
  json tag_list = json::array();
  for (const auto& tag : tags)
    tag_list.push_back({{"name", tag}});
  return {{"openapi", "3.1.0"},
          {"info",
           {{"title", "Sojourn"},
            {"version", SOJOURN_VERSION},
            {"description", "Campaigns, their instances, and the data they act on."}}},
          {"tags", tag_list},
          {"paths", paths},
          {"components", components()}};
}

} // namespace sojourn::api
