// /v1/boosters: sales events, their cards, and the templates that they are made of.
#include "service/boosters.hpp"

#include "api/resources/answers.hpp"
#include "service/cards.hpp"

namespace sojourn::api {

namespace boosters_resource {
namespace {

constexpr std::string_view boosters_path = "/v1/boosters/";
constexpr std::string_view templates_path = "/v1/booster-templates/";

void list(const request& ask, handler_context& context, reply answer) {
  context.services.boosters.list(ask.page, as_page(ask, answer));
}

void get(const request& ask, handler_context& context, reply answer) {
  context.services.boosters.get(ask.id(), as_changing_resource(answer));
}

void create(const request& ask, handler_context& context, reply answer) {
  context.services.boosters.put({.id = {},
                                 .definition = ask.fields,
                                 .must_be_new = true,
                                 .by = ask.caller_without_why(),
                                 .idem = ask.idempotency},
                                as_written(answer, std::string{boosters_path}));
}

void put(const request& ask, handler_context& context, reply answer) {
  context.services.boosters.put({.id = ask.id(),
                                 .definition = ask.fields,
                                 .only_if = ask.only_if,
                                 .by = ask.caller_without_why(),
                                 .idem = {}},
                                as_written(answer, std::string{boosters_path} + ask.id()));
}

void remove(const request& ask, handler_context& context, reply answer) {
  context.services.boosters.remove(ask.id(), ask.only_if, ask.caller(), as_json(answer));
}

void set_up(const request& ask, handler_context& context, reply answer) {
  context.services.boosters.set_up(ask.id(), ask.caller(), as_json(answer));
}

void move(const request& ask, handler_context& context, reply answer) {
  context.services.boosters.move(ask.id(), ask.text("date"), ask.only_if, ask.caller(),
                                 as_resource(answer));
}

void save_template(const request& ask, handler_context& context, reply answer) {
  context.services.boosters.save_template({.booster = ask.id(),
                                           .id = ask.text("id"),
                                           .title = ask.fields.value("title", json()),
                                           .by = ask.caller()},
                                          as_written(answer, std::string{templates_path}));
}

void list_templates(const request& ask, handler_context& context, reply answer) {
  context.services.boosters.list_templates(ask.page, as_page(ask, answer));
}

void get_template(const request& ask, handler_context& context, reply answer) {
  context.services.boosters.get_template(ask.id(), as_resource(answer));
}

void put_template(const request& ask, handler_context& context, reply answer) {
  context.services.boosters.put_template(
      {.id = ask.id(),
       .definition = ask.fields,
       .only_if = ask.only_if,
       .by = ask.caller_without_why(),
       .idem = {}},
      as_written(answer, std::string{templates_path} + ask.id()));
}

void remove_template(const request& ask, handler_context& context, reply answer) {
  context.services.boosters.remove_template(ask.id(), ask.only_if, ask.caller(), as_json(answer));
}

constexpr body_spec booster_body{
    .is = body_kind::object,
    .required = true,
    .description = "title, timezone, date, approved_skus, voucher_pool, via, messages_a_day; "
                   "template, or groups and phases"};
constexpr body_spec template_body{.is = body_kind::object,
                                  .required = true,
                                  .description = "title, groups, phases with their cards"};
constexpr std::array move_fields{
    field{"date", kind::text, "the event's new day, such as \"2026-10-10\"", true},
    field{"why", kind::text, "the reason, for the audit"}};
constexpr std::array template_fields{
    field{"id", kind::name, "the id of the template", true},
    field{"title", kind::text, "its title; the booster's if left out"}};

constexpr std::array table{
    route{.method = "GET",
          .pattern = "/v1/boosters",
          .summary = "List the boosters",
          .handle = list,
          .query = page_parameters,
          .answer = {.is = shape::page,
                     .description = "The boosters, by id, with counts of their cards."}},
    route{.method = "POST",
          .pattern = "/v1/boosters",
          .needs = permission::edit,
          .summary = "Create a booster",
          .handle = create,
          .description = "Groups and phases that are left out are those of the template, counted "
                         "from the date. 409 when the id is taken.",
          .body = booster_body,
          .answer = {.status = 201, .is = shape::created, .description = "The booster."},
          .takes_idempotency_key = true,
          .takes_long = true},
    route{.method = "GET",
          .pattern = "/v1/boosters/{id}",
          .summary = "Get a booster with its cards",
          .handle = get,
          .answer = {.description = "The booster, its phases and cards, and whether it may be set "
                                    "up."},
          .has_etag = true},
    route{.method = "PUT",
          .pattern = "/v1/boosters/{id}",
          .needs = permission::edit,
          .summary = "Create a booster or give it a new version",
          .handle = put,
          .description = "Refused where a card that was not sent would lie outside of its phase. "
                         "The date is changed by POST /v1/boosters/{id}/move. Needs the "
                         "permission send as well while a card is on.",
          .body = booster_body,
          .answer = {.is = shape::created, .description = "The booster."},
          .has_etag = true,
          .takes_long = true},
    route{.method = "DELETE",
          .pattern = "/v1/boosters/{id}",
          .needs = permission::edit,
          .summary = "Delete a booster",
          .handle = remove,
          .description = "409 once one of its cards was switched on.",
          .answer = {.description = "What was deleted."},
          .has_etag = true},
    route{.method = "POST",
          .pattern = "/v1/boosters/{id}/setup",
          .needs = permission::edit,
          .summary = "Make the cards of all phases and groups",
          .handle = set_up,
          .description = "As drafts, with schedule, texts, voucher and products filled in. Cards "
                         "that were made once are left alone. 409 (SJ0450) with what is missing "
                         "while the shop is not eligible or the event has too few approved SKUs.",
          .body = why_body,
          .answer = {.description = "Which cards were made, and which were there."},
          .takes_long = true},
    route{.method = "POST",
          .pattern = "/v1/boosters/{id}/move",
          .needs = permission::send,
          .summary = "Move the event to another day",
          .handle = move,
          .description = "Every phase, and every card that was not sent, moves by as many days at "
                         "the same hour. 409 where a card that is on would be in the past.",
          .body = {.is = body_kind::fields, .required = true, .fields = move_fields},
          .answer = {.description = "The booster."},
          .has_etag = true},
    route{.method = "POST",
          .pattern = "/v1/boosters/{id}/template",
          .needs = permission::edit,
          .summary = "Save the arrangement of a booster as a template",
          .handle = save_template,
          .body = {.is = body_kind::fields, .required = true, .fields = template_fields},
          .answer = {.status = 201, .is = shape::created, .description = "The template."}},
    route{.method = "GET",
          .pattern = "/v1/booster-templates",
          .summary = "List the templates of boosters",
          .handle = list_templates,
          .query = page_parameters,
          .answer = {.is = shape::page, .description = "The shipped one and saved ones, by id."}},
    route{.method = "GET",
          .pattern = "/v1/booster-templates/{id}",
          .summary = "Get a template of boosters",
          .handle = get_template,
          .answer = {.description = "The template; the shipped one has no ETag."},
          .has_etag = true},
    route{.method = "PUT",
          .pattern = "/v1/booster-templates/{id}",
          .needs = permission::edit,
          .summary = "Create a template or give it a new version",
          .handle = put_template,
          .description = "Boosters that were made of it stay as they are.",
          .body = template_body,
          .answer = {.is = shape::created, .description = "The template."},
          .has_etag = true},
    route{.method = "DELETE",
          .pattern = "/v1/booster-templates/{id}",
          .needs = permission::edit,
          .summary = "Delete a template of boosters",
          .handle = remove_template,
          .answer = {.description = "What was deleted."},
          .has_etag = true},
};

} // namespace
} // namespace boosters_resource

std::span<const route> booster_routes() { return boosters_resource::table; }

} // namespace sojourn::api
