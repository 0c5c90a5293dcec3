// /v1/imports: files of records, taken at once and brought in afterwards.
#include "service/imports.hpp"

#include "api/resources/answers.hpp"
#include "api/spool.hpp"

namespace sojourn::api {

namespace imports_resource {
namespace {

constexpr std::string_view csv_type = "text/csv";
/// NDJSON has no registered type; these are in use.
constexpr std::array<std::string_view, 6> file_types{csv_type,
                                                     "application/x-ndjson",
                                                     "application/ndjson",
                                                     "application/jsonl",
                                                     "application/x-jsonlines",
                                                     "application/jsonlines"};
constexpr std::array<std::string_view, 2> trigger_choices{"fire", "silent"};
constexpr std::array<std::string_view, 2> mode_choices{"patch", "put"};

constexpr std::array import_parameters{
    field{"mode", kind::choice,
          "patch (if left out): a row changes the fields that it has; put: it replaces the record",
          false, mode_choices},
    field{"triggers", kind::choice,
          "fire (if left out): campaigns react to what changes; silent: none does", false,
          trigger_choices},
    field{"key", kind::text, "the column or field that holds the record's id; \"id\" if left out"},
};

void begin(const request& ask, handler_context& context, reply answer) {
  const auto* content_type = find_header(ask.headers, "Content-Type");
  const auto key = ask.parameter("key");
  context.services.imports.begin(
      {.type = ask.id("type"),
       .format = media_type_of(content_type->value) == csv_type ? "csv" : "ndjson",
       .replaces = ask.parameter("mode") == "put",
       .fires = ask.parameter("triggers") != "silent",
       .key = key.empty() ? "id" : key,
       .path = ask.file->hand_over(),
       .by = ask.caller_without_why()},
      as_accepted(answer));
}

void list(const request& ask, handler_context& context, reply answer) {
  context.services.imports.list(ask.page, as_page(ask, answer));
}

void get(const request& ask, handler_context& context, reply answer) {
  context.services.imports.get(ask.id(), as_json(answer));
}

void cancel(const request& ask, handler_context& context, reply answer) {
  context.services.imports.cancel(ask.id(), ask.caller(), as_json(answer));
}

constexpr std::array table{
    route{.method = "POST",
          .pattern = "/v1/records/{type}/import",
          .needs = permission::data,
          .summary = "Import a file of records",
          .handle = begin,
          .description = "CSV (RFC 4180, with a header; commas, semicolons or tabs between the "
                         "values) or NDJSON, in UTF-8 or UTF-16, of any size up to the limit of "
                         "uploads. The answer comes when the file is safe; GET /v1/imports/{id} "
                         "tells how far it is. A row that cannot be taken is left out and listed. "
                         "The same file again changes nothing.",
          .body = {.is = body_kind::file,
                   .required = true,
                   .description = "the file",
                   .media_types = file_types},
          .query = import_parameters,
          .answer = {.status = 202, .description = "The import."},
          .takes_long = true},
    route{.method = "GET",
          .pattern = "/v1/imports",
          .summary = "List the imports",
          .handle = list,
          .query = page_parameters,
          .answer = {.is = shape::page, .description = "The imports, newest first."}},
    route{.method = "GET",
          .pattern = "/v1/imports/{id}",
          .summary = "Get an import",
          .handle = get,
          .answer = {.description = "How far it is, what came of its rows, and the first rows that "
                                    "were left out, with their lines."}},
    route{.method = "POST",
          .pattern = "/v1/imports/{id}/cancel",
          .needs = permission::data,
          .summary = "Import no more of a file",
          .handle = cancel,
          .description = "What was imported stays.",
          .body = why_body,
          .answer = {.description = "The import."}},
};

} // namespace
} // namespace imports_resource

std::span<const route> import_routes() { return imports_resource::table; }

} // namespace sojourn::api
