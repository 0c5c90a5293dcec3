// /v1/restore: what is overdue in restored data, and what is to become of it.
#include "service/restore.hpp"

#include "api/resources/answers.hpp"

namespace sojourn::api {

namespace restore_resource {
namespace {

void get(const request&, handler_context& context, reply answer) {
  context.services.restore.get(as_json(answer));
}

void overdue(const request& ask, handler_context& context, reply answer) {
  context.services.restore.overdue(ask.id(), ask.page, as_page(ask, answer));
}

void say(const request& ask, handler_context& context, reply answer) {
  context.services.restore.decide(ask.id(), ask.fields.at("answer").get<std::string>(),
                                  ask.caller(), as_json(answer));
}

void say_of_all(const request& ask, handler_context& context, reply answer) {
  context.services.restore.decide({}, ask.fields.at("answer").get<std::string>(), ask.caller(),
                                  as_json(answer));
}

constexpr std::array<std::string_view, 3> restore_answers{"send", "sent", "drop"};
constexpr std::array answer_fields{
    field{"answer", kind::choice,
          "\"send\": nobody got it, it is done now; \"sent\": it counts as done when it was due, "
          "and nothing leaves; \"drop\": it is not done, and its instances are cancelled",
          true, restore_answers},
    field{"why", kind::text, "the reason, for the journal and the audit"}};
constexpr std::array overdue_parameters{limit_parameter, cursor_parameter};

constexpr std::array table{
    route{.method = "GET",
          .pattern = "/v1/restore",
          .summary = "Tell what is asked about restored data",
          .handle = get,
          .description = "A daemon on restored data stands still until everything that is overdue "
                         "since the copy was made is answered, campaign by campaign.",
          .answer = {.description = "Whether it stands still, and the campaigns."}},
    route{.method = "POST",
          .pattern = "/v1/restore",
          .needs = permission::operate,
          .summary = "Answer for all campaigns that are not answered",
          .handle = say_of_all,
          .body = {.is = body_kind::fields, .required = true, .fields = answer_fields},
          .answer = {.description = "What is still asked."}},
    route{.method = "GET",
          .pattern = "/v1/restore/{id}",
          .summary = "List who is overdue in a campaign",
          .handle = overdue,
          .query = overdue_parameters,
          .answer = {.is = shape::page, .description = "Messages and timers, by instance."}},
    route{.method = "POST",
          .pattern = "/v1/restore/{id}",
          .needs = permission::operate,
          .summary = "Answer what becomes of what is overdue in a campaign",
          .handle = say,
          .description = "When all campaigns are answered and the answers are carried out, the "
                         "daemon goes on by itself.",
          .body = {.is = body_kind::fields, .required = true, .fields = answer_fields},
          .answer = {.description = "What is still asked."}},
};

} // namespace
} // namespace restore_resource

std::span<const route> restore_routes() { return restore_resource::table; }

} // namespace sojourn::api
