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
                                   .subject = ask.parameter("subject"),
                                   .version = count_in(ask, "version"),
                                   .waiting_for = ask.parameter("waiting_for"),
                                   .code = ask.parameter("code")},
                                  ask.page, as_page(ask, answer));
}

void groups(const request& ask, handler_context& context, reply answer) {
  context.services.instances.groups(ask.parameter("campaign"), ask.parameter("unknown_for"),
                                    ask.page.limit, as_page(ask, answer));
}

void continue_from(const request& ask, handler_context& context, reply answer) {
  context.services.instances.continue_from(instance_of(ask), ask.text("step"), ask.caller(),
                                           as_json(answer));
}

void edit(const request& ask, handler_context& context, reply answer) {
  context.services.instances.edit(instance_of(ask), ask.object("vars"), ask.caller(),
                                  as_json(answer));
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
    field{"version", kind::count, "only of this version of the campaign"},
    field{"waiting_for", kind::choice, "only waiting for this", false, waiting_names},
    field{"code", kind::text, "only held, or with an unknown outcome, for this reason"},
    limit_parameter,
    cursor_parameter};
constexpr std::array group_parameters{
    field{"campaign", kind::name, "only of this campaign"},
    field{"unknown_for", kind::text,
          "unknown outcomes only when they are older, such as \"PT1H\", the default"},
    limit_parameter};
constexpr std::array continue_fields{
    field{"step", kind::text, "a step of the instance's version, or \"end\"", true},
    field{"why", kind::text, "the reason, for the journal"}};
constexpr std::array edit_fields{
    field{"vars", kind::object, "merged over the variables; null removes one", true},
    field{"why", kind::text, "the reason, for the journal"}};

constexpr std::array signal_fields{field{"type", kind::event, "the event's type", true},
                                   field{"data", kind::object, "in reach of conditions as event"},
                                   field{"why", kind::text, "the reason, for the journal"}};

constexpr std::array table{
    route{.method = "GET",
          .pattern = "/v1/instances",
          .summary = "List instances",
          .handle = list,
          .query = list_parameters,
          .answer = {.is = shape::page, .description = "The instances, newest first."}},
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
          .needs = permission::operate,
          .summary = "Cancel an instance",
          .handle = command<instance_action::cancel>,
          .id_is = kind::instance,
          .body = why_body,
          .answer = {.description = "The instance."}},
    route{.method = "POST",
          .pattern = "/v1/instances/{id}/pause",
          .needs = permission::operate,
          .summary = "Pause an instance",
          .handle = command<instance_action::pause>,
          .id_is = kind::instance,
          .body = why_body,
          .answer = {.description = "The instance."}},
    route{.method = "POST",
          .pattern = "/v1/instances/{id}/resume",
          .needs = permission::operate,
          .summary = "Let a paused instance go on",
          .handle = command<instance_action::resume>,
          .id_is = kind::instance,
          .body = why_body,
          .answer = {.description = "The instance."}},
    route{.method = "POST",
          .pattern = "/v1/instances/{id}/retry",
          .needs = permission::operate,
          .summary = "Try a held instance's step again",
          .handle = command<instance_action::retry>,
          .id_is = kind::instance,
          .body = why_body,
          .answer = {.description = "The instance."}},
    route{.method = "POST",
          .pattern = "/v1/instances/{id}/skip",
          .needs = permission::operate,
          .summary = "Go on without the step an instance is at",
          .handle = command<instance_action::skip>,
          .id_is = kind::instance,
          .body = why_body,
          .answer = {.description = "The instance."}},
    route{.method = "POST",
          .pattern = "/v1/instances/{id}/continue",
          .needs = permission::operate,
          .summary = "Go on from another step of an instance's campaign",
          .handle = continue_from,
          .description = "Takes back what is under way. For instances that wait or are held.",
          .id_is = kind::instance,
          .body = {.is = body_kind::fields, .required = true, .fields = continue_fields},
          .answer = {.description = "The instance."}},
    route{.method = "POST",
          .pattern = "/v1/instances/{id}/edit",
          .needs = permission::operate,
          .summary = "Change variables of an instance",
          .handle = edit,
          .description = "A merge patch (RFC 7396). Variables that hold a voucher cannot be "
                         "changed. Retry the step afterwards, if the instance is held.",
          .id_is = kind::instance,
          .body = {.is = body_kind::fields, .required = true, .fields = edit_fields},
          .answer = {.description = "The instance."}},
    route{.method = "POST",
          .pattern = "/v1/instances/{id}/signal",
          .needs = permission::operate,
          .summary = "Hand an event to one instance alone",
          .handle = signal,
          .id_is = kind::instance,
          .body = {.is = body_kind::fields, .required = true, .fields = signal_fields},
          .answer = {.description = "The instance."}},
    route{.method = "GET",
          .pattern = "/v1/instances/groups",
          .summary = "Group the instances that an operator should look at",
          .handle = groups,
          .description = "Those that are held, and those of a message whose outcome has been "
                         "unknown for a while, by campaign, step and code; the newest groups "
                         "first. A filter of POST /v1/instances/bulk with the same campaign, step "
                         "and code means the same instances.",
          .query = group_parameters,
          .answer = {.is = shape::page, .description = "The groups."}},
};

} // namespace
} // namespace instances_resource

std::span<const route> instance_routes() { return instances_resource::table; }

} // namespace sojourn::api
