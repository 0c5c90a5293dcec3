// /v1/records: customer data, whose changes are what campaigns react to.
#include "service/records.hpp"

#include "api/resources/answers.hpp"
#include "base/percent.hpp"
#include "records/record_type.hpp"
#include "service/privacy.hpp"

namespace sojourn::api {

namespace records_resource {
namespace {

using service::record_write;

constexpr std::string_view field_prefix = "data.";
constexpr std::string_view identity_prefix = "identity.";
constexpr std::array list_parameters{
    field{.name = "data.*",
          .description =
              "data.FIELD=VALUE: only records whose field has this value; several must all fit",
          .is_personal = true},
    field{.name = "identity.*",
          .description = "identity.FIELD=VALUE: the records with this phone, e-mail or other "
                         "identity, however it "
                         "is written; the oldest first, at most 100; not together with data.*",
          .is_personal = true},
    field{.name = "q",
          .description =
              "customers whose id, phone, e-mail or other identity begins so, or whose name has "
              "words "
              "that begin so, without regard to case and accents; one page, best fits first",
          .is_personal = true},
    limit_parameter, cursor_parameter};

std::string path_of(const request& ask) {
  return "/v1/records/" + ask.id("type") + "/" + percent_encode(ask.id());
}

service::record_request write_of(const request& ask, record_write how) {
  return {.how = how,
          .type = ask.id("type"),
          .id = ask.id(),
          .data = ask.fields,
          .only_if = ask.only_if,
          // A record's fields are the customer's: a field "why" is data, not a reason.
          .by = ask.caller_without_why()};
}

/// The parameters whose names begin so, without that.
service::record_filter named(const request& ask, std::string_view prefix) {
  service::record_filter found;
  for (const auto& [name, value] : ask.query) {
    if (name.starts_with(prefix))
      found.emplace_back(name.substr(prefix.size()), value);
  }
  return found;
}

/// The parameters whose names lead to no field: "data.a..b".
std::vector<error_detail> fields_that_cannot_be(const service::record_filter& filter) {
  std::vector<error_detail> mistakes;
  for (const auto& [path, value] : filter) {
    const auto dotted = "." + path + ".";
    if (dotted.find("..") != std::string::npos)
      mistakes.push_back({pointer_to("/query", std::string{field_prefix} + path),
                          "names no field: write the names of fields with single dots between "
                          "them, such as data.address.city"});
  }
  return mistakes;
}

void list(const request& ask, handler_context& context, reply answer) {
  const auto filter = named(ask, field_prefix);
  if (auto mistakes = fields_that_cannot_be(filter); !mistakes.empty())
    return answer(
        fail(error_code::invalid_request, "the request has a mistake", std::move(mistakes)));
  auto identities = named(ask, identity_prefix);
  if (const auto text = ask.parameter("q"); !text.empty()) {
    if (ask.id("type") != records::customer_type || !identities.empty() || !filter.empty())
      return answer(fail(error_code::invalid_request, "the request has a mistake",
                         {{"/query/q", "looks for customers alone, without data.* and "
                                       "identity.*"}}));
    return context.services.records.search(text, ask.page.limit, as_page(ask, answer));
  }
  if (!identities.empty() && !filter.empty()) {
    answer(fail(error_code::invalid_request, "identities and fields cannot be asked for together",
                {{"/query", "leave out data.*, or identity.*"}}));
    return;
  }
  if (!identities.empty()) {
    context.services.records.find(ask.id("type"), std::move(identities), as_page(ask, answer));
    return;
  }
  context.services.records.list(ask.id("type"), filter, ask.page, as_page(ask, answer));
}

void get(const request& ask, handler_context& context, reply answer) {
  context.services.records.get(ask.id("type"), ask.id(), as_resource(answer));
}

void traits(const request& ask, handler_context& context, reply answer) {
  context.services.records.traits(ask.id(), as_json(answer));
}

void timeline(const request& ask, handler_context& context, reply answer) {
  context.services.records.timeline(ask.id(), ask.page, as_page(ask, answer));
}

void points(const request& ask, handler_context& context, reply answer) {
  context.services.records.points(ask.id(), ask.page, as_page(ask, answer));
}

template <record_write How>
void write(const request& ask, handler_context& context, reply answer) {
  context.services.records.write(write_of(ask, How), as_written(answer, path_of(ask)));
}

void remove(const request& ask, handler_context& context, reply answer) {
  context.services.records.write(write_of(ask, record_write::remove),
                                 answer.through<service::written>([](const service::written&) {
                                   return response{.status = 204};
                                 }));
}

template <const std::string_view& Type>
void erase(const request& ask, handler_context& context, reply answer) {
  context.services.privacy.erase(
      {.subject = {std::string{Type}, ask.id()},
       .only_if = ask.only_if,
       .by = {.who = ask.who, .why = ask.parameter("why"), .may = ask.may}},
      answer.through<service::written>([](const service::written& what) {
        return json_response(what.body.value("state", "") == "running" ? 202 : 200, what.body);
      }));
}

constexpr std::array erase_parameters{
    field{"why", kind::text, "the reason, for the audit; name nobody in it: it stays"}};

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
          .answer = {.description = "The record; ETag holds its version."},
          .has_etag = true},
    route{.method = "PUT",
          .pattern = "/v1/records/{type}/{id}",
          .needs = permission::data,
          .summary = "Create or replace a record",
          .handle = write<record_write::put>,
          .description = "Campaigns that react to the change start in the same transaction.",
          .id_is = kind::record,
          .body = {.is = body_kind::object, .required = true, .description = "the whole record"},
          .answer = {.is = shape::created, .description = "The record."},
          .has_etag = true},
    route{.method = "PATCH",
          .pattern = "/v1/records/{type}/{id}",
          .needs = permission::data,
          .summary = "Change fields of a record",
          .handle = write<record_write::patch>,
          .description = "A JSON Merge Patch (RFC 7396): null takes a field away.",
          .id_is = kind::record,
          .body = {.is = body_kind::object,
                   .required = true,
                   .description = "the merge patch",
                   .media_types = patch_types},
          .answer = {.is = shape::created, .description = "The record."},
          .has_etag = true},
    route{.method = "DELETE",
          .pattern = "/v1/records/{type}/{id}",
          .needs = permission::data,
          .summary = "Delete a record",
          .handle = remove,
          .description = "The record alone. Customers and visitors are erased instead.",
          .id_is = kind::record,
          .answer = {.status = 204, .description = "It is gone."},
          .has_etag = true},
    route{.method = "DELETE",
          .pattern = "/v1/records/customer/{id}",
          .needs = permission::data,
          .summary = "Erase a customer",
          .handle = erase<records::customer_type>,
          .description =
              "Their personal data goes everywhere: their record and what belongs to "
              "them, events, messages, the payloads of journals. Their open instances "
              "are cancelled. The figures stay. 202 with the state \"running\" says that "
              "it goes on; ask for the erasure.",
          .id_is = kind::record,
          .query = erase_parameters,
          .answer = {.description = "The erasure, and how much it removed."},
          .has_etag = true},
    route{.method = "DELETE",
          .pattern = "/v1/records/visitor/{id}",
          .needs = permission::data,
          .summary = "Erase a visitor",
          .handle = erase<records::visitor_type>,
          .description = "As a customer is erased.",
          .id_is = kind::record,
          .query = erase_parameters,
          .answer = {.description = "The erasure, and how much it removed."},
          .has_etag = true},
    route{.method = "GET",
          .pattern = "/v1/records/customer/{id}/traits",
          .summary = "Get the traits of a customer",
          .handle = traits,
          .description = "What the customer's orders, carts, reviews, follows, wishlist and views "
                         "say, as conditions see it below \"traits\".",
          .id_is = kind::record,
          .answer = {.description = "The customer's id and traits."}},
    route{.method = "GET",
          .pattern = "/v1/records/customer/{id}/timeline",
          .summary = "Tell what happened with a customer",
          .handle = timeline,
          .description = "Events, orders, messages with their receipts, instances, changes of the "
                         "record, points and consents, the newest first.",
          .id_is = kind::record,
          .query = page_parameters,
          .answer = {.is = shape::page, .description = "What happened."}},
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
} // namespace records_resource

std::span<const route> record_routes() { return records_resource::table; }

} // namespace sojourn::api
