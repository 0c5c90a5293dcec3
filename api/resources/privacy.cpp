// /v1/identities and /v1/erasures: who is who, and who is no more.
#include "service/privacy.hpp"

#include "api/resources/answers.hpp"
#include "service/identities.hpp"

namespace sojourn::api {

namespace privacy_resource {
namespace {

constexpr std::array link_fields{
    field{"visitor", kind::record, "the id of the visitor", true},
    field{"customer", kind::record, "the id of the customer that the visitor is", true},
};
constexpr std::array link_parameters{
    field{"customer", kind::record, "the customer whose visitors are listed", true},
    limit_parameter, cursor_parameter};
constexpr std::array erasure_parameters{
    field{"subject", kind::subject,
          "only erasures of this one, such as customer:42; found by its keyed digest"},
    limit_parameter, cursor_parameter};

void link(const request& ask, handler_context& context, reply answer) {
  context.services.identities.link(ask.text("visitor"), ask.text("customer"), ask.caller(),
                                   as_written(answer, "/v1/identities/" + ask.text("visitor")));
}

void get_link(const request& ask, handler_context& context, reply answer) {
  context.services.identities.get(ask.id(), as_json(answer));
}

void list_links(const request& ask, handler_context& context, reply answer) {
  const auto customer = ask.parameter("customer");
  if (customer.empty())
    return answer(
        fail(error_code::invalid_request, "whose visitors?", {{"/query", "needs \"customer\""}}));
  context.services.identities.list(customer, ask.page, as_page(ask, answer));
}

void list_erasures(const request& ask, handler_context& context, reply answer) {
  const auto named = ask.parameter("subject");
  context.services.privacy.list(named.empty() ? named : to_text(parse_subject(named).value()),
                                ask.page, as_page(ask, answer));
}

void export_person(const request& ask, handler_context& context, reply answer) {
  context.services.privacy.export_person(ask.id(), ask.caller(), as_json(answer));
}

void get_erasure(const request& ask, handler_context& context, reply answer) {
  context.services.privacy.get(ask.id(), as_json(answer));
}

constexpr std::array table{
    route{.method = "POST",
          .pattern = "/v1/identities",
          .needs = permission::data,
          .summary = "Link a visitor to the customer that they are",
          .handle = link,
          .description = "The visitor's events, records and open instances become the customer's, "
                         "once; from then on the visitor's id means the customer. The same link "
                         "again changes nothing. A visitor who is another customer already is "
                         "refused with 409.",
          .body = {.is = body_kind::fields, .required = true, .fields = link_fields},
          .answer = {.is = shape::created, .description = "The link, and what moved."}},
    route{.method = "GET",
          .pattern = "/v1/identities",
          .summary = "List the visitors that a customer was",
          .handle = list_links,
          .query = link_parameters,
          .answer = {.is = shape::page, .description = "The links, by visitor."}},
    route{.method = "GET",
          .pattern = "/v1/identities/{id}",
          .summary = "Get the link of a visitor",
          .handle = get_link,
          .id_is = kind::record,
          .answer = {.description = "The link, and what moved."}},
    route{.method = "GET",
          .pattern = "/v1/records/customer/{id}/export",
          .needs = {permission::data, permission::see_personal_data},
          .summary = "Get everything about a customer, for themselves",
          .handle = export_person,
          .description = "Their records, those of the visitors that they were, and whatever is "
                         "about any of these, as one document. The audit says who took it.",
          .id_is = kind::record,
          .answer = {.description = "Everything, by kind."},
          .takes_long = true},
    route{.method = "GET",
          .pattern = "/v1/erasures",
          .summary = "List erasures",
          .handle = list_erasures,
          .description = "That they happened, by whom and why. Who was erased is kept as a keyed "
                         "digest alone.",
          .query = erasure_parameters,
          .answer = {.is = shape::page, .description = "The erasures, the newest first."}},
    route{.method = "GET",
          .pattern = "/v1/erasures/{id}",
          .summary = "Get an erasure",
          .handle = get_erasure,
          .description =
              "Its state is \"running\", \"erased\" (the rows are gone), or \"done\" (so "
              "are their bytes in the data file).",
          .answer = {.description = "The erasure, and how much it removed."}},
};

} // namespace
} // namespace privacy_resource

std::span<const route> privacy_routes() { return privacy_resource::table; }

} // namespace sojourn::api
