// /v1/channels/…/authorization and …/templates: the shop's accounts at providers.
#include "service/channels.hpp"

#include "api/resources/answers.hpp"

namespace sojourn::api {

namespace channels_resource {
namespace {

void authorize(const request& ask, handler_context& context, reply answer) {
  context.services.channels.authorize(ask.id("channel"), ask.text("code"),
                                      ask.text("code_verifier"), ask.caller(), as_json(answer));
}

void templates(const request& ask, handler_context& context, reply answer) {
  context.services.channels.templates(ask.id("channel"), ask.page, as_page(ask, answer));
}

void read_templates(const request& ask, handler_context& context, reply answer) {
  context.services.channels.read_templates(ask.id("channel"), ask.caller(), as_json(answer));
}

constexpr std::array consent_fields{
    field{"code", kind::text, "the code of the consent, which works once", true},
    field{"code_verifier", kind::text, "the verifier to the challenge of the consent", true},
    field{"why", kind::text, "the reason, for the audit"}};

constexpr std::array table{
    route{.method = "POST",
          .pattern = "/v1/channels/{channel}/authorization",
          .needs = permission::administer,
          .summary = "Bring the consent to send in the name of an account",
          .handle = authorize,
          .description = "Of \"zalo\". Answered once the tokens are stored, sealed; they are never "
                         "shown. 409 while tokens are being renewed.",
          .body = {.is = body_kind::fields, .required = true, .fields = consent_fields},
          .answer = {.description = "The account, and how its token is."}},
    route{.method = "GET",
          .pattern = "/v1/channels/{channel}/templates",
          .summary = "List the templates that the shop has at the provider",
          .handle = templates,
          .description = "Of \"zns\" and \"zalo_oa\": as they were last read. They are read anew "
                         "every hour, and when the provider says that one has changed.",
          .query = page_parameters,
          .answer = {.is = shape::page, .description = "The templates, by id."}},
    route{.method = "POST",
          .pattern = "/v1/channels/{channel}/templates/read",
          .needs = permission::operate,
          .summary = "Read the templates anew",
          .handle = read_templates,
          .body = why_body,
          .answer = {.description = "How many there are, once they are stored."}},
};

} // namespace
} // namespace channels_resource

std::span<const route> channel_routes() { return channels_resource::table; }

} // namespace sojourn::api
