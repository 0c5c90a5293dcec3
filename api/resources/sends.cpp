// /v1/sends, /v1/receipts, /v1/channels, /v1/send-rules, consents and suppressions: what was sent,
// what was heard of it, and what may be sent at all.
#include "service/sends.hpp"

#include "api/resources/answers.hpp"
#include "base/ascii.hpp"
#include "service/channels.hpp"
#include "service/consents.hpp"
#include "service/receipts.hpp"
#include "service/send_rules.hpp"
#include "service/suppressions.hpp"

namespace sojourn::api {

namespace sends_resource {
namespace {

void list(const request& ask, handler_context& context, reply answer) {
  context.services.sends.list({.subject = ask.parameter("subject"),
                               .campaign = ask.parameter("campaign"),
                               .channel = ask.parameter("channel"),
                               .outcome = ask.parameter("outcome"),
                               .instance = ask.parameter("instance")},
                              ask.page, as_page(ask, answer));
}

void get(const request& ask, handler_context& context, reply answer) {
  context.services.sends.get(ask.id(), as_json(answer));
}

void results(const request& ask, handler_context& context, reply answer) {
  context.services.sends.results(ask.id(), ask.parameter("window"), as_json(answer));
}

void record_receipts(const request& ask, handler_context& context, reply answer) {
  // As it came; the channel knows how its provider signs.
  service::receipt_request call{.channel = ask.id("channel"), .body = ask.body, .headers = {}};
  for (const auto& one : ask.headers) {
    auto& value = call.headers[lower_ascii(one.name)];
    value += (value.empty() ? "" : ", ") + std::string{one.value};
  }
  context.services.receipts.record(std::move(call), as_json(answer));
}

void list_channels(const request&, handler_context& context, reply answer) {
  context.services.channels.list(as_json(answer));
}

void get_rules(const request&, handler_context& context, reply answer) {
  context.services.send_rules.get(as_resource(answer));
}

void put_rules(const request& ask, handler_context& context, reply answer) {
  context.services.send_rules.put(ask.fields, ask.only_if, ask.caller_without_why(),
                                  as_written(answer, "/v1/send-rules"));
}

subject_ref customer_of(const request& ask) { return {"customer", ask.id("customer")}; }

void list_consents(const request& ask, handler_context& context, reply answer) {
  context.services.consents.list(customer_of(ask), as_json(answer));
}

void put_consent(const request& ask, handler_context& context, reply answer) {
  context.services.consents.put({.subject = customer_of(ask),
                                 .channel = ask.text("channel"),
                                 .purpose = ask.text("purpose"),
                                 .state = ask.text("state"),
                                 .source = ask.text("source"),
                                 .by = ask.caller()},
                                as_json(answer));
}

void list_suppressions(const request& ask, handler_context& context, reply answer) {
  context.services.suppressions.list(ask.page, as_page(ask, answer));
}

void put_suppression(const request& ask, handler_context& context, reply answer) {
  context.services.suppressions.put({.channel = ask.text("channel"),
                                     .address = ask.text("address"),
                                     .reason = ask.text("reason"),
                                     .by = ask.caller()},
                                    as_json(answer));
}

void remove_suppression(const request& ask, handler_context& context, reply answer) {
  context.services.suppressions.remove({.channel = ask.id("channel"),
                                        .address = ask.id("address"),
                                        .reason = {},
                                        .by = ask.caller_without_why()},
                                       as_json(answer));
}

constexpr std::array<std::string_view, 7> outcomes{
    "handed_over", "accepted", "rejected", "transient", "unknown", "unreachable", "revoked"};
constexpr std::array send_parameters{
    field{"subject", kind::subject, "only to this subject"},
    field{"campaign", kind::name, "only of this campaign"},
    field{"channel", kind::text, "only by this channel"},
    field{"outcome", kind::choice, "only those that came to this", false, outcomes},
    field{"instance", kind::instance, "only of this instance"},
    limit_parameter,
    cursor_parameter};

constexpr std::array result_parameters{
    field{"window", kind::text, "how long a message is credited with orders, such as \"P7D\""}};

constexpr std::array<std::string_view, 3> purposes{"transactional", "service", "promotional"};
constexpr std::array<std::string_view, 3> states{"given", "withdrawn", "unknown"};
constexpr std::array consent_fields{
    field{"channel", kind::text, "of which channel; left out, of every one"},
    field{"purpose", kind::choice, "of which messages; left out, of all", false, purposes},
    field{"state", kind::choice, "what the person said; \"unknown\" forgets it", true, states},
    field{"source", kind::text, "where they said it, such as \"checkout\""},
    field{"why", kind::text, "the reason, for the audit"}};

constexpr std::array suppression_fields{
    field{"channel", kind::text, "the channel", true},
    field{"address", kind::text, "the address on it, such as \"an@example.com\"", true},
    field{"reason", kind::text, "why it takes nothing more", true},
    field{"why", kind::text, "the reason, for the audit"}};

constexpr std::array table{
    route{.method = "GET",
          .pattern = "/v1/sends",
          .summary = "List sends",
          .handle = list,
          .description = "From new to old. One row for each send step that was handed over, "
                         "with its outcome and what was heard of it since.",
          .query = send_parameters,
          .answer = {.is = shape::page, .description = "The sends."}},
    route{.method = "GET",
          .pattern = "/v1/sends/{id}",
          .summary = "Get a send with what it said and its receipts",
          .handle = get,
          .description = "What it said is kept for retention.send_content_days; its hash stays.",
          .answer = {.description = "The send."}},
    route{.method = "GET",
          .pattern = "/v1/campaigns/{id}/results",
          .summary = "Get what a campaign's messages brought",
          .handle = results,
          .description = "Persons who were sent something, whom it reached, who read and who "
                         "clicked; and the orders that are owed to it: each order belongs to the "
                         "last click within the window before it was paid, else to the last read, "
                         "of whichever campaign, once. What was called off since stands beside. "
                         "Computed anew each time, by step and in all.",
          .query = result_parameters,
          .answer = {.description = "The figures."},
          .takes_long = true},
    route{.method = "POST",
          .pattern = "/v1/receipts/{channel}",
          .is_open = true,
          .summary = "Tell what became of messages",
          .handle = record_receipts,
          .description = "Called by the provider of a channel. Needs no token: the call carries "
                         "the signature that the channel demands. Stored before it is answered, "
                         "and each receipt once.",
          .body = {.is = body_kind::raw, .required = true, .media_types = {}},
          .answer = {.description = "How many receipts were new, known and of nobody."}},
    route{.method = "GET",
          .pattern = "/v1/channels",
          .summary = "List the channels and how they stand",
          .handle = list_channels,
          .description = "What each can do, what waits for it and since when, whether its "
                         "provider takes messages, and which destinations fail.",
          .answer = {.description = "Channels and destinations."}},
    route{.method = "GET",
          .pattern = "/v1/send-rules",
          .summary = "Get the rules around sends",
          .handle = get_rules,
          .answer = {.description = "Caps, quiet hours, consent, test mode."},
          .has_etag = true},
    route{.method = "PUT",
          .pattern = "/v1/send-rules",
          .needs = {permission::operate, permission::send},
          .summary = "Put the rules around sends",
          .handle = put_rules,
          .description = "\"caps\" on messages to one person, \"quiet_hours\", where \"consent\" "
                         "is required, and \"test_mode\". They hold for every send that leaves "
                         "from now on.",
          .body = {.is = body_kind::object, .required = true, .description = "The rules."},
          .answer = {.description = "The rules."},
          .has_etag = true},
    route{.method = "GET",
          .pattern = "/v1/records/customer/{customer}/consents",
          .summary = "List what a customer said about channels and purposes",
          .handle = list_consents,
          .answer = {.description = "Their consents, given and withdrawn."}},
    route{.method = "PUT",
          .pattern = "/v1/records/customer/{customer}/consents",
          .needs = permission::people,
          .summary = "Write down what a customer said",
          .handle = put_consent,
          .description = "Takes the place of what they said of the same channel and purpose. The "
                         "most precise word counts when a message is sent.",
          .body = {.is = body_kind::fields, .required = true, .fields = consent_fields},
          .answer = {.description = "Their consents, given and withdrawn."}},
    route{.method = "GET",
          .pattern = "/v1/suppressions",
          .needs = {permission::view, permission::see_personal_data},
          .summary = "List the addresses that take nothing more",
          .handle = list_suppressions,
          .query = page_parameters,
          .answer = {.is = shape::page, .description = "The addresses, by channel."}},
    route{.method = "POST",
          .pattern = "/v1/suppressions",
          .needs = permission::people,
          .summary = "Suppress an address",
          .handle = put_suppression,
          .description = "In whatever spelling: it is stored and compared in the one form of its "
                         "channel. A channel that does not exist or has no addresses, and a text "
                         "that is no address of it, are refused.",
          .body = {.is = body_kind::fields, .required = true, .fields = suppression_fields},
          .answer = {.description = "The address."}},
    route{.method = "DELETE",
          .pattern = "/v1/suppressions/{channel}/{address}",
          .needs = permission::operate,
          .summary = "Write to an address again",
          .handle = remove_suppression,
          .description = "In whatever spelling.",
          .answer = {.description = "The address."}},
};

} // namespace
} // namespace sends_resource

std::span<const route> send_routes() { return sends_resource::table; }

} // namespace sojourn::api
