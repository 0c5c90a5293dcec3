// /v1/placements: what a site or an app shows to somebody now.
#include "service/placements.hpp"

#include "api/resources/answers.hpp"

namespace sojourn::api {

namespace placements_resource {
namespace {

/// Whom the query names. Errors: invalid_request.
result<subject_ref> subject_of(const request& ask) {
  const auto customer = ask.parameter("customer");
  const auto visitor = ask.parameter("visitor");
  if (customer.empty() == visitor.empty())
    return fail(error_code::invalid_request, "the request names no subject",
                {{"/query", customer.empty() ? "needs \"customer\" or \"visitor\""
                                             : "takes \"customer\" or \"visitor\", not both"}});
  return customer.empty() ? subject_ref{"visitor", visitor} : subject_ref{"customer", customer};
}

void get(const request& ask, handler_context& context, reply answer) {
  auto subject = subject_of(ask);
  if (!subject)
    return answer(fail(std::move(subject.error())));
  context.services.placements.list(
      std::move(*subject), ask.parameter("slot"), answer.through<json>([](const json& found) {
        auto made = json_response(200, found);
        made.headers.emplace_back("ETag", '"' + digest_tag(made.body) + '"');
        // The browser of one person may keep it, and asks each time whether it still
        // holds.
        made.headers.emplace_back("Cache-Control", "private, no-cache");
        return made;
      }));
}

void recommend(const request& ask, handler_context& context, reply answer) {
  auto subject = subject_of(ask);
  if (!subject)
    return answer(fail(std::move(subject.error())));
  const auto count = ask.parameter("count");
  context.services.placements.recommendations(
      std::move(*subject), count.empty() ? 0 : static_cast<std::uint32_t>(std::stoul(count)),
      as_json(answer));
}

constexpr field customer_parameter{"customer", kind::record, "whose: the id of a customer"};
constexpr field visitor_parameter{"visitor", kind::record,
                                  "whose: the id of a visitor who is no customer yet"};
constexpr std::array parameters{customer_parameter, visitor_parameter,
                                field{"slot", kind::name, "only of this slot"}};
constexpr std::array recommendation_parameters{
    customer_parameter, visitor_parameter,
    field{"count", kind::limit, "how many similar products, at most 12; 3 if left out"}};

constexpr std::array table{
    route{.method = "GET",
          .pattern = "/v1/placements",
          .summary = "Get what is shown to somebody now",
          .handle = get,
          .description = "Of one \"customer\" or one \"visitor\". First what their instances put "
                         "there, the newest first, then the broadcasts that are active, by "
                         "campaign. Has an ETag; with If-None-Match 304 where nothing changed.",
          .query = parameters,
          .answer = {.description = "The placements with their contents, made for this person."},
          .has_etag = true},
    route{.method = "GET",
          .pattern = "/v1/recommendations",
          .summary = "Get the product that somebody looked at last, and others like it",
          .handle = recommend,
          .description = "Of one \"customer\" or one \"visitor\". The same records give the same "
                         "list, in the same order.",
          .query = recommendation_parameters,
          .answer = {.description = "last_viewed, where it can be bought, and similar."}},
};

} // namespace
} // namespace placements_resource

std::span<const route> placement_routes() { return placements_resource::table; }

} // namespace sojourn::api
