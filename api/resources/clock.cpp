// /v1/clock: the daemon's time, and its movement where it is virtual.
#include "service/clock.hpp"

#include "api/resources/answers.hpp"

namespace sojourn::api {

namespace clock_resource {
namespace {

void get(const request&, handler_context& context, reply answer) {
  context.services.clock.get(as_json(answer));
}

void move(const request& ask, handler_context& context, reply answer) {
  service::clock_request where{.to = {}, .advance = ask.text("advance")};
  if (ask.fields.contains("to"))
    where.to = parse_instant(ask.text("to")).value();
  context.services.clock.move(std::move(where), ask.caller(), as_json(answer));
}

constexpr std::array move_fields{
    field{"to", kind::instant, "the instant to move to"},
    field{"advance", kind::text, "an ISO 8601 duration to move by, like \"P25D\""},
    field{"why", kind::text, "the reason, for the journal"}};
constexpr std::array<std::string_view, 2> move_transitions{"to", "advance"};

constexpr std::array table{
    route{.method = "GET",
          .pattern = "/v1/clock",
          .summary = "Tell the daemon's time",
          .handle = get,
          .answer = {.description = "The time, and whether the clock is virtual."}},
    route{.method = "POST",
          .pattern = "/v1/clock",
          .needs = permission::administer,
          .summary = "Move a virtual clock",
          .handle = move,
          .description = "Wakes what falls due on the way, each at its due instant, and answers "
                         "when nothing more can move. 409 on the system clock.",
          .body = {.is = body_kind::fields,
                   .required = true,
                   .fields = move_fields,
                   .exactly_one_of = move_transitions},
          .answer = {.description = "The time."},
          .takes_long = true},
};

} // namespace
} // namespace clock_resource

std::span<const route> clock_routes() { return clock_resource::table; }

} // namespace sojourn::api
