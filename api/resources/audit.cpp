// /v1/audit: who changed what, when and why.
#include "service/audit.hpp"

#include "api/resources/answers.hpp"

namespace sojourn::api {

namespace audit_resource {
namespace {

void list(const request& ask, handler_context& context, reply answer) {
  context.services.audit.list({.who = ask.parameter("who"),
                               .what = ask.parameter("what"),
                               .target = ask.parameter("target"),
                               .text = ask.parameter("text"),
                               .from = instant_in(ask, "from"),
                               .to = instant_in(ask, "to")},
                              ask.page, as_page(ask, answer));
}

constexpr std::array parameters{
    field{"who", kind::text, "only what this token did, or \"loopback\""},
    field{"what", kind::text,
          "only this action, such as \"campaign.put\"; \"campaign.\" means all that begin so"},
    field{"target", kind::text, "only what was done to this id"},
    field{"text", kind::text, "only where this occurs in the reason or in what changed"},
    field{"from", kind::instant, "the first instant of it"},
    field{"to", kind::instant, "the first instant after it"},
    limit_parameter,
    cursor_parameter};

constexpr std::array table{
    route{.method = "GET",
          .pattern = "/v1/audit",
          .needs = permission::operate,
          .summary = "List who changed what",
          .handle = list,
          .description =
              "From new to old: \"who\" (a user or a token), from which \"address\", \"what\", the "
              "id of the \"target\", the \"changes\" before and after, and \"why\" where a "
              "reason was given. Lines are kept for retention.audit_days. Erasing a person "
              "takes their id out of it. Each line is chained to the one before it: POST "
              "/v1/verify finds one that was changed or removed.",
          .query = parameters,
          .answer = {.is = shape::page, .description = "The lines."}},
};

} // namespace
} // namespace audit_resource

std::span<const route> audit_routes() { return audit_resource::table; }

} // namespace sojourn::api
