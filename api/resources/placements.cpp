// /v1/placements: what a site or an app shows to somebody now.
#include "service/placements.hpp"

#include "api/resources/answers.hpp"

namespace sojourn::api {

namespace placements_resource {
namespace {

void get(const request& ask, handler_context& context, reply answer) {
  auto subject = customer_or_visitor_in(ask);
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

constexpr std::array parameters{customer_parameter, visitor_parameter,
                                field{"slot", kind::name, "only of this slot"}};

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
};

} // namespace
} // namespace placements_resource

std::span<const route> placement_routes() { return placements_resource::table; }

} // namespace sojourn::api
