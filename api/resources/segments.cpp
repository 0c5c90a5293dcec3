// /v1/segments: named audiences, how many are in them, who, and why.
#include "service/segments.hpp"

#include "api/resources/answers.hpp"

namespace sojourn::api {

namespace segments_resource {
namespace {

void list(const request& ask, handler_context& context, reply answer) {
  context.services.segments.list(ask.page, as_page(ask, answer));
}

void get(const request& ask, handler_context& context, reply answer) {
  context.services.segments.get(ask.id(), as_resource(answer));
}

void versions(const request& ask, handler_context& context, reply answer) {
  context.services.segments.versions(ask.id(), as_page(ask, answer));
}

void create(const request& ask, handler_context& context, reply answer) {
  context.services.segments.put({.id = {},
                                 .definition = ask.fields,
                                 .must_be_new = true,
                                 .by = ask.caller_without_why(),
                                 .idem = ask.idempotency},
                                as_written(answer, "/v1/segments/"));
}

void put(const request& ask, handler_context& context, reply answer) {
  context.services.segments.put({.id = ask.id(),
                                 .definition = ask.fields,
                                 .only_if = ask.only_if,
                                 .by = ask.caller_without_why(),
                                 .idem = {}},
                                as_written(answer, "/v1/segments/" + ask.id()));
}

void remove(const request& ask, handler_context& context, reply answer) {
  context.services.segments.remove(ask.id(), ask.only_if, ask.caller(), as_json(answer));
}

void size(const request& ask, handler_context& context, reply answer) {
  context.services.segments.size(ask.id(), as_json(answer));
}

void size_unsaved(const request& ask, handler_context& context, reply answer) {
  context.services.segments.size_of_condition(ask.fields, as_json(answer));
}

void members(const request& ask, handler_context& context, reply answer) {
  context.services.segments.members(ask.id(), ask.page, as_page(ask, answer));
}

void member(const request& ask, handler_context& context, reply answer) {
  context.services.segments.member(ask.id(), ask.id("customer"), as_json(answer));
}

void funnel(const request& ask, handler_context& context, reply answer) {
  context.services.segments.funnel(ask.id(), as_json(answer));
}

void funnel_unsaved(const request& ask, handler_context& context, reply answer) {
  const auto zone = ask.fields.find("timezone");
  context.services.segments.funnel_of_stages(
      ask.fields.value("stages", json()),
      zone != ask.fields.end() && zone->is_string() ? zone->get<std::string>() : "UTC",
      as_json(answer));
}

constexpr body_spec segment_body{
    .is = body_kind::object,
    .required = true,
    .description = "name, description, timezone, and a condition, or a group with parameters"};

constexpr std::array table{
    route{.method = "GET",
          .pattern = "/v1/segments",
          .summary = "List the segments",
          .handle = list,
          .description = "Saved ones, and the groups that come with Sojourn.",
          .query = page_parameters,
          .answer = {.is = shape::page, .description = "The segments, by id."}},
    route{.method = "POST",
          .pattern = "/v1/segments",
          .needs = permission::edit,
          .summary = "Create a segment",
          .handle = create,
          .description = "The id is the definition's; 409 when it is taken.",
          .body = segment_body,
          .answer = {.status = 201, .is = shape::created, .description = "The segment."},
          .takes_idempotency_key = true},
    route{.method = "POST",
          .pattern = "/v1/segments/size",
          .summary = "Count the members of a segment without storing it",
          .handle = size_unsaved,
          .description = "Exact, and made to be asked while a condition is typed.",
          .body = segment_body,
          .answer = {.description = "The size, and how many had to be looked at one by one."},
          .takes_long = true},
    route{.method = "POST",
          .pattern = "/v1/segments/funnel",
          .summary = "Count who passes and who leaves at each of several stages",
          .handle = funnel_unsaved,
          .body = {.is = body_kind::object,
                   .required = true,
                   .description = "stages, a list of {name, condition}; timezone"},
          .answer = {.description = "How many entered, stayed and left at each stage."},
          .takes_long = true},
    route{.method = "GET",
          .pattern = "/v1/segments/{id}",
          .summary = "Get a segment",
          .handle = get,
          .answer = {.description = "The segment; ETag holds its version; a group that comes with "
                                    "Sojourn has none."},
          .has_etag = true},
    route{.method = "PUT",
          .pattern = "/v1/segments/{id}",
          .needs = permission::edit,
          .summary = "Create a segment or give it a new version",
          .handle = put,
          .description = "Campaigns that name it ask the newest version from then on. Needs the "
                         "permission send as well while one of them is active or paused.",
          .body = segment_body,
          .answer = {.is = shape::created, .description = "The segment."},
          .has_etag = true},
    route{.method = "DELETE",
          .pattern = "/v1/segments/{id}",
          .needs = permission::edit,
          .summary = "Delete a segment",
          .handle = remove,
          .description = "409 while a campaign that has not ended, or a segment, names it.",
          .answer = {.description = "What was deleted."},
          .has_etag = true},
    route{.method = "GET",
          .pattern = "/v1/segments/{id}/versions",
          .summary = "List the versions of a segment",
          .handle = versions,
          .answer = {.is = shape::page, .description = "The versions, newest first."}},
    route{.method = "GET",
          .pattern = "/v1/segments/{id}/size",
          .summary = "Count the members of a segment",
          .handle = size,
          .answer = {.description = "The size, and how many had to be looked at one by one."},
          .takes_long = true},
    route{.method = "GET",
          .pattern = "/v1/segments/{id}/members",
          .summary = "List the members of a segment",
          .handle = members,
          .query = page_parameters,
          .answer = {.is = shape::page, .description = "Ids of customers, in order."},
          .takes_long = true},
    route{.method = "GET",
          .pattern = "/v1/segments/{id}/members/{customer}",
          .summary = "Tell why a customer is in or out",
          .handle = member,
          .answer = {.description = "Each part of the condition, whether it holds, and what it "
                                    "read."}},
    route{.method = "GET",
          .pattern = "/v1/segments/{id}/funnel",
          .summary = "Count who leaves at each part of the segment's condition",
          .handle = funnel,
          .description = "The parts of its outermost \"and\", in their order.",
          .answer = {.description = "How many entered, stayed and left at each part."},
          .takes_long = true},
};

} // namespace
} // namespace segments_resource

std::span<const route> segment_routes() { return segments_resource::table; }

} // namespace sojourn::api
