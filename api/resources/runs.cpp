// /v1/runs: how far the runs of campaigns over their audiences are.
#include "service/runs.hpp"

#include "api/resources/answers.hpp"

namespace sojourn::api {

namespace runs_resource {
namespace {

void list(const request& ask, handler_context& context, reply answer) {
  context.services.runs.list(ask.id(), ask.page, as_page(ask, answer));
}

void get(const request& ask, handler_context& context, reply answer) {
  context.services.runs.get(ask.id(), as_json(answer));
}

void cancel(const request& ask, handler_context& context, reply answer) {
  context.services.runs.cancel(ask.id(), ask.caller(), as_json(answer));
}

void schedule(const request& ask, handler_context& context, reply answer) {
  context.services.runs.schedule(ask.id(), as_json(answer));
}

void backfill(const request& ask, handler_context& context, reply answer) {
  // Checked by the route's fields.
  context.services.runs.backfill(ask.id(),
                                 {.from = parse_instant(ask.text("from")).value(),
                                  .to = parse_instant(ask.text("to")).value(),
                                  .dry_run = ask.text("dry_run") == "yes"},
                                 ask.caller(), as_json(answer));
}

constexpr std::array<std::string_view, 2> yes_or_no{"yes", "no"};
constexpr std::array backfill_fields{
    field{"from", kind::instant, "the first instant to look at", true},
    field{"to", kind::instant, "the last one; it must have passed", true},
    field{"dry_run", kind::choice, "\"yes\": only tell which occurrences there are", false,
          yes_or_no},
    field{"why", kind::text, "the reason, for the audit"}};

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
    route{.method = "POST",
          .pattern = "/v1/campaigns/{id}/schedule/backfill",
          .needs = permission::send,
          .summary = "Make up for occurrences of a schedule that have passed",
          .handle = backfill,
          .description = "A run for each occurrence in the range that has none, for whom the "
                         "audience holds now; one after the other unless the overlap is "
                         "\"parallel\". At most 1,000 occurrences.",
          .body = {.is = body_kind::fields, .required = true, .fields = backfill_fields},
          .answer = {.description = "The occurrences, each with its outcome: \"runs\", "
                                    "\"had_run\" or \"would_run\"."}},
    route{
        .method = "GET",
        .pattern = "/v1/runs/{id}",
        .summary = "Get a run",
        .handle = get,
        .answer = {.description = "Its state, and how many are members, entered, refused, open."}},
    route{.method = "POST",
          .pattern = "/v1/runs/{id}/cancel",
          .needs = permission::operate,
          .summary = "Enter nobody else",
          .handle = cancel,
          .description = "Those who were entered go on.",
          .body = why_body,
          .answer = {.description = "The run."}},
};

} // namespace
} // namespace runs_resource

std::span<const route> run_routes() { return runs_resource::table; }

} // namespace sojourn::api
