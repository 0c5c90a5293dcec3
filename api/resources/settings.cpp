// The settings in force, and where each was given.
#include "api/resources/answers.hpp"
#include "api/server.hpp"

namespace sojourn::api {

namespace settings_resource {
namespace {

void show(const request&, handler_context& context, reply answer) {
  const auto& told = context.options.settings_in_force;
  answer(response{.body = told ? told() : R"({"items":[],"next_cursor":null})"});
}

constexpr std::array table{
    route{.method = "GET",
          .pattern = "/v1/settings",
          .needs = permission::administer,
          .summary = "Tell the settings in force, and where each was given",
          .handle = show,
          .description = "Secrets are masked. A line without a source has its default.",
          .answer = {.is = shape::page,
                     .description = "Every setting, in the order of the shipped file."},
          .local = true},
};

} // namespace
} // namespace settings_resource

std::span<const route> settings_routes() { return settings_resource::table; }

} // namespace sojourn::api
