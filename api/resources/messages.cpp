// /v1/messages: the library of messages, and messages before anybody gets them.
#include "service/messages.hpp"

#include "api/resources/answers.hpp"

namespace sojourn::api {

namespace messages_resource {
namespace {

void list(const request& ask, handler_context& context, reply answer) {
  context.services.messages.list(ask.page, as_page(ask, answer));
}

void get(const request& ask, handler_context& context, reply answer) {
  context.services.messages.get(ask.id(), as_resource(answer));
}

void versions(const request& ask, handler_context& context, reply answer) {
  context.services.messages.versions(ask.id(), as_page(ask, answer));
}

void create(const request& ask, handler_context& context, reply answer) {
  context.services.messages.put({.id = {},
                                 .definition = ask.fields,
                                 .must_be_new = true,
                                 .by = ask.caller_without_why(),
                                 .idem = ask.idempotency},
                                as_written(answer, "/v1/messages/"));
}

void put(const request& ask, handler_context& context, reply answer) {
  context.services.messages.put({.id = ask.id(),
                                 .definition = ask.fields,
                                 .only_if = ask.only_if,
                                 .by = ask.caller_without_why(),
                                 .idem = {}},
                                as_written(answer, "/v1/messages/" + ask.id()));
}

void remove(const request& ask, handler_context& context, reply answer) {
  context.services.messages.remove(ask.id(), ask.only_if, ask.caller(), as_json(answer));
}

service::preview_request preview_of(const request& ask) {
  service::preview_request wanted{.message = ask.id(),
                                  .campaign = ask.text("campaign"),
                                  .customer = ask.text("customer"),
                                  .data = ask.object("data"),
                                  .language = ask.text("language"),
                                  .channels = {}};
  if (const auto channels = ask.fields.is_object() ? ask.fields.find("channels") : ask.fields.end();
      channels != ask.fields.end())
    wanted.channels = channels->get<std::vector<std::string>>();
  if (wanted.data.is_null())
    wanted.data = json::object();
  return wanted;
}

void preview(const request& ask, handler_context& context, reply answer) {
  context.services.messages.preview(preview_of(ask), as_json(answer));
}

void preview_own(const request& ask, handler_context& context, reply answer) {
  auto wanted = preview_of(ask);
  wanted.message = ask.id("name");
  wanted.campaign = ask.id();
  wanted.of_campaign = true;
  context.services.messages.preview(std::move(wanted), as_json(answer));
}

void lint(const request& ask, handler_context& context, reply answer) {
  context.services.messages.lint(preview_of(ask), as_json(answer));
}

constexpr body_spec message_body{
    .is = body_kind::object,
    .required = true,
    .description = "name, description, and the members of a campaign's message: purpose, fallback, "
                   "languages, products"};

constexpr field customer_field{"customer", kind::record, "whose data the texts see"};
constexpr field data_field{"data", kind::object,
                           "merged over that, such as {\"vars\": {\"offer\": {\"code\": \"A1\"}}}"};
constexpr field channels_field{"channels", kind::records,
                               "over which; those the message has parts for if left out"};
constexpr field campaign_field{
    "campaign", kind::name,
    "whose data and zone it has, and whose version of the message if it takes it"};
constexpr field language_field{"language", kind::text,
                               "the customer's, else the fallback, if left out"};

constexpr std::array preview_fields{customer_field, data_field, language_field, channels_field,
                                    campaign_field};
constexpr std::array own_preview_fields{customer_field, data_field, language_field, channels_field};
constexpr std::array lint_fields{customer_field, data_field, channels_field, campaign_field};

constexpr std::array table{
    route{.method = "GET",
          .pattern = "/v1/messages",
          .summary = "List the messages of the library",
          .handle = list,
          .query = page_parameters,
          .answer = {.is = shape::page, .description = "The messages, by id."}},
    route{.method = "POST",
          .pattern = "/v1/messages",
          .needs = permission::edit,
          .summary = "Create a message in the library",
          .handle = create,
          .description = "The id is the message's; 409 when it is taken.",
          .body = message_body,
          .answer = {.status = 201, .is = shape::created, .description = "The message."},
          .takes_idempotency_key = true},
    route{.method = "GET",
          .pattern = "/v1/messages/{id}",
          .summary = "Get a message of the library",
          .handle = get,
          .answer = {.description = "The message; ETag holds its version."},
          .has_etag = true},
    route{.method = "PUT",
          .pattern = "/v1/messages/{id}",
          .needs = permission::edit,
          .summary = "Create a message or give it a new version",
          .handle = put,
          .description = "Campaigns that take it keep the version they began with, until they are "
                         "put again.",
          .body = message_body,
          .answer = {.is = shape::created, .description = "The message."},
          .has_etag = true},
    route{.method = "DELETE",
          .pattern = "/v1/messages/{id}",
          .needs = permission::edit,
          .summary = "Delete a message from the library",
          .handle = remove,
          .description = "409 while a campaign that has not ended takes it.",
          .answer = {.description = "What was deleted."},
          .has_etag = true},
    route{.method = "GET",
          .pattern = "/v1/messages/{id}/versions",
          .summary = "List the versions of a message",
          .handle = versions,
          .answer = {.is = shape::page, .description = "The versions, newest first."}},
    route{.method = "POST",
          .pattern = "/v1/messages/{id}/preview",
          .summary = "Show a message as somebody would get it",
          .handle = preview,
          .description = "Rendered by what renders it when it is sent, with the names that showed "
                         "nothing and the fallbacks that stood in.",
          .body = {.is = body_kind::fields, .fields = preview_fields},
          .answer = {.description = "One preview for each channel."}},
    route{.method = "POST",
          .pattern = "/v1/messages/{id}/lint",
          .summary = "Tell what is wrong or doubtful in a message",
          .handle = lint,
          .body = {.is = body_kind::fields, .fields = lint_fields},
          .answer = {.description = "The findings: code, severity, pointer, message."}},
    route{.method = "POST",
          .pattern = "/v1/campaigns/{id}/messages/{name}/preview",
          .summary = "Show a message of a campaign as somebody would get it",
          .handle = preview_own,
          .body = {.is = body_kind::fields, .fields = own_preview_fields},
          .answer = {.description = "One preview for each channel."}},
};

} // namespace
} // namespace messages_resource

std::span<const route> message_routes() { return messages_resource::table; }

} // namespace sojourn::api
