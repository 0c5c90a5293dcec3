// Health, readiness, figures, storage, and what the API is.
#include "service/operation.hpp"

#include "api/openapi.hpp"
#include "api/page_gate.hpp"
#include "api/process_metrics.hpp"
#include "api/resources/answers.hpp"
#include "api/traffic.hpp"

namespace sojourn::api {

namespace operation_resource {
namespace {

/// A browser is led to the console; a program is told where the API is.
void root(const request& ask, handler_context&, reply answer) {
  const auto* accepts = find_header(ask.headers, "Accept");
  if (accepts != nullptr && accepts->value.find("text/html") != std::string_view::npos)
    return answer(response{.status = 303, .headers = {{"Location", "/console/"}}});
  answer(json_response(200, {{"name", "sojourn"},
                             {"version", SOJOURN_VERSION},
                             {"links",
                              {{"console", "/console/"},
                               {"openapi", "/v1/openapi.json"},
                               {"campaigns", "/v1/campaigns"},
                               {"instances", "/v1/instances"},
                               {"health", "/healthz"},
                               {"ready", "/readyz"},
                               {"metrics", "/metrics"}}}}));
}

void openapi(const request&, handler_context&, reply answer) {
  static const auto document = dump(openapi_document());
  answer(response{.body = document});
}

void health(const request&, handler_context&, reply answer) {
  answer(response{.body = R"({"status":"ok"})"});
}

void ready(const request&, handler_context& context, reply answer) {
  context.services.operation.ready(as_json(answer));
}

void metrics(const request&, handler_context& context, reply answer) {
  const auto& pages = context.pages;
  context.services.operation.metrics(
      answer.through<std::string>([&seen = context.seen, &pages](const std::string& text) {
        metrics::metrics_writer own;
        write_process_metrics(own);
        seen.write(own);
        pages.write(own);
        return response{.body = std::move(own).text() + text,
                        .content_type = "text/plain; version=0.0.4; charset=utf-8"};
      }));
}

void storage(const request&, handler_context& context, reply answer) {
  context.services.operation.storage_status(as_json(answer));
}

void backup(const request& ask, handler_context& context, reply answer) {
  context.services.operation.backup(ask.caller(), as_json(answer));
}

void export_everything(const request& ask, handler_context& context, reply answer) {
  context.services.operation.export_everything(ask.caller(), as_json(answer));
}

void backups(const request& ask, handler_context& context, reply answer) {
  context.services.operation.backups(as_page(ask, answer));
}

void verify(const request&, handler_context& context, reply answer) {
  context.services.operation.verify(as_json(answer));
}

constexpr std::array table{
    route{.method = "GET",
          .pattern = "/",
          .is_open = true,
          .summary = "Tell what this is",
          .handle = root,
          .description = "Leads a browser to the web console.",
          .answer = {.description = "Name, version and links."},
          .local = true},
    route{.method = "GET",
          .pattern = "/v1/openapi.json",
          .summary = "Get this document",
          .handle = openapi,
          .answer = {.description = "OpenAPI 3.1."},
          .local = true},
    route{.method = "GET",
          .pattern = "/healthz",
          .is_open = true,
          .summary = "Tell that the process is alive",
          .handle = health,
          .answer = {.description = "It is."},
          .local = true},
    route{.method = "GET",
          .pattern = "/readyz",
          .is_open = true,
          .summary = "Tell whether work is taken",
          .handle = ready,
          .answer = {.description = "It is; 503 when it is not."}},
    route{.method = "GET",
          .pattern = "/metrics",
          .summary = "Get the figures for Prometheus",
          .handle = metrics,
          .answer = {.is = shape::text, .description = "Prometheus text."}},
    route{.method = "GET",
          .pattern = "/v1/storage",
          .summary = "Tell how the storage stands",
          .handle = storage,
          .answer = {.description = "Sizes and counts."}},
    route{.method = "POST",
          .pattern = "/v1/backup",
          .needs = permission::operate,
          .summary = "Write a backup",
          .handle = backup,
          .body = why_body,
          .answer = {.description = "Where it is."},
          .takes_long = true},
    route{.method = "POST",
          .pattern = "/v1/export",
          .needs = {permission::data, permission::see_personal_data},
          .summary = "Write everything that can be carried to another daemon into a file",
          .handle = export_everything,
          .description = "Lines of JSON, of one state of the data, on the disk of the daemon.",
          .body = why_body,
          .answer = {.description = "Where the file is, and how many rows of what it holds."},
          .takes_long = true},
    route{.method = "GET",
          .pattern = "/v1/backups",
          .needs = permission::operate,
          .summary = "List the backups",
          .handle = backups,
          .description =
              "The newest first, with age and size. ok tells that the file is as long as "
              "its header says; its pages were checked when it was written.",
          .answer = {.is = shape::page, .description = "The backups that are there."}},
    route{.method = "POST",
          .pattern = "/v1/verify",
          .needs = permission::operate,
          .summary = "Check every invariant of the data",
          .handle = verify,
          .answer = {.description = "What does not hold; empty when all does."},
          .takes_long = true},
};

} // namespace
} // namespace operation_resource

std::span<const route> operation_routes() { return operation_resource::table; }

} // namespace sojourn::api
