// /v1/hooks: calls of other systems, passed on as they came; the orchestrator knows the secrets.
#include "api/resources/answers.hpp"

namespace sojourn::api {

namespace {

void call(const request& ask, context& with, reply answer) {
  orchestrator::hook_request hook{.hook = ask.id("hook"), .body = ask.body, .headers = {}};
  for (const auto& one : ask.headers) {
    auto& value = hook.headers[lower_case(one.name)];
    value += (value.empty() ? "" : ", ") + std::string{one.value};
  }
  with.to.call_hook(std::move(hook), as_accepted(answer));
}

constexpr std::array table{
    route{.method = "POST",
          .pattern = "/v1/hooks/{hook}",
          .needs = scope::none,
          .summary = "Call a webhook",
          .handle = call,
          .description = "Needs no token: the body carries a signature (Standard Webhooks). "
                         "Answered after the call is on disk.",
          .body = {.is = body_kind::raw,
                   .required = true,
                   .description = "what the sender signed",
                   .media_types = {}},
          .answer = {.status = 202, .description = "The call is on disk."}},
};

} // namespace

std::span<const route> hook_routes() { return table; }

} // namespace sojourn::api
