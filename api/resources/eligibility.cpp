// /v1/eligibility: whether the shop may run boosters, and what it lacks.
#include "service/eligibility.hpp"

#include "api/resources/answers.hpp"

namespace sojourn::api {

namespace eligibility_resource {
namespace {

service::document_request document_in(const request& ask) {
  return {.id = {},
          .definition = ask.fields,
          .only_if = ask.only_if,
          .by = ask.caller_without_why(),
          .idem = {}};
}

void get(const request&, handler_context& context, reply answer) {
  context.services.eligibility.get(as_json(answer));
}

void settings(const request&, handler_context& context, reply answer) {
  context.services.eligibility.settings(as_resource(answer));
}

void put_settings(const request& ask, handler_context& context, reply answer) {
  context.services.eligibility.put_settings(document_in(ask),
                                            as_written(answer, "/v1/eligibility/settings"));
}

void inputs(const request&, handler_context& context, reply answer) {
  context.services.eligibility.inputs(as_resource(answer));
}

void put_inputs(const request& ask, handler_context& context, reply answer) {
  context.services.eligibility.put_inputs(document_in(ask),
                                          as_written(answer, "/v1/eligibility/inputs"));
}

void patch_inputs(const request& ask, handler_context& context, reply answer) {
  context.services.eligibility.patch_inputs(document_in(ask),
                                            as_written(answer, "/v1/eligibility/inputs"));
}

void history(const request& ask, handler_context& context, reply answer) {
  context.services.eligibility.history(ask.page, as_page(ask, answer));
}

void evaluate(const request& ask, handler_context& context, reply answer) {
  context.services.eligibility.evaluate(ask.caller(), as_json(answer));
}

constexpr body_spec settings_body{
    .is = body_kind::object,
    .required = true,
    .description = "timezone, thresholds, measured, applied_after, people_a_day, group_cap"};
constexpr body_spec inputs_body{.is = body_kind::object,
                                .required = true,
                                .description =
                                    "positive_rating, chat_response, followers, revenue_30_days"};

constexpr std::array<std::string_view, 2> inputs_patch_types{"application/json",
                                                             "application/merge-patch+json"};
constexpr body_spec inputs_patch{.is = body_kind::object,
                                 .required = true,
                                 .description = "the figures that have changed",
                                 .media_types = inputs_patch_types};

constexpr std::array table{
    route{.method = "GET",
          .pattern = "/v1/eligibility",
          .summary = "Tell whether the shop may run boosters",
          .handle = get,
          .answer = {.description = "none, basic or advanced, with what is missing and by how "
                                    "much, and the approved SKUs of each booster."}},
    route{.method = "GET",
          .pattern = "/v1/eligibility/settings",
          .summary = "Get the thresholds, the schedule and the limits",
          .handle = settings,
          .answer = {.description = "The settings; without an ETag where nobody put any."},
          .has_etag = true},
    route{.method = "PUT",
          .pattern = "/v1/eligibility/settings",
          .needs = permission::operate,
          .summary = "Set the thresholds, the schedule and the limits",
          .handle = put_settings,
          .description = "What is left out is as in the source. They count from the next "
                         "evaluation on; the limits count at once.",
          .body = settings_body,
          .answer = {.is = shape::created, .description = "The settings."},
          .has_etag = true},
    route{.method = "GET",
          .pattern = "/v1/eligibility/inputs",
          .summary = "Get the figures of the shop",
          .handle = inputs,
          .answer = {.description = "The inputs."},
          .has_etag = true},
    route{.method = "PUT",
          .pattern = "/v1/eligibility/inputs",
          .needs = permission::data,
          .summary = "Set the figures of the shop",
          .handle = put_inputs,
          .description = "All of them, as the marketplace measures them; null where one is not "
                         "known. They count from the next evaluation on.",
          .body = inputs_body,
          .answer = {.is = shape::created, .description = "The inputs."},
          .has_etag = true},
    route{.method = "PATCH",
          .pattern = "/v1/eligibility/inputs",
          .needs = permission::data,
          .summary = "Change some of the figures of the shop",
          .handle = patch_inputs,
          .description = "A JSON Merge Patch (RFC 7396): those that it does not name stay; null: "
                         "not known.",
          .body = inputs_patch,
          .answer = {.is = shape::created, .description = "The inputs."},
          .has_etag = true},
    route{.method = "GET",
          .pattern = "/v1/eligibility/history",
          .summary = "List the evaluations",
          .handle = history,
          .query = page_parameters,
          .answer = {.is = shape::page, .description = "The evaluations, newest first."}},
    route{.method = "POST",
          .pattern = "/v1/eligibility/evaluate",
          .needs = permission::send,
          .summary = "Evaluate now",
          .handle = evaluate,
          .description = "What is found counts at once: cards that are being sent are paused, or "
                         "go on.",
          .body = why_body,
          .answer = {.description = "The evaluation."}},
};

} // namespace
} // namespace eligibility_resource

std::span<const route> eligibility_routes() { return eligibility_resource::table; }

} // namespace sojourn::api
