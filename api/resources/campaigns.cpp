// /v1/campaigns: definitions, their versions, their life, their figures, and manual starts.
#include "service/campaigns.hpp"

#include "api/resources/answers.hpp"
#include "service/instances.hpp"
#include "service/runs.hpp"

#include <algorithm>

namespace sojourn::api {

namespace campaigns_resource {
namespace {

using service::campaign_action;

/// In the order of service::campaign_sort.
constexpr std::array<std::string_view, 8> sort_names{
    "id", "name", "created_at", "updated_at", "entered", "waiting", "converted", "orders"};

void list(const request& ask, handler_context& context, reply answer) {
  const auto named = ask.parameter("sort");
  const bool descending = named.starts_with('-');
  const auto place = std::ranges::find(sort_names, std::string_view{named}.substr(descending));
  context.services.campaigns.list(
      {.text = ask.parameter("q"),
       .state = ask.parameter("state"),
       .kind = ask.parameter("kind"),
       .tag = ask.parameter("tag"),
       .sort = named.empty() ? service::campaign_sort::id
                             : static_cast<service::campaign_sort>(place - sort_names.begin()),
       .descending = descending},
      ask.page, as_page(ask, answer));
}

/// The definition's own id, or nothing where it has none; the reader of definitions
/// reports that with whatever else is wrong.
std::string id_in(const json& definition) {
  const auto id = definition.find("id");
  return id != definition.end() && id->is_string() ? id->get<std::string>() : std::string{};
}

void create(const request& ask, handler_context& context, reply answer) {
  context.services.campaigns.put({.id = id_in(ask.fields),
                                  .definition = ask.fields,
                                  .must_be_new = true,
                                  .by = ask.caller(),
                                  .idem = ask.idempotency},
                                 as_written(answer, "/v1/campaigns/"));
}

void put(const request& ask, handler_context& context, reply answer) {
  if (const auto named = id_in(ask.fields); !named.empty() && named != ask.id())
    return answer(fail(error_code::invalid_request, "the path and the body name two campaigns",
                       {{"/id", "must be \"" + ask.id() + "\", as in the path"}}));
  context.services.campaigns.put(
      {.id = ask.id(), .definition = ask.fields, .only_if = ask.only_if, .by = ask.caller()},
      as_written(answer, "/v1/campaigns/" + ask.id()));
}

void validate(const request& ask, handler_context& context, reply answer) {
  context.services.campaigns.validate(ask.fields, answer.through<json>([](json found) {
    json body = found.is_object() ? std::move(found) : json::object();
    body["valid"] = true;
    return json_response(200, body);
  }));
}

void copy(const request& ask, handler_context& context, reply answer) {
  context.services.campaigns.copy({.from = ask.id(),
                                   .version = ask.count("version"),
                                   .id = ask.text("id"),
                                   .name = ask.text("name"),
                                   .by = ask.caller(),
                                   .idem = ask.idempotency},
                                  as_written(answer, "/v1/campaigns/"));
}

void get(const request& ask, handler_context& context, reply answer) {
  context.services.campaigns.get(ask.id(), as_changing_resource(answer));
}

void versions(const request& ask, handler_context& context, reply answer) {
  context.services.campaigns.versions(ask.id(), as_page(ask, answer));
}

template <campaign_action Action>
void change(const request& ask, handler_context& context, reply answer) {
  context.services.campaigns.change(ask.id(), Action, ask.caller(), as_json(answer));
}

void activate(const request& ask, handler_context& context, reply answer) {
  std::vector<std::string> overridden;
  if (const auto codes = ask.fields.is_object() ? ask.fields.find("override") : ask.fields.end();
      codes != ask.fields.end())
    overridden = codes->get<std::vector<std::string>>();
  context.services.campaigns.activate(ask.id(), std::move(overridden), ask.caller(),
                                      as_json(answer));
}

void lint(const request& ask, handler_context& context, reply answer) {
  auto sample = ask.object("data");
  context.services.campaigns.lint(ask.id(), sample.is_object() ? std::move(sample) : json::object(),
                                  as_json(answer));
}

void run(const request& ask, handler_context& context, reply answer) {
  if (ask.fields.contains("audience"))
    return context.services.runs.start(ask.id(), ask.object("data"), ask.caller(), ask.idempotency,
                                       as_written(answer, "/v1/runs/"));
  // Checked by the route's fields; a customer is an id of its own, which may have a colon.
  auto subject = ask.fields.contains("subject")
                     ? parse_subject(ask.text("subject")).value()
                     : subject_ref{.type = "customer", .id = ask.text("customer")};
  context.services.instances.start({.campaign = ask.id(),
                                    .subject = std::move(subject),
                                    .data = ask.object("data"),
                                    .by = ask.caller(),
                                    .idem = ask.idempotency},
                                   as_written(answer, "/v1/instances/"));
}

void stats(const request& ask, handler_context& context, reply answer) {
  context.services.campaigns.stats(ask.id(), as_json(answer));
}

void graph(const request& ask, handler_context& context, reply answer) {
  context.services.campaigns.graph({.id = ask.id(),
                                    .version = count_in(ask, "version"),
                                    .from = instant_in(ask, "from"),
                                    .to = instant_in(ask, "to")},
                                   as_json(answer));
}

void audience(const request& ask, handler_context& context, reply answer) {
  context.services.campaigns.audience(ask.id(), as_json(answer));
}

constexpr std::array<std::string_view, 5> states{"draft", "active", "paused", "ended", "archived"};
constexpr std::array<std::string_view, 8> kinds{
    "bulk",    "manual",   "new_data", "changed_data", "new_or_changed_data",
    "webhook", "periodic", "event"};
constexpr std::array<std::string_view, 16> sorts{
    "id",  "name",  "created_at",  "updated_at",  "entered",  "waiting",  "converted",  "orders",
    "-id", "-name", "-created_at", "-updated_at", "-entered", "-waiting", "-converted", "-orders"};
constexpr std::array list_parameters{
    field{"q", kind::text,
          "only with these words in id, name, description or tags; without "
          "regard to case and accents"},
    field{"state", kind::choice, "only in this state", false, states},
    field{"kind", kind::choice, "only of this kind", false, kinds},
    field{"tag", kind::text, "only with this tag"},
    field{"sort", kind::choice,
          "in which order, \"-\" in front: from the last to the first; \"id\" "
          "if left out",
          false, sorts},
    limit_parameter,
    cursor_parameter};
constexpr std::array graph_parameters{
    field{"version", kind::count, "of which version; the newest if left out"},
    field{"from", kind::instant, "count from the day of this instant on, in the campaign's zone"},
    field{"to", kind::instant, "the first instant after what is counted; its day counts whole"}};
constexpr body_spec definition_body{
    .is = body_kind::object, .required = true, .description = "a campaign definition"};
constexpr std::array copy_fields{
    field{"id", kind::name, "of the new campaign", true},
    field{"name", kind::text, "of the new campaign; the other's if left out"},
    field{"version", kind::count, "which version to copy; the newest if left out"},
    field{"why", kind::text, "the reason, for the audit"}};
constexpr std::array activate_fields{
    field{"override", kind::records, "codes of findings that are not to stand against it"},
    field{"why", kind::text, "the reason, for the audit"}};
constexpr std::array lint_fields{
    field{"data", kind::object, "what the texts see when their length is measured"}};
constexpr std::array<std::string_view, 1> run_audiences{"now"};
constexpr std::array run_fields{
    field{"subject", kind::subject, "whom the instance is about"},
    field{"customer", kind::record, "the id of a customer, short for \"customer:ID\""},
    field{"audience", kind::choice, "\"now\": a run for everybody in the audience now", false,
          run_audiences},
    field{"data", kind::object, "in reach of conditions and templates as trigger.data"},
    field{"why", kind::text, "the reason, for the journal"}};
constexpr std::array<std::string_view, 3> run_subjects{"subject", "customer", "audience"};

constexpr std::array table{
    route{.method = "GET",
          .pattern = "/v1/campaigns",
          .summary = "List the campaigns",
          .handle = list,
          .description = "With what each has done. Orders, amounts and costs may be a minute old "
                         "(\"results_at\"); they are left out while they are being counted.",
          .query = list_parameters,
          .answer = {.is = shape::page, .description = "The campaigns."},
          .takes_long = true},
    route{.method = "POST",
          .pattern = "/v1/campaigns",
          .needs = permission::edit,
          .summary = "Create a campaign",
          .handle = create,
          .description = "The id is the definition's; 409 when it is taken.",
          .body = definition_body,
          .answer = {.status = 201, .is = shape::created, .description = "The campaign."},
          .takes_idempotency_key = true},
    route{.method = "POST",
          .pattern = "/v1/campaigns/validate",
          .summary = "Check a definition without storing it",
          .handle = validate,
          .description = "Reports every mistake at once, each with a JSON pointer.",
          .body = definition_body,
          .answer = {.description = "The definition has no mistakes: {\"valid\": true}."}},
    route{.method = "GET",
          .pattern = "/v1/campaigns/{id}",
          .summary = "Get a campaign with its newest definition",
          .handle = get,
          .answer = {.description = "The campaign."},
          .has_etag = true},
    route{.method = "PUT",
          .pattern = "/v1/campaigns/{id}",
          .needs = permission::edit,
          .summary = "Create a campaign or give it a new version",
          .handle = put,
          .description = "A changed definition makes a new version; the same one changes "
                         "nothing. Running instances keep the version they started with. Needs the "
                         "permission send as well while the campaign is active or paused.",
          .body = definition_body,
          .answer = {.is = shape::created, .description = "The campaign."},
          .has_etag = true},
    route{.method = "GET",
          .pattern = "/v1/campaigns/{id}/versions",
          .summary = "List the versions of a campaign",
          .handle = versions,
          .answer = {.is = shape::page, .description = "The versions."}},
    route{.method = "POST",
          .pattern = "/v1/campaigns/{id}/copy",
          .needs = permission::edit,
          .summary = "Make a draft of a campaign's definition under another id",
          .handle = copy,
          .body = {.is = body_kind::fields, .required = true, .fields = copy_fields},
          .answer = {.status = 201, .is = shape::created, .description = "The new campaign."},
          .takes_idempotency_key = true},
    route{.method = "POST",
          .pattern = "/v1/campaigns/{id}/activate",
          .needs = {permission::activate, permission::send},
          .summary = "Let a campaign start instances",
          .handle = activate,
          .description =
              "409 where a lint of its messages and pools finds errors; those whose codes "
              "\"override\" lists do not count, which the audit keeps.",
          .body = {.is = body_kind::fields, .fields = activate_fields},
          .answer = {.description = "The campaign, with the findings."},
          .takes_long = true},
    route{.method = "POST",
          .pattern = "/v1/campaigns/{id}/lint",
          .summary = "Tell what is wrong or doubtful in a campaign's messages and pools",
          .handle = lint,
          .body = {.is = body_kind::fields, .fields = lint_fields},
          .answer = {.description = "The findings: code, severity, pointer, message."},
          .takes_long = true},
    route{.method = "POST",
          .pattern = "/v1/campaigns/{id}/pause",
          .needs = permission::operate,
          .summary = "Hold a campaign and its instances",
          .handle = change<campaign_action::pause>,
          .body = why_body,
          .answer = {.description = "The campaign."}},
    route{.method = "POST",
          .pattern = "/v1/campaigns/{id}/resume",
          .needs = {permission::activate, permission::send},
          .summary = "Let a paused campaign go on",
          .handle = change<campaign_action::resume>,
          .body = why_body,
          .answer = {.description = "The campaign."}},
    route{.method = "POST",
          .pattern = "/v1/campaigns/{id}/end",
          .needs = permission::operate,
          .summary = "End a campaign: no more starts",
          .handle = change<campaign_action::end>,
          .body = why_body,
          .answer = {.description = "The campaign."}},
    route{.method = "POST",
          .pattern = "/v1/campaigns/{id}/archive",
          .needs = permission::operate,
          .summary = "Put an ended campaign away",
          .handle = change<campaign_action::archive>,
          .body = why_body,
          .answer = {.description = "The campaign."}},
    route{
        .method = "POST",
        .pattern = "/v1/campaigns/{id}/runs",
        .needs = permission::send,
        .summary = "Start an instance for a subject, or a run for the audience",
        .handle = run,
        .description = "For campaigns with the trigger \"manual\". Answered after the start "
                       "is on disk. A run freezes its audience and enters each member once; "
                       "GET /v1/runs/{id} says how far it is.",
        .body = {.is = body_kind::fields,
                 .required = true,
                 .fields = run_fields,
                 .exactly_one_of = run_subjects},
        .answer = {.status = 201, .is = shape::created, .description = "The instance, or the run."},
        .takes_idempotency_key = true},
    route{.method = "GET",
          .pattern = "/v1/campaigns/{id}/audience",
          .summary = "Count the customers in the campaign's audience",
          .handle = audience,
          .answer = {.description = "How many of all customers."},
          .takes_long = true},
    route{.method = "GET",
          .pattern = "/v1/campaigns/{id}/stats",
          .summary = "Get the campaign's figures",
          .handle = stats,
          .answer = {.description = "Instances by status, steps and outcomes."}},
    route{.method = "GET",
          .pattern = "/v1/campaigns/{id}/graph",
          .summary = "Get the campaign's steps as nodes and edges, with what went through them",
          .handle = graph,
          .description = "Nodes are the trigger, the steps, goals, exits and the ways to end; "
                         "\"waiting\" and \"held\" are of now, all other figures of the days that "
                         "are asked for. Messages count for the day on which they left.",
          .query = graph_parameters,
          .answer = {.description = "The graph."}},
};

} // namespace
} // namespace campaigns_resource

std::span<const route> campaign_routes() { return campaigns_resource::table; }

} // namespace sojourn::api
