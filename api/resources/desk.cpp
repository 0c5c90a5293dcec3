// /v1/desk: the desk in the shop.
#include "service/desk.hpp"

#include "api/resources/answers.hpp"

namespace sojourn::api {

namespace desk_resource {
namespace {

void look_up(const request& ask, handler_context& context, reply answer) {
  service::desk_question who{.phone = ask.parameter("phone"),
                             .code = ask.parameter("code"),
                             .email = ask.parameter("email"),
                             .customer = ask.parameter("customer")};
  const auto asked = static_cast<int>(!who.phone.empty()) + static_cast<int>(!who.code.empty()) +
                     static_cast<int>(!who.email.empty());
  if (asked > 1 || (asked == 0 && who.customer.empty()))
    return answer(fail(error_code::invalid_request, "the request does not say who is looked up",
                       {{"/query", "takes one of \"phone\", \"code\" and \"email\""}}));
  context.services.desk.look_up(std::move(who), ask.caller(), as_json(answer));
}

void tasks(const request& ask, handler_context& context, reply answer) {
  context.services.desk.tasks({.campaign = ask.parameter("campaign"),
                               .due_until = instant_in(ask, "due_until"),
                               .is_overdue = ask.parameter("overdue") == "true"},
                              ask.page, as_page(ask, answer));
}

void mark(const request& ask, handler_context& context, reply answer) {
  const auto customer = ask.id("customer");
  context.services.desk.mark({.customer = customer,
                              .mark = ask.text("mark"),
                              .note = ask.text("note"),
                              .task = ask.text("task"),
                              .by = ask.caller(),
                              .idem = ask.idempotency},
                             as_written(answer, "/v1/desk/" + customer + "/marks/"));
}

void undo(const request& ask, handler_context& context, reply answer) {
  context.services.desk.undo(ask.id("customer"), ask.id("mark"), ask.caller(), as_json(answer));
}

void redeem(const request& ask, handler_context& context, reply answer) {
  const auto customer = ask.id("customer");
  context.services.desk.redeem({.customer = customer,
                                .code = ask.text("code"),
                                .pool = ask.text("pool"),
                                .by = ask.caller(),
                                .idem = ask.idempotency},
                               as_written(answer, "/v1/desk/" + customer + "/redemptions"));
}

constexpr std::array look_up_parameters{
    field{"phone", kind::text, "a phone number, however it is written"},
    field{"code", kind::record, "a voucher's code, or the customer's id or other code"},
    field{"email", kind::text, "an e-mail address"},
    field{"customer", kind::record, "the id of the one who is meant, of several"}};
constexpr std::array<std::string_view, 2> yes_or_no{"true", "false"};
constexpr std::array task_parameters{
    field{"campaign", kind::name, "only of this campaign"},
    field{"due_until", kind::instant, "only those that should be done by then"},
    field{"overdue", kind::choice, "true: only those that should be done by now", false, yes_or_no},
    limit_parameter, cursor_parameter};
constexpr std::array<std::string_view, 4> mark_names{"greeted", "gift_given", "note", "task_done"};
constexpr std::array mark_fields{
    field{"mark", kind::choice, "what was done", true, mark_names},
    field{"note", kind::text, "what there is to say about it, up to 2000 bytes"},
    field{"task", kind::name, "of \"task_done\": the id of the task"}};
constexpr std::array redeem_fields{
    field{"code", kind::record, "the code as it is written", true},
    field{"pool", kind::name, "its pool, where the customer has the same code of several"}};

constexpr std::array table{
    route{.method = "GET",
          .pattern = "/v1/desk",
          .needs = permission::desk,
          .summary = "Look up the customer who stands at the desk",
          .handle = look_up,
          .description =
              "Takes one of phone, code and email. Finds one customer, with tier, points, open "
              "codes, what was sent lately, open tasks and the last marks; or several, as "
              "\"choices\", of whom the parameter customer then picks one. Personal data is not "
              "masked. The audit says who looked up whom, and one person looks up only so many "
              "(429).",
          .query = look_up_parameters,
          .answer = {.description = "The customer, or those to choose from."}},
    route{.method = "GET",
          .pattern = "/v1/desk/tasks",
          .needs = permission::desk,
          .summary = "List the open tasks of the staff",
          .handle = tasks,
          .query = task_parameters,
          .answer = {.is = shape::page, .description = "The tasks, those first that end first."}},
    route{.method = "POST",
          .pattern = "/v1/desk/{customer}/marks",
          .needs = permission::desk,
          .summary = "Mark what the staff did for a customer",
          .handle = mark,
          .description =
              "Publishes desk.greeted, desk.gift_given, desk.note or desk.task_done about the "
              "customer, which journeys hear, and does the tasks that the mark does.",
          .body = {.is = body_kind::fields, .required = true, .fields = mark_fields},
          .answer = {.status = 201, .is = shape::created, .description = "The mark."},
          .takes_idempotency_key = true},
    route{.method = "DELETE",
          .pattern = "/v1/desk/{customer}/marks/{mark}",
          .needs = permission::desk,
          .summary = "Take a mark back",
          .handle = undo,
          .description =
              "Within desk.undo_within (ten minutes) of the mark; later it is a 409. Its tasks are "
              "open again, and desk.undone is published. What journeys did when they heard the "
              "mark stays: mark_heard_by names them.",
          .answer = {.description = "The mark, and who heard it."}},
    route{.method = "POST",
          .pattern = "/v1/desk/{customer}/redemptions",
          .needs = permission::desk,
          .summary = "Redeem a code of the customer",
          .handle = redeem,
          .description =
              "Publishes voucher.redeemed about the customer. The same code by the same person "
              "within desk.undo_within is the same redemption.",
          .body = {.is = body_kind::fields, .required = true, .fields = redeem_fields},
          .answer = {.description = "The code."},
          .takes_idempotency_key = true},
};

} // namespace
} // namespace desk_resource

std::span<const route> desk_routes() { return desk_resource::table; }

} // namespace sojourn::api
