// /v1/suggestions, /v1/benchmarks, /v1/score and /v1/best-hours: what to do next, and how it went.
#include "service/suggestions.hpp"

#include "api/resources/answers.hpp"
#include "service/score.hpp"

namespace sojourn::api {

namespace suggestions_resource {
namespace {

void list(const request& ask, handler_context& context, reply answer) {
  context.services.suggestions.list(ask.parameter("show") == "all", as_json(answer));
}

void draft(const request& ask, handler_context& context, reply answer) {
  context.services.suggestions.draft({.suggestion = ask.id(),
                                      .campaign = ask.text("campaign"),
                                      .name = ask.text("name"),
                                      .parameters = ask.object("parameters"),
                                      .by = ask.caller(),
                                      .idem = ask.idempotency},
                                     as_written(answer, "/v1/campaigns/"));
}

void dismiss(const request& ask, handler_context& context, reply answer) {
  context.services.suggestions.dismiss(ask.id(), ask.caller(), as_json(answer));
}

void restore(const request& ask, handler_context& context, reply answer) {
  context.services.suggestions.restore(ask.id(), ask.caller(), as_json(answer));
}

void benchmarks(const request&, handler_context& context, reply answer) {
  context.services.suggestions.benchmarks(as_resource(answer));
}

void put_benchmarks(const request& ask, handler_context& context, reply answer) {
  context.services.suggestions.put_benchmarks({.id = {},
                                               .definition = ask.fields,
                                               .only_if = ask.only_if,
                                               .by = ask.caller_without_why(),
                                               .idem = {}},
                                              as_written(answer, "/v1/benchmarks"));
}

void remove_benchmarks(const request& ask, handler_context& context, reply answer) {
  context.services.suggestions.remove_benchmarks(ask.only_if, ask.caller(), as_json(answer));
}

void score(const request&, handler_context& context, reply answer) {
  context.services.score.get(as_json(answer));
}

void score_history(const request& ask, handler_context& context, reply answer) {
  context.services.score.history(ask.page, as_page(ask, answer));
}

void best_hours(const request& ask, handler_context& context, reply answer) {
  context.services.score.best_hours(ask.parameter("segment"), ask.parameter("timezone"),
                                    as_json(answer));
}

constexpr std::array<std::string_view, 2> shown{"suggested", "all"};
constexpr std::array list_parameters{
    field{"show", kind::choice, "all: those that stay away, too", false, shown}};
constexpr std::array draft_fields{
    field{"campaign", kind::name, "the id of the campaign; that of the suggestion if left out"},
    field{"name", kind::text, "its name; the suggestion's title if left out"},
    field{"parameters", kind::object, "of the scenario, over those that the suggestion fills in"},
    field{"why", kind::text, "the reason, for the audit"}};
constexpr std::array best_hours_parameters{
    field{"segment", kind::name, "only members of this segment; everybody if left out"},
    field{"timezone", kind::text,
          "of those whose record names none; that of the benchmarks if left out"}};
constexpr body_spec benchmarks_body{.is = body_kind::object,
                                    .required = true,
                                    .description =
                                        "source, timezone, read_rate, levels, suggestions, away"};

constexpr std::array table{
    route{.method = "GET",
          .pattern = "/v1/suggestions",
          .summary = "List the suggested actions",
          .handle = list,
          .description = "Each with the size of its group now, why it is suggested, what it would "
                         "cost, and the call that makes its draft. The same data give the same "
                         "suggestions in the same order.",
          .query = list_parameters,
          .answer = {.description = "The suggestions, the best first."},
          .takes_long = true},
    route{.method = "POST",
          .pattern = "/v1/suggestions/{id}/draft",
          .needs = permission::edit,
          .summary = "Make the draft of a suggestion",
          .handle = draft,
          .description = "A campaign, made of the suggestion's scenario with its parameters filled "
                         "in. The suggestion then stays away for the time that the benchmarks say.",
          .body = {.is = body_kind::fields, .fields = draft_fields},
          .answer = {.status = 201, .is = shape::created, .description = "The campaign."},
          .takes_idempotency_key = true,
          .takes_long = true},
    route{.method = "POST",
          .pattern = "/v1/suggestions/{id}/dismiss",
          .needs = permission::edit,
          .summary = "Let a suggestion stay away for a time",
          .handle = dismiss,
          .body = why_body,
          .answer = {.description = "Until when it stays away."}},
    route{.method = "POST",
          .pattern = "/v1/suggestions/{id}/restore",
          .needs = permission::edit,
          .summary = "Let a suggestion come back before its time",
          .handle = restore,
          .body = why_body,
          .answer = {.description = "The suggestion's id."}},
    route{.method = "GET",
          .pattern = "/v1/benchmarks",
          .summary = "Get what the shop is measured by, and what is suggested to it",
          .handle = benchmarks,
          .description = "\"from_template\" names the members that are the template's, and not the "
                         "shop's own.",
          .answer = {.description = "The benchmarks; without an ETag where nobody put any."},
          .has_etag = true},
    route{.method = "PUT",
          .pattern = "/v1/benchmarks",
          .needs = permission::edit,
          .summary = "Replace the benchmarks",
          .handle = put_benchmarks,
          .description = "What is left out is as in the template.",
          .body = benchmarks_body,
          .answer = {.is = shape::created, .description = "The benchmarks."},
          .has_etag = true},
    route{.method = "DELETE",
          .pattern = "/v1/benchmarks",
          .needs = permission::edit,
          .summary = "Go back to the benchmarks of the template",
          .handle = remove_benchmarks,
          .answer = {.description = "What was deleted."},
          .has_etag = true},
    route{.method = "GET",
          .pattern = "/v1/score",
          .summary = "Tell how often messages are read, against what is suggested",
          .handle = score,
          .description = "Of the messages that left in the last 30 days, over all campaigns. The "
                         "gap is (own - suggested) / suggested.",
          .answer = {.description = "Own and suggested read rate, the gap and its level."},
          .takes_long = true},
    route{.method = "GET",
          .pattern = "/v1/score/history",
          .summary = "List the scores of earlier days",
          .handle = score_history,
          .description = "As they were measured after the end of each day; they do not change.",
          .query = page_parameters,
          .answer = {.is = shape::page, .description = "The scores, the newest first."}},
    route{.method = "GET",
          .pattern = "/v1/best-hours",
          .summary = "Tell at which hours customers read and click",
          .handle = best_hours,
          .description = "First reads and clicks of the messages of the last 90 days, by the hour "
                         "of the customer's own day, and the open hour with most of them as a time "
                         "to send at.",
          .query = best_hours_parameters,
          .answer = {.description = "The 24 hours, and the best."},
          .takes_long = true},
};

} // namespace
} // namespace suggestions_resource

std::span<const route> suggestion_routes() { return suggestions_resource::table; }

} // namespace sojourn::api
