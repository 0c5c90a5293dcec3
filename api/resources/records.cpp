// /v1/records: customer data, whose changes are what campaigns react to.
#include "api/percent.hpp"
#include "api/resources/answers.hpp"

namespace sojourn::api {

namespace {

using orchestrator::record_write;

constexpr std::string_view field_prefix = "data.";
constexpr std::array list_parameters{
    field{"data.*", kind::text,
          "data.FIELD=VALUE: only records whose field has this value; several must all fit"},
    limit_parameter, cursor_parameter};

std::string path_of(const request& ask) {
  return "/v1/records/" + ask.id("type") + "/" + percent_encode(ask.id());
}

orchestrator::record_request write_of(const request& ask, record_write how) {
  return {.how = how,
          .type = ask.id("type"),
          .id = ask.id(),
          .data = ask.fields,
          .if_version = ask.if_version,
          // A record's fields are the customer's: a field "why" is data, not a reason.
          .by = {.who = ask.who, .why = {}}};
}

void list(const request& ask, context& with, reply answer) {
  orchestrator::record_filter filter;
  for (const auto& [name, value] : ask.query) {
    if (name.starts_with(field_prefix))
      filter.emplace_back(name.substr(field_prefix.size()), value);
  }
  with.to.list_records(ask.id("type"), std::move(filter), ask.page, as_page(ask, answer));
}

void get(const request& ask, context& with, reply answer) {
  with.to.get_record(ask.id("type"), ask.id(), as_resource(answer));
}

void traits(const request& ask, context& with, reply answer) {
  with.to.customer_traits(ask.id(), as_json(answer));
}

void points(const request& ask, context& with, reply answer) {
  with.to.customer_points(ask.id(), ask.page, as_page(ask, answer));
}

template <record_write How>
void write(const request& ask, context& with, reply answer) {
  with.to.write_record(write_of(ask, How), as_written(answer, path_of(ask)));
}

void remove(const request& ask, context& with, reply answer) {
  with.to.write_record(write_of(ask, record_write::remove),
                       answer.through<orchestrator::written>(
                           [](const orchestrator::written&) { return response{.status = 204}; }));
}

constexpr std::array<std::string_view, 2> patch_types{"application/merge-patch+json",
                                                      "application/json"};

constexpr std::array table{
    route{.method = "GET",
          .pattern = "/v1/records/{type}",
          .summary = "List the records of a type",
          .handle = list,
          .description = "A page may hold fewer records than asked for, or none, and still have a "
                         "next one: only so many are looked at for a page.",
          .query = list_parameters,
          .answer = {.is = shape::page, .description = "The records, by id."}},
    route{.method = "GET",
          .pattern = "/v1/records/{type}/{id}",
          .summary = "Get a record",
          .handle = get,
          .id_is = kind::record,
          .answer = {.description = "The record; ETag holds its version."}},
    route{.method = "PUT",
          .pattern = "/v1/records/{type}/{id}",
          .needs = scope::write,
          .summary = "Create or replace a record",
          .handle = write<record_write::put>,
          .description = "Campaigns that react to the change start in the same transaction.",
          .id_is = kind::record,
          .body = {.is = body_kind::object, .required = true, .description = "the whole record"},
          .answer = {.is = shape::created, .description = "The record."},
          .takes_if_match = true},
    route{.method = "PATCH",
          .pattern = "/v1/records/{type}/{id}",
          .needs = scope::write,
          .summary = "Change fields of a record",
          .handle = write<record_write::patch>,
          .description = "A JSON Merge Patch (RFC 7396): null takes a field away.",
          .id_is = kind::record,
          .body = {.is = body_kind::object,
                   .required = true,
                   .description = "the merge patch",
                   .media_types = patch_types},
          .answer = {.is = shape::created, .description = "The record."},
          .takes_if_match = true},
    route{.method = "DELETE",
          .pattern = "/v1/records/{type}/{id}",
          .needs = scope::write,
          .summary = "Delete a record",
          .handle = remove,
          .id_is = kind::record,
          .answer = {.status = 204, .description = "It is gone."},
          .takes_if_match = true},
    route{.method = "GET",
          .pattern = "/v1/records/customer/{id}/traits",
          .summary = "Get the traits of a customer",
          .handle = traits,
          .description = "What the customer's orders, carts, reviews, follows, wishlist and views "
                         "say, as conditions see it below \"traits\".",
          .id_is = kind::record,
          .answer = {.description = "The customer's id and traits."}},
    route{.method = "GET",
          .pattern = "/v1/records/customer/{id}/points",
          .summary = "List a customer's entries in the points ledger",
          .handle = points,
          .description = "What campaigns booked and took back, newest first. The balance is the "
                         "trait \"points\".",
          .id_is = kind::record,
          .query = page_parameters,
          .answer = {.is = shape::page, .description = "The entries."}},
};

} // namespace

std::span<const route> record_routes() { return table; }

} // namespace sojourn::api
