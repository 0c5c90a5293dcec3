// /v1/placements: what a site or an app shows to somebody now.
#include "api/resources/answers.hpp"
#include "signing/digest.hpp"

namespace sojourn::api {

namespace {

constexpr std::size_t etag_digits = 32;

/// Whether the client has this answer already (RFC 9110, section 13.1.2).
bool is_known(std::string_view if_none_match, const std::string& etag) {
  return if_none_match == "*" ||
         (!if_none_match.empty() && if_none_match.find(etag) != std::string_view::npos);
}

void get(const request& ask, context& with, reply answer) {
  const auto customer = ask.parameter("customer");
  const auto visitor = ask.parameter("visitor");
  if (customer.empty() == visitor.empty())
    return answer(fail(error_code::invalid_request, "whose placements?",
                       {{"/query", customer.empty() ? "needs \"customer\" or \"visitor\""
                                                    : "takes \"customer\" or \"visitor\", not "
                                                      "both"}}));
  const auto* condition = find_header(ask.headers, "If-None-Match");
  auto subject =
      customer.empty() ? subject_ref{"visitor", visitor} : subject_ref{"customer", customer};
  with.to.placements(
      std::move(subject), ask.parameter("slot"),
      answer.through<json>(
          [known = std::string{condition != nullptr ? condition->value : std::string_view{}}](
              const json& found) {
            auto made = json_response(200, found);
            const auto etag = '"' + signing::sha256_hex(made.body).substr(0, etag_digits) + '"';
            if (is_known(known, etag))
              made = {.status = 304, .body = {}};
            made.headers.emplace_back("ETag", etag);
            // The browser of one person may keep it, and asks each time whether it still holds.
            made.headers.emplace_back("Cache-Control", "private, no-cache");
            return made;
          }));
}

constexpr std::array parameters{
    field{"customer", kind::record, "whose: the id of a customer"},
    field{"visitor", kind::record, "whose: the id of a visitor who is no customer yet"},
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
          .answer = {.description = "The placements with their contents, made for this person."}},
};

} // namespace

std::span<const route> placement_routes() { return table; }

} // namespace sojourn::api
