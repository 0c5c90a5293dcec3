// /v1/instances: where each run stands, why, and what an operator can do about it.
#include "service/instances.hpp"

#include "api/resources/answers.hpp"

namespace sojourn::api {

namespace instances_resource {
namespace {

using service::instance_action;

void list(const request& ask, handler_context& context, reply answer) {
  context.services.instances.list({.campaign = ask.parameter("campaign"),
                                   .status = ask.parameter("status"),
                                   .step = ask.parameter("step"),
                                   .subject = ask.parameter("subject")},
                                  ask.page, as_page(ask, answer));
}

void get(const request& ask, handler_context& context, reply answer) {
  context.services.instances.get(instance_of(ask), as_json(answer));
}

void journal(const request& ask, handler_context& context, reply answer) {
  context.services.instances.journal(instance_of(ask), ask.page, as_page(ask, answer));
}

void explain(const request& ask, handler_context& context, reply answer) {
  context.services.instances.explain(instance_of(ask), as_json(answer));
}

template <instance_action Action>
void command(const request& ask, handler_context& context, reply answer) {
  context.services.instances.command(instance_of(ask), Action, ask.caller(), as_json(answer));
}

void signal(const request& ask, handler_context& context, reply answer) {
  context.services.instances.signal(instance_of(ask), ask.text("type"), ask.object("data"),
                                    ask.caller(), as_json(answer));
}

constexpr std::array<std::string_view, 8> statuses{"running",   "waiting",   "paused",    "held",
                                                   "completed", "converted", "cancelled", "failed"};

constexpr std::array list_parameters{
    field{"campaign", kind::name, "only of this campaign"},
    field{"status", kind::choice, "only with this status", false, statuses},
    field{"subject", kind::subject, "only about this subject"},
    field{"step", kind::text, "only at this step"},
    limit_parameter,
    cursor_parameter};

constexpr std::array signal_fields{field{"type", kind::event, "the event's type", true},
                                   field{"data", kind::object, "in reach of conditions as event"},
                                   field{"why", kind::text, "the reason, for the journal"}};

constexpr std::array table{
    route{.method = "GET",
          .pattern = "/v1/instances",
          .summary = "List instances",
          .handle = list,
          .query = list_parameters,
          .answer = {.is = shape::page, .description = "The instances, newest last."}},
    route{.method = "GET",
          .pattern = "/v1/instances/{id}",
          .summary = "Get an instance",
          .handle = get,
          .id_is = kind::instance,
          .answer = {.description = "The instance."}},
    route{.method = "GET",
          .pattern = "/v1/instances/{id}/journal",
          .summary = "Read what happened to an instance",
          .handle = journal,
          .id_is = kind::instance,
          .query = page_parameters,
          .answer = {.is = shape::page, .description = "Journal entries."}},
    route{.method = "GET",
          .pattern = "/v1/instances/{id}/explain",
          .summary = "Tell why an instance is where it is",
          .handle = explain,
          .id_is = kind::instance,
          .answer = {.description = "What it waits for and what brought it there."}},
    route{.method = "POST",
          .pattern = "/v1/instances/{id}/cancel",
          .needs = scope::operate,
          .summary = "Cancel an instance",
          .handle = command<instance_action::cancel>,
          .id_is = kind::instance,
          .body = why_body,
          .answer = {.description = "The instance."}},
    route{.method = "POST",
          .pattern = "/v1/instances/{id}/pause",
          .needs = scope::operate,
          .summary = "Pause an instance",
          .handle = command<instance_action::pause>,
          .id_is = kind::instance,
          .body = why_body,
          .answer = {.description = "The instance."}},
    route{.method = "POST",
          .pattern = "/v1/instances/{id}/resume",
          .needs = scope::operate,
          .summary = "Let a paused instance go on",
          .handle = command<instance_action::resume>,
          .id_is = kind::instance,
          .body = why_body,
          .answer = {.description = "The instance."}},
    route{.method = "POST",
          .pattern = "/v1/instances/{id}/retry",
          .needs = scope::operate,
          .summary = "Try a held instance's step again",
          .handle = command<instance_action::retry>,
          .id_is = kind::instance,
          .body = why_body,
          .answer = {.description = "The instance."}},
    route{.method = "POST",
          .pattern = "/v1/instances/{id}/skip",
          .needs = scope::operate,
          .summary = "Go on without the step an instance is at",
          .handle = command<instance_action::skip>,
          .id_is = kind::instance,
          .body = why_body,
          .answer = {.description = "The instance."}},
    route{.method = "POST",
          .pattern = "/v1/instances/{id}/signal",
          .needs = scope::operate,
          .summary = "Hand an event to one instance alone",
          .handle = signal,
          .id_is = kind::instance,
          .body = {.is = body_kind::fields, .required = true, .fields = signal_fields},
          .answer = {.description = "The instance."}},
};

} // namespace
} // namespace instances_resource

std::span<const route> instance_routes() { return instances_resource::table; }

} // namespace sojourn::api
