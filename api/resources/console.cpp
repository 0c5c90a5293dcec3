// /console/: the web console. Its files are part of the program; every path that is none of them
// is a page, which the console's own script finds.
#include "api/console_files.hpp"
#include "api/resources/answers.hpp"

#include <algorithm>

namespace sojourn::api {

namespace console_resource {
namespace {

constexpr std::string_view index_file = "index.html";
constexpr std::string_view hashed_folder = "assets/";
constexpr auto a_year = "public, max-age=31536000, immutable";
// Asked again each time, and answered 304 while it is the same.
constexpr auto asked_again = "no-cache";

// Nothing from another host, nothing inline, and no text that becomes markup by accident.
constexpr auto content_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'";

const console_file* find_file(std::string_view path) {
  const auto files = console_files();
  const auto found = std::ranges::lower_bound(files, path, {}, &console_file::path);
  return found == files.end() || found->path != path ? nullptr : &*found;
}

response answer_of(const console_file& file) {
  const bool is_hashed = file.path.starts_with(hashed_folder);
  response answer{.body = std::string{file.packed},
                  .content_type = file.content_type,
                  .headers = {{"ETag", std::string{file.etag}},
                              {"Cache-Control", is_hashed ? a_year : asked_again},
                              {"Referrer-Policy", "no-referrer"}},
                  .is_packed = true};
  if (file.path == index_file)
    answer.headers.insert(answer.headers.end(), {{"Content-Security-Policy", content_policy},
                                                 {"Cross-Origin-Opener-Policy", "same-origin"},
                                                 {"X-Frame-Options", "DENY"}});
  return answer;
}

void serve(std::string_view path, const reply& answer) {
  const auto* file = find_file(path);
  // A page of an older build asks for a part that is no longer here: it must not get another.
  if (file == nullptr && path.starts_with(hashed_folder))
    return answer(fail(error_code::not_found,
                       "the console has no such file; reload the page to get the newest one"));
  if (file == nullptr)
    file = find_file(index_file);
  if (file == nullptr)
    return answer(fail(error_code::not_found, "this build has no console"));
  answer(answer_of(*file));
}

void start(const request&, handler_context&, reply answer) { serve(index_file, answer); }

void page(const request& ask, handler_context&, reply answer) { serve(ask.id("path"), answer); }

void lead(const request&, handler_context&, reply answer) {
  answer(response{.status = 308, .headers = {{"Location", "/console/"}}});
}

constexpr std::array table{
    route{.method = "GET",
          .pattern = "/console",
          .is_open = true,
          .summary = "Go to the web console",
          .handle = lead,
          .answer = {.status = 308, .is = shape::text, .description = "It is at /console/."},
          .local = true},
    route{.method = "GET",
          .pattern = "/console/",
          .is_open = true,
          .summary = "Get the web console",
          .handle = start,
          .answer = {.is = shape::text, .description = "HTML."},
          .has_etag = true,
          .local = true,
          .takes_any_query = true},
    route{.method = "GET",
          .pattern = "/console/{path}",
          .is_open = true,
          .summary = "Get a page or a file of the web console",
          .handle = page,
          .description = "The path may have several segments. One that names no file is a page of "
                         "the console, and answered with its HTML.",
          .answer = {.is = shape::text, .description = "The file."},
          .has_etag = true,
          .local = true,
          .takes_any_query = true,
          .takes_rest = true},
};

} // namespace
} // namespace console_resource

std::span<const route> console_routes() { return console_resource::table; }

} // namespace sojourn::api
