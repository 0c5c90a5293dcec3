// /v1/budget, and what campaigns cost: prices, pots, deposits, estimates, statements.
#include "service/budget.hpp"

#include "api/resources/answers.hpp"

namespace sojourn::api {

namespace budget_resource {
namespace {

void get(const request&, handler_context& context, reply answer) {
  context.services.budget.get(as_changing_resource(answer));
}

void put(const request& ask, handler_context& context, reply answer) {
  context.services.budget.put(ask.fields, ask.only_if, ask.caller_without_why(),
                              as_written(answer, "/v1/budget"));
}

void remove(const request& ask, handler_context& context, reply answer) {
  context.services.budget.put({}, ask.only_if, ask.caller_without_why(),
                              as_written(answer, "/v1/budget"));
}

void deposit(const request& ask, handler_context& context, reply answer) {
  context.services.budget.deposit({.account = ask.id("account"),
                                   .amount = ask.fields.at("amount").get<std::int64_t>(),
                                   .by = ask.caller(),
                                   .idem = ask.idempotency},
                                  as_written(answer, "/v1/budget"));
}

void periods(const request& ask, handler_context& context, reply answer) {
  context.services.budget.periods(ask.parameter("per"), ask.page, as_page(ask, answer));
}

void estimate(const request& ask, handler_context& context, reply answer) {
  context.services.budget.estimate(ask.id(), as_json(answer));
}

void statement(const request& ask, handler_context& context, reply answer) {
  context.services.budget.statement(ask.id(), instant_in(ask, "from"), instant_in(ask, "to"),
                                    as_json(answer));
}

constexpr std::array deposit_fields{
    field{"amount", kind::amount,
          "in the smallest unit of the account's currency; less than 0 takes some out", true},
    field{"why", kind::text, "the reason, for the audit"}};
constexpr std::array<std::string_view, 3> lengths{"day", "month", "year"};
constexpr std::array period_parameters{
    field{"per", kind::choice, "how long a period is; \"month\" if left out", false, lengths},
    limit_parameter, cursor_parameter};
constexpr std::array statement_parameters{
    field{"from", kind::instant, "the first instant of it; the campaign's creation if left out"},
    field{"to", kind::instant, "the first instant after it; now if left out"}};

constexpr std::array table{
    route{.method = "GET",
          .pattern = "/v1/budget",
          .summary = "Get the budget, and what is left of it",
          .handle = get,
          .description = "Prices and limits; what is reserved, spent and left of tokens and "
                         "credits; and the campaigns that wait for more.",
          .answer = {.description = "The budget."},
          .has_etag = true},
    route{.method = "PUT",
          .pattern = "/v1/budget",
          .needs = permission::money,
          .summary = "Put the budget",
          .handle = put,
          .description =
              "\"timezone\" and \"resume_at\", the hour at which campaigns go on that "
              "ran out; \"tokens\" with prices and one pot a year (\"flexible\") or limits "
              "of the month and the day (\"fixed\"); \"credits\", accounts of money for "
              "providers; \"unheard\", what becomes of what is reserved for an outcome that "
              "nobody hears of. It holds for every action from now on.",
          .body = {.is = body_kind::object, .required = true, .description = "The budget."},
          .answer = {.description = "The budget."},
          .has_etag = true},
    route{.method = "DELETE",
          .pattern = "/v1/budget",
          .needs = permission::money,
          .summary = "Remove the budget: nothing costs anything",
          .handle = remove,
          .description = "What was reserved and spent stays in the ledger; campaigns that it "
                         "paused go on.",
          .answer = {.description = "No budget."},
          .has_etag = true},
    route{.method = "POST",
          .pattern = "/v1/budget/credits/{account}/deposits",
          .needs = permission::money,
          .summary = "Bring money into an account of credits, or take some out",
          .handle = deposit,
          .body = {.is = body_kind::fields, .required = true, .fields = deposit_fields},
          .answer = {.status = 201, .is = shape::created, .description = "The account."},
          .takes_idempotency_key = true},
    route{.method = "GET",
          .pattern = "/v1/budget/periods",
          .summary = "List what was reserved and spent, by day, month or year",
          .handle = periods,
          .description = "From new to old. What was reserved counts in the day of its "
                         "reservation, whenever it is settled.",
          .query = period_parameters,
          .answer = {.is = shape::page, .description = "The periods in which anything was."}},
    route{.method = "GET",
          .pattern = "/v1/campaigns/{id}/estimate",
          .summary = "Tell what a campaign will cost at most",
          .handle = estimate,
          .description = "Everybody in its audience now, each on the dearest way through "
                         "its steps, by the prices of now; beside what is left.",
          .answer = {.description = "The estimate."},
          .takes_long = true},
    route{.method = "GET",
          .pattern = "/v1/campaigns/{id}/statement",
          .summary = "Tell what a campaign cost",
          .handle = statement,
          .description = "By action: how often, how many tokens and which credits were reserved, "
                         "settled and released in that time, and the totals. \"open\" is what was "
                         "reserved less what was settled and released.",
          .query = statement_parameters,
          .answer = {.description = "The statement."}},
};

} // namespace
} // namespace budget_resource

std::span<const route> budget_routes() { return budget_resource::table; }

} // namespace sojourn::api
