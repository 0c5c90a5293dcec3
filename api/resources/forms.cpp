// /v1/forms: hosted forms, and what people answered.
#include "api/resources/answers.hpp"
#include "service/hosted_forms.hpp"

namespace sojourn::api {

namespace forms_resource {
namespace {

void list(const request& ask, handler_context& context, reply answer) {
  context.services.hosted_forms.list(ask.page, as_page(ask, answer));
}

void get(const request& ask, handler_context& context, reply answer) {
  context.services.hosted_forms.get(ask.id(), as_resource(answer));
}

void versions(const request& ask, handler_context& context, reply answer) {
  context.services.hosted_forms.versions(ask.id(), as_page(ask, answer));
}

void create(const request& ask, handler_context& context, reply answer) {
  context.services.hosted_forms.put({.id = {},
                                     .definition = ask.fields,
                                     .must_be_new = true,
                                     .by = ask.caller_without_why(),
                                     .idem = ask.idempotency},
                                    as_written(answer, "/v1/forms/"));
}

void put(const request& ask, handler_context& context, reply answer) {
  context.services.hosted_forms.put({.id = ask.id(),
                                     .definition = ask.fields,
                                     .only_if = ask.only_if,
                                     .by = ask.caller_without_why(),
                                     .idem = {}},
                                    as_written(answer, "/v1/forms/" + ask.id()));
}

void remove(const request& ask, handler_context& context, reply answer) {
  context.services.hosted_forms.remove(ask.id(), ask.only_if, ask.caller(), as_json(answer));
}

void preview(const request& ask, handler_context& context, reply answer) {
  service::form_preview_request wanted{.form = ask.id(),
                                       .customer = ask.text("customer"),
                                       .data = ask.object("data"),
                                       .given = ask.object("answers"),
                                       .language = ask.text("language"),
                                       .page = ask.count("page")};
  if (ask.fields.contains("definition"))
    wanted.definition = ask.object("definition");
  if (wanted.data.is_null())
    wanted.data = json::object();
  context.services.hosted_forms.preview(std::move(wanted), as_json(answer));
}

service::answer_filter filter_of(const request& ask) {
  constexpr std::string_view values = "answers.";
  service::answer_filter wanted{.form = ask.id(),
                                .subject = {},
                                .instance = ask.parameter("instance"),
                                .language = ask.parameter("language"),
                                .from = instant_in(ask, "from"),
                                .to = instant_in(ask, "to")};
  if (const auto subject = ask.parameter("subject"); !subject.empty())
    wanted.subject = to_text(parse_subject(subject).value());
  for (const auto& [name, value] : ask.query) {
    if (name.starts_with(values))
      wanted.values.emplace_back(name.substr(values.size()), value);
  }
  return wanted;
}

void answers(const request& ask, handler_context& context, reply answer) {
  if (wants_csv(ask))
    context.services.hosted_forms.table(filter_of(ask), as_csv(answer));
  else
    context.services.hosted_forms.answers(filter_of(ask), ask.page, as_page(ask, answer));
}

void remove_answers(const request& ask, handler_context& context, reply answer) {
  context.services.hosted_forms.remove_answers(ask.id(), ask.caller(), as_json(answer));
}

constexpr body_spec form_body{
    .is = body_kind::object,
    .required = true,
    .description = "name, description, header, pictures, components, settings, access, customer"};

constexpr std::array preview_fields{
    field{"definition", kind::object, "shown instead of what is saved"},
    field{"customer", kind::record, "whose link it would be"},
    field{"data", kind::object,
          "merged over what is known of them, such as {\"trigger\": {\"data\": {\"order_id\": "
          "\"o-1\"}}}"},
    field{"answers", kind::object, "what stands in the inputs: {NAME: text, or a list of texts}"},
    field{"language", kind::text, "the customer's, else the form's first one, if left out"},
    field{"page", kind::count, "which page, from 1"}};

constexpr std::array answer_parameters{
    field{"subject", kind::subject, "only of this customer or visitor"},
    field{"instance", kind::instance, "only by the link that this instance sent"},
    field{"language", kind::text, "only in this language"},
    field{"from", kind::instant, "only at or after this"},
    field{"to", kind::instant, "only before this"},
    field{.name = "answers.*",
          .description = "only with this answer: answers.score=9",
          .is_personal = true},
    format_parameter,
    limit_parameter,
    cursor_parameter};

constexpr std::array table{
    route{.method = "GET",
          .pattern = "/v1/forms",
          .summary = "List the hosted forms",
          .handle = list,
          .query = page_parameters,
          .answer = {.is = shape::page, .description = "The forms, by id."}},
    route{.method = "POST",
          .pattern = "/v1/forms",
          .needs = permission::edit,
          .summary = "Create a hosted form",
          .handle = create,
          .description = "The id is the form's; 409 when it is taken.",
          .body = form_body,
          .answer = {.status = 201, .is = shape::created, .description = "The form."},
          .takes_idempotency_key = true},
    route{.method = "GET",
          .pattern = "/v1/forms/{id}",
          .summary = "Get a hosted form",
          .handle = get,
          .answer = {.description = "The form; ETag holds its version."},
          .has_etag = true},
    route{.method = "PUT",
          .pattern = "/v1/forms/{id}",
          .needs = permission::edit,
          .summary = "Create a hosted form or give it a new version",
          .handle = put,
          .description =
              "People see the new version at once. 403 where an active campaign links to "
              "it, without the permission to send.",
          .body = form_body,
          .answer = {.is = shape::created, .description = "The form."},
          .has_etag = true},
    route{.method = "DELETE",
          .pattern = "/v1/forms/{id}",
          .needs = permission::edit,
          .summary = "Delete a hosted form",
          .handle = remove,
          .description = "409 while a campaign that has not ended links to it, and while it has "
                         "answers.",
          .answer = {.description = "What was deleted."},
          .has_etag = true},
    route{.method = "GET",
          .pattern = "/v1/forms/{id}/versions",
          .summary = "List the versions of a hosted form",
          .handle = versions,
          .answer = {.is = shape::page, .description = "The versions, newest first."}},
    route{.method = "POST",
          .pattern = "/v1/forms/{id}/preview",
          .summary = "Show a hosted form as somebody would see it",
          .handle = preview,
          .description = "The page as HTML, what is wrong with what stands in it, and what is "
                         "doubtful about the form. Stores nothing.",
          .body = {.is = body_kind::fields, .fields = preview_fields},
          .answer = {.description = "The page, the answers, the mistakes and the findings."}},
    route{.method = "GET",
          .pattern = "/v1/forms/{id}/answers",
          .summary = "List what people answered",
          .handle = answers,
          .description = "Newest first. A page may hold fewer than asked for and still have a next "
                         "one: only so many are looked at. With \"Accept: text/csv\" or format=csv "
                         "the answer is a table of the newest 100,000, which needs the permission "
                         "to see personal data.",
          .query = answer_parameters,
          .answer = {.is = shape::page, .description = "The answers."},
          .takes_long = true},
    route{.method = "DELETE",
          .pattern = "/v1/forms/{id}/answers",
          .needs = permission::data,
          .summary = "Remove what people answered",
          .handle = remove_answers,
          .description = "Up to 10,000 answers a call; \"more\" says whether some are left.",
          .answer = {.description = "How many were removed."}},
};

} // namespace
} // namespace forms_resource

std::span<const route> form_routes() { return forms_resource::table; }

} // namespace sojourn::api
