// /v1/boosters/{id}/cards: the messages of a sales event.
#include "service/cards.hpp"

#include "api/resources/answers.hpp"

namespace sojourn::api {

namespace cards_resource {
namespace {

std::string cards_path(const request& ask) { return "/v1/boosters/" + ask.id() + "/cards/"; }

void list(const request& ask, handler_context& context, reply answer) {
  context.services.cards.list(ask.id(), ask.page, as_page(ask, answer));
}

void get(const request& ask, handler_context& context, reply answer) {
  context.services.cards.get(ask.id(), ask.id("card"), as_changing_resource(answer));
}

void create(const request& ask, handler_context& context, reply answer) {
  context.services.cards.put({.booster = ask.id(),
                              .document = {.id = {},
                                           .definition = ask.fields,
                                           .must_be_new = true,
                                           .by = ask.caller_without_why(),
                                           .idem = ask.idempotency}},
                             as_written(answer, cards_path(ask)));
}

void put(const request& ask, handler_context& context, reply answer) {
  context.services.cards.put({.booster = ask.id(),
                              .document = {.id = ask.id("card"),
                                           .definition = ask.fields,
                                           .only_if = ask.only_if,
                                           .by = ask.caller_without_why(),
                                           .idem = {}}},
                             as_written(answer, cards_path(ask) + ask.id("card")));
}

void remove(const request& ask, handler_context& context, reply answer) {
  context.services.cards.remove(ask.id(), ask.id("card"), ask.only_if, ask.caller(),
                                as_json(answer));
}

void change(const request& ask, handler_context& context, reply answer) {
  service::switch_request wanted{.booster = ask.id(),
                                 .card = ask.id("card"),
                                 .to = {.on = ask.text("to") == "on"},
                                 .by = ask.caller()};
  if (const auto late = ask.text("late"); !late.empty())
    wanted.to.late = late == "skip" ? boosters::late_choice::skip : boosters::late_choice::send_now;
  if (const auto codes = ask.fields.find("override"); codes != ask.fields.end())
    wanted.overridden = codes->get<std::vector<std::string>>();
  context.services.cards.change(std::move(wanted), as_json(answer));
}

void preview(const request& ask, handler_context& context, reply answer) {
  context.services.cards.preview(ask.id(), ask.id("card"), as_json(answer));
}

void send(const request& ask, handler_context& context, reply answer) {
  context.services.cards.send(ask.id(), ask.id("card"), ask.text("customer"), ask.caller(),
                              as_accepted(answer));
}

constexpr body_spec card_body{.is = body_kind::object,
                              .required = true,
                              .description =
                                  "phase, group, at, title, message, voucher_pool, products, via"};
constexpr std::array<std::string_view, 2> switch_choices{"on", "off"};
constexpr std::array<std::string_view, 2> late_choices{"send_now", "skip"};
constexpr std::array switch_fields{
    field{"to", kind::choice, "where the switch goes", true, switch_choices},
    field{"late", kind::choice, "what becomes of a card whose time has passed", false,
          late_choices},
    field{"override", kind::records, "codes of findings that do not stop it"},
    field{"why", kind::text, "the reason, for the audit"}};
constexpr std::array send_fields{field{"customer", kind::record, "the id of the customer", true},
                                 field{"why", kind::text, "the reason, for the journal"}};

constexpr std::array table{
    route{.method = "GET",
          .pattern = "/v1/boosters/{id}/cards",
          .summary = "List the cards of a booster",
          .handle = list,
          .query = page_parameters,
          .answer = {.is = shape::page, .description = "The cards, by id."}},
    route{.method = "POST",
          .pattern = "/v1/boosters/{id}/cards",
          .needs = permission::edit,
          .summary = "Add a card to a booster",
          .handle = create,
          .description = "It begins as a draft. The id is the document's.",
          .body = card_body,
          .answer = {.status = 201, .is = shape::created, .description = "The card."},
          .takes_idempotency_key = true,
          .takes_long = true},
    route{.method = "GET",
          .pattern = "/v1/boosters/{id}/cards/{card}",
          .summary = "Get a card",
          .handle = get,
          .answer = {.description = "The card, its status, and how far its run is."},
          .has_etag = true},
    route{.method = "PUT",
          .pattern = "/v1/boosters/{id}/cards/{card}",
          .needs = permission::edit,
          .summary = "Create a card or edit it before it leaves",
          .handle = put,
          .description = "409 once it has begun to be sent. A card that is on must stay fit to be "
                         "sent, and needs the permission send as well.",
          .body = card_body,
          .answer = {.is = shape::created, .description = "The card."},
          .has_etag = true,
          .takes_long = true},
    route{.method = "DELETE",
          .pattern = "/v1/boosters/{id}/cards/{card}",
          .needs = permission::edit,
          .summary = "Remove a card",
          .handle = remove,
          .description = "409 once it has begun to be sent.",
          .answer = {.description = "What was removed."},
          .has_etag = true},
    route{.method = "POST",
          .pattern = "/v1/boosters/{id}/cards/{card}/switch",
          .needs = permission::send,
          .summary = "Switch a card on or off",
          .handle = change,
          .description =
              "Off before its time: nothing is sent. Off while it is sent: who was not reached yet "
              "is not reached. On after its time: 409 (SJ0451), unless late says send_now or skip. "
              "409 (SJ0450) while the shop is not eligible.",
          .body = {.is = body_kind::fields, .required = true, .fields = switch_fields},
          .answer = {.description = "The card, and the findings of its message."},
          .takes_long = true},
    route{.method = "GET",
          .pattern = "/v1/boosters/{id}/cards/{card}/preview",
          .summary = "See the card as three customers of its group would get it",
          .handle = preview,
          .answer = {.description = "The size of the group, and the rendered messages."},
          .takes_long = true},
    route{.method = "POST",
          .pattern = "/v1/boosters/{id}/cards/{card}/send",
          .needs = permission::send,
          .summary = "Send a card that is on to one customer of its group",
          .handle = send,
          .description = "409 (SJ0452) for a customer who never interacted with the shop.",
          .body = {.is = body_kind::fields, .required = true, .fields = send_fields},
          .answer = {.status = 202, .description = "The instance that sends it."}},
};

} // namespace
} // namespace cards_resource

std::span<const route> card_routes() { return cards_resource::table; }

} // namespace sojourn::api
