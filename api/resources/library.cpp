// /v1/library: scenarios, what they need and would reach, and the campaigns that they made.
#include "service/library.hpp"

#include "api/resources/answers.hpp"

namespace sojourn::api {

namespace library_resource {
namespace {

void list(const request& ask, handler_context& context, reply answer) {
  context.services.library.list({.trade = ask.parameter("trade"), .goal = ask.parameter("goal")},
                                ask.page, as_page(ask, answer));
}

void get(const request& ask, handler_context& context, reply answer) {
  context.services.library.get(ask.id(), as_changing_resource(answer));
}

void versions(const request& ask, handler_context& context, reply answer) {
  context.services.library.versions(ask.id(), as_page(ask, answer));
}

void put(const request& ask, handler_context& context, reply answer) {
  context.services.library.put({.id = ask.id(),
                                .definition = ask.fields,
                                .only_if = ask.only_if,
                                .by = ask.caller_without_why(),
                                .idem = {}},
                               as_written(answer, "/v1/library/" + ask.id()));
}

void remove(const request& ask, handler_context& context, reply answer) {
  context.services.library.remove(ask.id(), ask.only_if, ask.caller(), as_json(answer));
}

void estimate(const request& ask, handler_context& context, reply answer) {
  context.services.library.estimate(ask.id(), ask.object("parameters"), as_json(answer));
}

std::vector<std::string> texts_in(const request& ask, const char* name) {
  const auto found = ask.fields.is_object() ? ask.fields.find(name) : ask.fields.end();
  return found == ask.fields.end() ? std::vector<std::string>{}
                                   : found->get<std::vector<std::string>>();
}

void install(const request& ask, handler_context& context, reply answer) {
  context.services.library.install({.scenario = ask.id(),
                                    .campaign = ask.text("campaign"),
                                    .name = ask.text("name"),
                                    .parameters = ask.object("parameters"),
                                    .activate = ask.flag("activate"),
                                    .overridden = texts_in(ask, "override"),
                                    .by = ask.caller(),
                                    .idem = ask.idempotency},
                                   as_written(answer, "/v1/campaigns/"));
}

void installations(const request& ask, handler_context& context, reply answer) {
  context.services.library.installations(ask.id(), ask.page, as_page(ask, answer));
}

void difference(const request& ask, handler_context& context, reply answer) {
  context.services.library.difference(ask.id(), ask.id("campaign"), as_changing_resource(answer));
}

void update(const request& ask, handler_context& context, reply answer) {
  context.services.library.update({.scenario = ask.id(),
                                   .campaign = ask.id("campaign"),
                                   .parameters = ask.object("parameters"),
                                   .take = texts_in(ask, "take"),
                                   .only_if = ask.only_if,
                                   .by = ask.caller()},
                                  as_changing_resource(answer));
}

constexpr std::array<std::string_view, 7> goals{
    "first_order", "repeat_order", "recover_order", "loyalty", "traffic", "feedback", "service"};
constexpr std::array list_parameters{
    limit_parameter, cursor_parameter,
    field{"trade", kind::name, "scenarios of this trade, and those of any"},
    field{"goal", kind::choice, "what they are for", false, goals}};
constexpr field parameters_field{"parameters", kind::object,
                                 "values by name, as the scenario's schema takes them; those that "
                                 "are left out take their defaults"};
constexpr std::array estimate_fields{parameters_field};
constexpr std::array install_fields{
    parameters_field,
    field{"campaign", kind::name, "the id of the campaign; the scenario's if left out"},
    field{"name", kind::text, "its name; the scenario's title if left out"},
    field{"activate", kind::flag, "true: it runs if nothing stands against that"},
    field{"override", kind::records, "codes of what is not to stand against it"},
    field{"why", kind::text, "the reason, for the audit"}};
constexpr std::array update_fields{
    parameters_field,
    field{"take", kind::records, "pointers of conflicts in which your own change gives way"},
    field{"why", kind::text, "the reason, for the audit"}};
constexpr body_spec scenario_body{
    .is = body_kind::object,
    .required = true,
    .description = "title, explanation, trades, goal, parameters (a JSON Schema), needs, estimate "
                   "and campaign: a definition with placeholders, or the id of a campaign and "
                   "\"placeholders\" by JSON pointer"};

constexpr std::array table{
    route{.method = "GET",
          .pattern = "/v1/library",
          .summary = "List the scenarios",
          .handle = list,
          .description = "Those that come with Sojourn, and those that the shop saved.",
          .query = list_parameters,
          .answer = {.is = shape::page, .description = "The scenarios, by id."}},
    route{.method = "GET",
          .pattern = "/v1/library/{id}",
          .summary = "Get a scenario with what it needs",
          .handle = get,
          .description = "Each need says whether the shop has it; null: nobody can tell.",
          .answer = {.description = "The scenario."},
          .has_etag = true},
    route{.method = "PUT",
          .pattern = "/v1/library/{id}",
          .needs = permission::edit,
          .summary = "Save a scenario of the shop, or give it a new version",
          .handle = put,
          .description = "Made of a campaign where \"campaign\" is the id of one. The scenario is "
                         "tried with its own defaults. 409 for an id of one that comes with "
                         "Sojourn.",
          .body = scenario_body,
          .answer = {.is = shape::created, .description = "The scenario."},
          .has_etag = true},
    route{.method = "DELETE",
          .pattern = "/v1/library/{id}",
          .needs = permission::edit,
          .summary = "Delete a scenario of the shop",
          .handle = remove,
          .description = "The campaigns that it made stay.",
          .answer = {.description = "What was deleted."},
          .has_etag = true},
    route{.method = "GET",
          .pattern = "/v1/library/{id}/versions",
          .summary = "List the versions of a scenario",
          .handle = versions,
          .answer = {.is = shape::page, .description = "The versions, newest first."}},
    route{.method = "POST",
          .pattern = "/v1/library/{id}/estimate",
          .needs = permission::view,
          .summary = "Tell how many people a scenario is about, and what it would cost",
          .handle = estimate,
          .description = "On the shop's data of now. Examples stand for parameters that are left "
                         "out and have no default.",
          .body = {.is = body_kind::fields, .fields = estimate_fields},
          .answer = {.description = "People, messages, codes, cost and needs."},
          .takes_long = true},
    route{.method = "POST",
          .pattern = "/v1/library/{id}/install",
          .needs = permission::edit,
          .summary = "Make a campaign of a scenario",
          .handle = install,
          .description =
              "A draft; with \"activate\", which needs the permissions activate and send, it "
              "runs if nothing stands against that. What does is in \"against\", and "
              "the draft stays.",
          .body = {.is = body_kind::fields, .fields = install_fields},
          .answer = {.status = 201,
                     .is = shape::created,
                     .description = "The campaign, and what stands against it."},
          .takes_idempotency_key = true,
          .takes_long = true},
    route{
        .method = "GET",
        .pattern = "/v1/library/{id}/installations",
        .summary = "List the campaigns that a scenario made",
        .handle = installations,
        .query = page_parameters,
        .answer = {.is = shape::page,
                   .description = "The campaigns, and whether a later version offers something."}},
    route{.method = "GET",
          .pattern = "/v1/library/{id}/installations/{campaign}",
          .summary = "Tell what a later version of a scenario changes in a campaign",
          .handle = difference,
          .description = "A conflict is a place that the shop has changed, too.",
          .answer = {.description = "The installation with the difference; the ETag holds the "
                                    "version of the campaign."},
          .has_etag = true},
    route{.method = "POST",
          .pattern = "/v1/library/{id}/installations/{campaign}/update",
          .needs = permission::edit,
          .summary = "Give a campaign the changes of a later version of its scenario",
          .handle = update,
          .description = "Makes a new version of the campaign. Of conflicts only those that "
                         "\"take\" names. Needs the permission send as well while the campaign is "
                         "active or paused.",
          .body = {.is = body_kind::fields, .fields = update_fields},
          .answer = {.description = "The installation, with the changes that were offered."},
          .has_etag = true},
};

} // namespace
} // namespace library_resource

std::span<const route> library_routes() { return library_resource::table; }

} // namespace sojourn::api
