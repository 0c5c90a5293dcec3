// /v1/recommendations: what slots of the site recommend to somebody, and the shop's rules for that.
#include "service/recommendations.hpp"

#include "api/resources/answers.hpp"

namespace sojourn::api {

namespace recommendations_resource {
namespace {

void recommend(const request& ask, handler_context& context, reply answer) {
  auto subject = customer_or_visitor_in(ask);
  if (!subject)
    return answer(fail(std::move(subject.error())));
  context.services.recommendations.recommend({.subject = std::move(*subject),
                                              .slot = ask.parameter("slot"),
                                              .count = count_in(ask, "count")},
                                             as_json(answer));
}

void list(const request& ask, handler_context& context, reply answer) {
  context.services.recommendations.list(ask.page, as_page(ask, answer));
}

void get(const request& ask, handler_context& context, reply answer) {
  context.services.recommendations.get(ask.id("slot"), as_resource(answer));
}

void versions(const request& ask, handler_context& context, reply answer) {
  context.services.recommendations.versions(ask.id("slot"), as_page(ask, answer));
}

void put(const request& ask, handler_context& context, reply answer) {
  const auto slot = ask.id("slot");
  context.services.recommendations.put({.id = slot,
                                        .definition = ask.fields,
                                        .only_if = ask.only_if,
                                        .by = ask.caller_without_why(),
                                        .idem = {}},
                                       as_written(answer, "/v1/recommendations/rules/" + slot));
}

void remove(const request& ask, handler_context& context, reply answer) {
  context.services.recommendations.remove(ask.id("slot"), ask.only_if, ask.caller(),
                                          as_json(answer));
}

constexpr std::array parameters{
    customer_parameter, visitor_parameter,
    field{"slot", kind::name, "the slot whose rule counts; the usual rule if left out"},
    field{"count", kind::limit, "how many products, at most 12; as the rule says if left out"}};

constexpr std::array table{
    route{.method = "GET",
          .pattern = "/v1/recommendations",
          .summary = "Get the product that somebody looked at last, and others like it",
          .handle = recommend,
          .description =
              "Of one \"customer\" or one \"visitor\", by the rule of the slot. The same "
              "records give the same list, in the same order.",
          .query = parameters,
          .answer = {.description = "last_viewed, where it can be bought; similar; and why each of "
                                    "them is there."}},
    route{.method = "GET",
          .pattern = "/v1/recommendations/rules",
          .summary = "List the rules of slots",
          .handle = list,
          .query = page_parameters,
          .answer = {.is = shape::page, .description = "The rules, by slot."}},
    route{.method = "GET",
          .pattern = "/v1/recommendations/rules/{slot}",
          .summary = "Get the rule of a slot",
          .handle = get,
          .answer = {.description = "The rule."},
          .has_etag = true},
    route{.method = "PUT",
          .pattern = "/v1/recommendations/rules/{slot}",
          .needs = permission::edit,
          .summary = "Say what a slot recommends",
          .handle = put,
          .description = "How many products; which attributes count, and how much; how far prices "
                         "may differ; what is never shown; and what is shown where nothing similar "
                         "is there.",
          .body = {.is = body_kind::object, .required = true, .description = "the rule"},
          .answer = {.is = shape::created, .description = "The rule."},
          .has_etag = true},
    route{.method = "DELETE",
          .pattern = "/v1/recommendations/rules/{slot}",
          .needs = permission::edit,
          .summary = "Delete the rule of a slot",
          .handle = remove,
          .description = "The usual rule counts from then on.",
          .answer = {.description = "What was deleted."},
          .has_etag = true},
    route{.method = "GET",
          .pattern = "/v1/recommendations/rules/{slot}/versions",
          .summary = "List the versions of a slot's rule",
          .handle = versions,
          .answer = {.is = shape::page, .description = "The versions, the newest first."}},
};

} // namespace
} // namespace recommendations_resource

std::span<const route> recommendation_routes() { return recommendations_resource::table; }

} // namespace sojourn::api
