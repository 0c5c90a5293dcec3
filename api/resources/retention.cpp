// /v1/retention: how long finished data is kept.
#include "service/retention.hpp"

#include "api/resources/answers.hpp"

namespace sojourn::api {

namespace retention_resource {
namespace {

void get(const request&, handler_context& context, reply answer) {
  context.services.retention.get(as_resource(answer));
}

void put(const request& ask, handler_context& context, reply answer) {
  context.services.retention.put(ask.fields, ask.only_if, ask.caller_without_why(),
                                 as_written(answer, "/v1/retention"));
}

constexpr std::array table{
    route{.method = "GET",
          .pattern = "/v1/retention",
          .summary = "Get how long finished data is kept",
          .handle = get,
          .description = "In days; null is for ever. GET /v1/storage tells what will go and when.",
          .answer = {.description = "The policy."},
          .has_etag = true},
    route{.method = "PUT",
          .pattern = "/v1/retention",
          .needs = permission::administer,
          .summary = "Put how long finished data is kept",
          .handle = put,
          .description = "\"instances\" with \"days\", \"by_status\" and \"by_campaign\": with an "
                         "instance go its journal, sends, receipts and mailbox messages. "
                         "\"send_contents\", \"events\", \"hook_calls\", \"runs\", \"jobs\", "
                         "\"imports\" and \"audit\" with \"days\" each. What is left out has its "
                         "default. What is due goes in small steps, beside other work, and cannot "
                         "be brought back; counts, results and costs of campaigns stay.",
          .body = {.is = body_kind::object, .required = true, .description = "The policy."},
          .answer = {.description = "The policy."},
          .has_etag = true},
};

} // namespace
} // namespace retention_resource

std::span<const route> retention_routes() { return retention_resource::table; }

} // namespace sojourn::api
