// /docs/errors: what the codes of problems mean; each is the page that a problem's "type" names.
#include "api/error_pages.hpp"

#include "api/resources/answers.hpp"

#include <algorithm>

namespace sojourn::api {

namespace error_pages_resource {
namespace {

constexpr std::string_view plain_text = "text/plain; charset=utf-8";
constexpr auto a_day = "public, max-age=86400";

response page_of(std::string_view text) {
  return {
      .body = std::string{text}, .content_type = plain_text, .headers = {{"Cache-Control", a_day}}};
}

void get(const request& ask, handler_context&, reply answer) {
  const auto pages = error_pages();
  const auto found = std::ranges::find(pages, ask.id("code"), &error_page::code);
  if (found == pages.end())
    return answer(
        fail(error_code::not_found, "there is no such code; GET /docs/errors lists them all"));
  answer(page_of(found->text));
}

void list(const request&, handler_context&, reply answer) {
  std::string listed;
  for (const auto& row : error_catalogue())
    listed.append(row.text)
        .append("  ")
        .append(std::to_string(row.status))
        .append("  ")
        .append(row.title)
        .append("\n");
  answer(page_of(listed));
}

constexpr std::array table{
    route{.method = "GET",
          .pattern = "/docs/errors",
          .is_open = true,
          .summary = "List the codes of errors",
          .handle = list,
          .answer = {.is = shape::text, .description = "Each with its HTTP status and title."},
          .local = true},
    route{.method = "GET",
          .pattern = "/docs/errors/{code}",
          .is_open = true,
          .summary = "Read what a code means and what to do",
          .handle = get,
          .description = "The \"type\" of a problem leads here. Needs no token.",
          .answer = {.is = shape::text, .description = "The page, as text."},
          .local = true},
};

} // namespace
} // namespace error_pages_resource

std::span<const route> error_page_routes() { return error_pages_resource::table; }

} // namespace sojourn::api
