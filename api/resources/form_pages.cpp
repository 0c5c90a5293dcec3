// /f, /c: the pages that people open: hosted forms, and links by which they confirm a consent.
#include "api/page_gate.hpp"
#include "api/resources/answers.hpp"
#include "api/session_cookie.hpp"
#include "forms/page.hpp"
#include "forms/words.hpp"
#include "service/hosted_forms.hpp"

#include <algorithm>

namespace sojourn::api {

namespace form_pages_resource {
namespace {

constexpr std::string_view html = "text/html; charset=utf-8";
/// What ties a page of a public form to the browser that it was shown in.
constexpr std::string_view browser_cookie = "sojourn-form";
constexpr std::size_t browser_secret_digits = 32;
constexpr int cookie_lasts_s = 86'400; // as long as a page may be open
constexpr std::size_t longest_language = 35;
/// A picture's address has a part of its digest: another picture has another one.
constexpr auto picture_cache = "public, max-age=86400";
constexpr std::array<std::string_view, 1> form_only{"application/x-www-form-urlencoded"};

std::string header_value(const request& ask, std::string_view name) {
  const auto* found = find_header(ask.headers, name);
  return std::string{found != nullptr ? found->value : std::string_view{}};
}

/// A language tag as it may stand in an address; empty: it is none.
std::string language_in(const request& ask) {
  auto tag = ask.parameter("lang");
  const bool is_tag =
      tag.size() <= longest_language && std::all_of(tag.begin(), tag.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-';
      });
  return is_tag ? tag : std::string{};
}

service::page_visit visit_of(const request& ask) {
  service::page_visit visit{.token = ask.id("token"),
                            .language = language_in(ask),
                            .accepted = header_value(ask, "Accept-Language"),
                            .browser = {},
                            .sent = ask.parameter("sent") == "1",
                            .saved = ask.parameter("saved") == "1",
                            .client = ask.client,
                            .method = std::string{ask.method},
                            .user_agent = header_value(ask, "User-Agent"),
                            .purpose = {}};
  const auto secret = cookie_in(ask.headers, browser_cookie);
  const bool is_ours = secret.size() == browser_secret_digits &&
                       secret.find_first_not_of("0123456789abcdef") == std::string_view::npos;
  if (is_ours)
    visit.browser = secret;
  for (const auto* name : {"Sec-Purpose", "Purpose", "X-Moz", "X-Purpose"})
    visit.purpose += header_value(ask, name);
  for (const auto& [name, value] : ask.query)
    visit.query.emplace(name, value);
  return visit;
}

response as_response(service::page_answer made, bool is_secure) {
  response told{.status = made.status,
                .body = std::move(made.html),
                .content_type = html,
                .headers = {{"Cache-Control", "no-store, private"},
                            // With no-referrer a button of the page would say "Origin: null".
                            {"Referrer-Policy", "same-origin"},
                            {"X-Frame-Options", "DENY"}}};
  if (!made.policy.empty())
    told.headers.emplace_back("Content-Security-Policy", std::move(made.policy));
  if (!made.location.empty())
    told.headers.emplace_back("Location", std::move(made.location));
  if (!made.browser.empty()) // without a path it is of this folder, also behind a proxy's path
    told.headers.emplace_back(
        "Set-Cookie", std::string{browser_cookie} + "=" + made.browser +
                          "; HttpOnly; SameSite=Lax; Max-Age=" + std::to_string(cookie_lasts_s) +
                          (is_secure ? "; Secure" : ""));
  return told;
}

completion<service::page_answer> as_page_of(const request& ask, const reply& answer) {
  return answer.through<service::page_answer>(
      [is_secure = ask.is_secure](service::page_answer made) {
        return as_response(std::move(made), is_secure);
      });
}

/// Whoever asks too often is told so on a page, too.
response refuse_on_page(const request& ask, const error& why) {
  const auto language =
      forms::language_for({"vi", "en"}, language_in(ask), header_value(ask, "Accept-Language"));
  const auto page = forms::message_page({.of = nullptr,
                                         .language = language,
                                         .title = std::string{forms::phrase("later", language)},
                                         .text = {}});
  auto told = as_response(
      {.status = 429, .html = page.html, .policy = forms::content_policy(page, "")}, false);
  told.headers.emplace_back("Retry-After", std::to_string(std::max(1, why.retry_after_s)));
  return told;
}

void open(const request& ask, handler_context& context, reply answer) {
  if (const auto refused = context.pages.admit_visit(ask))
    return answer(refuse_on_page(ask, *refused));
  context.services.hosted_forms.open(visit_of(ask), as_page_of(ask, answer));
}

void send(const request& ask, handler_context& context, reply answer) {
  if (const auto refused = context.pages.admit_answer(ask))
    return answer(refuse_on_page(ask, *refused));
  context.services.hosted_forms.send(visit_of(ask), ask.body, as_page_of(ask, answer));
}

void open_confirmation(const request& ask, handler_context& context, reply answer) {
  if (const auto refused = context.pages.admit_visit(ask))
    return answer(refuse_on_page(ask, *refused));
  context.services.hosted_forms.open_confirmation(visit_of(ask), as_page_of(ask, answer));
}

void confirm(const request& ask, handler_context& context, reply answer) {
  if (const auto refused = context.pages.admit_answer(ask))
    return answer(refuse_on_page(ask, *refused));
  context.services.hosted_forms.confirm(visit_of(ask), as_page_of(ask, answer));
}

/// A literal, as a response holds it.
std::string_view picture_type(const std::string& named) {
  for (const std::string_view known : {"image/png", "image/jpeg", "image/gif", "image/webp"}) {
    if (known == named)
      return known;
  }
  return "application/octet-stream";
}

void get_picture(const request& ask, handler_context& context, reply answer) {
  context.services.hosted_forms.picture(
      ask.id("form"), ask.id("picture"),
      answer.through<service::form_picture>([](service::form_picture found) -> response {
        return {.status = 200,
                .body = std::move(found.bytes),
                .content_type = picture_type(found.content_type),
                .headers = {{"Cache-Control", picture_cache}}};
      }));
}

constexpr std::array table{
    route{.method = "GET",
          .pattern = "/f/{token}",
          .is_open = true,
          .summary = "Open a hosted form",
          .handle = open,
          .description =
              "By the id of a public form, or by a personal link. HTML without a script; "
              "a parameter of the name of a hidden component that comes \"from_link\" is "
              "its answer, \"lang\" the language.",
          .answer = {.is = shape::text, .description = "A page."},
          .for_people = true,
          .takes_any_query = true},
    route{.method = "POST",
          .pattern = "/f/{token}",
          .is_open = true,
          .summary = "Send a page of a hosted form",
          .handle = send,
          .description =
              "Leads on with 303 once the answer is taken or kept; 422 is the page again, "
              "with what is wrong at its place. The same answer again is taken once.",
          .body = {.is = body_kind::raw, .media_types = form_only},
          .answer = {.is = shape::text, .description = "A page."},
          .for_people = true,
          .takes_any_query = true},
    route{.method = "GET",
          .pattern = "/f/{form}/p/{picture}",
          .is_open = true,
          .summary = "Get a picture of a hosted form",
          .handle = get_picture,
          .answer = {.is = shape::text, .description = "The picture."},
          .for_people = true,
          .takes_any_query = true},
    route{.method = "GET",
          .pattern = "/c/{token}",
          .is_open = true,
          .summary = "Ask whether to confirm a consent",
          .handle = open_confirmation,
          .description = "Changes nothing: scanners follow every link.",
          .answer = {.is = shape::text, .description = "A page with a button."},
          .for_people = true,
          .takes_any_query = true},
    route{.method = "POST",
          .pattern = "/c/{token}",
          .is_open = true,
          .summary = "Confirm a consent",
          .handle = confirm,
          .description = "By the link in the mail that asked the owner of the address.",
          .body = {.is = body_kind::raw, .media_types = {}},
          .answer = {.is = shape::text, .description = "A page that says so."},
          .for_people = true,
          .takes_any_query = true},
};

} // namespace
} // namespace form_pages_resource

std::span<const route> form_page_routes() { return form_pages_resource::table; }

} // namespace sojourn::api
