// /v1/mailbox: the local inbox, where messages land that no provider carries.
#include "api/resources/answers.hpp"
#include "service/local_inbox.hpp"

namespace sojourn::api {

namespace mailbox_resource {
namespace {

void list(const request& ask, handler_context& context, reply answer) {
  context.services.local_inbox.list(ask.parameter("subject"), ask.page, as_page(ask, answer));
}

constexpr std::array parameters{field{"subject", kind::subject, "only to this subject"},
                                limit_parameter, cursor_parameter};

constexpr std::array table{
    route{.method = "GET",
          .pattern = "/v1/mailbox",
          .summary = "List the messages of the local inbox",
          .handle = list,
          .query = parameters,
          .answer = {.is = shape::page, .description = "The messages."}},
};

} // namespace
} // namespace mailbox_resource

std::span<const route> mailbox_routes() { return mailbox_resource::table; }

} // namespace sojourn::api
