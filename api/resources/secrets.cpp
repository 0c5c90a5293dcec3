// /v1/secrets: what calls of campaigns send to prove who they are; set here and never shown.
#include "service/secrets.hpp"

#include "api/resources/answers.hpp"

namespace sojourn::api {

namespace secrets_resource {
namespace {

void list(const request& ask, handler_context& context, reply answer) {
  context.services.secrets.list(ask.page, as_page(ask, answer));
}

void put(const request& ask, handler_context& context, reply answer) {
  const auto name = ask.id("secret");
  context.services.secrets.put(name, ask.text("value"), ask.caller(),
                               as_written(answer, "/v1/secrets"));
}

void remove(const request& ask, handler_context& context, reply answer) {
  context.services.secrets.remove(ask.id("secret"), {.who = ask.who, .why = {}}, as_json(answer));
}

constexpr std::array put_fields{
    field{"value", kind::text, "the secret, one line of 4 to 4096 bytes", true},
    field{"why", kind::text, "the reason, for the audit"}};

constexpr std::array table{
    route{.method = "GET",
          .pattern = "/v1/secrets",
          .needs = permission::administer,
          .summary = "List the secrets that campaigns may name",
          .handle = list,
          .description = "By name, with the active and paused campaigns that name each. No value "
                         "is ever shown.",
          .query = page_parameters,
          .answer = {.is = shape::page, .description = "The names."}},
    route{.method = "PUT",
          .pattern = "/v1/secrets/{secret}",
          .needs = permission::administer,
          .summary = "Set a secret",
          .handle = put,
          .description = "A step of type http names it as {\"secret\": NAME}. It is sealed in the "
                         "data file and shown nowhere. A new value counts for the next call.",
          .body = {.is = body_kind::fields, .required = true, .fields = put_fields},
          .answer = {.is = shape::created, .description = "Its name, and when it was set."}},
    route{.method = "DELETE",
          .pattern = "/v1/secrets/{secret}",
          .needs = permission::administer,
          .summary = "Delete a secret",
          .handle = remove,
          .description = "Refused while an active or paused campaign names it.",
          .answer = {.description = "It is gone."}},
};

} // namespace
} // namespace secrets_resource

std::span<const route> secret_routes() { return secrets_resource::table; }

} // namespace sojourn::api
