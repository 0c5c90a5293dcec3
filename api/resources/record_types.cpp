// /v1/record-types: what records look like, and whose they are.
#include "service/record_types.hpp"

#include "api/resources/answers.hpp"

namespace sojourn::api {

namespace record_types_resource {
namespace {

void list(const request& ask, handler_context& context, reply answer) {
  context.services.record_types.list(ask.page, as_page(ask, answer));
}

void get(const request& ask, handler_context& context, reply answer) {
  context.services.record_types.get(ask.id("name"), as_resource(answer));
}

void put(const request& ask, handler_context& context, reply answer) {
  const auto name = ask.id("name");
  context.services.record_types.put(name, ask.fields, ask.only_if, ask.caller_without_why(),
                                    as_written(answer, "/v1/record-types/" + name));
}

constexpr std::array table{
    route{.method = "GET",
          .pattern = "/v1/record-types",
          .summary = "List the record types",
          .handle = list,
          .query = page_parameters,
          .answer = {.is = shape::page, .description = "The types, by name."}},
    route{.method = "GET",
          .pattern = "/v1/record-types/{name}",
          .summary = "Get a record type",
          .handle = get,
          .answer = {.description = "The type with its schema; ETag holds its version."},
          .has_etag = true},
    route{.method = "PUT",
          .pattern = "/v1/record-types/{name}",
          .needs = permission::developer,
          .summary = "Create or replace a record type",
          .handle = put,
          .description = "A JSON Schema (draft 7) whose \"x-links\" say which fields name "
                         "records of which types. Later writes of records must keep it.",
          .body = {.is = body_kind::object, .required = true, .description = "the schema"},
          .answer = {.is = shape::created, .description = "The type."},
          .has_etag = true},
};

} // namespace
} // namespace record_types_resource

std::span<const route> record_type_routes() { return record_types_resource::table; }

} // namespace sojourn::api
