// /v1/runs: how far the runs of campaigns over their audiences are.
#include "api/resources/answers.hpp"

namespace sojourn::api {

namespace {

void list(const request& ask, context& with, reply answer) {
  with.to.list_runs(ask.id(), ask.page, as_page(ask, answer));
}

void get(const request& ask, context& with, reply answer) {
  with.to.get_run(ask.id(), as_json(answer));
}

void cancel(const request& ask, context& with, reply answer) {
  with.to.cancel_run(ask.id(), ask.caller(), as_json(answer));
}

void schedule(const request& ask, context& with, reply answer) {
  with.to.get_schedule(ask.id(), as_json(answer));
}

constexpr std::array table{
    route{.method = "GET",
          .pattern = "/v1/campaigns/{id}/runs",
          .summary = "List the runs of a campaign",
          .handle = list,
          .query = page_parameters,
          .answer = {.is = shape::page, .description = "The runs, newest first."}},
    route{.method = "GET",
          .pattern = "/v1/campaigns/{id}/schedule",
          .summary = "Preview the schedule of a campaign",
          .handle = schedule,
          .description = "404 when the campaign's trigger is no schedule.",
          .answer = {.description = "The next ten occurrences, by the campaign's wall clock."}},
    route{
        .method = "GET",
        .pattern = "/v1/runs/{id}",
        .summary = "Get a run",
        .handle = get,
        .answer = {.description = "Its state, and how many are members, entered, refused, open."}},
    route{.method = "POST",
          .pattern = "/v1/runs/{id}/cancel",
          .needs = scope::operate,
          .summary = "Enter nobody else",
          .handle = cancel,
          .description = "Those who were entered go on.",
          .body = why_body,
          .answer = {.description = "The run."}},
};

} // namespace

std::span<const route> run_routes() { return table; }

} // namespace sojourn::api
