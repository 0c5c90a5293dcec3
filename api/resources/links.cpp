// /t, /o, /u: the links that stand in messages, called by people and not by systems.
#include "api/resources/answers.hpp"
#include "service/receipts.hpp"

namespace sojourn::api {

namespace links_resource {
namespace {

/// Nothing on the way may keep what is counted.
constexpr std::string_view uncached = "no-store, private";
constexpr std::string_view html = "text/html; charset=utf-8";

/// A GIF of one transparent pixel.
constexpr std::string_view pixel{
    "GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\x00\x00\x00!\xf9\x04"
    "\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02"
    "D\x01\x00;",
    43};

std::string value_of(const request& ask, std::string_view name) {
  const auto* found = find_header(ask.headers, name);
  return std::string{found != nullptr ? found->value : std::string_view{}};
}

service::link_request visit_of(const request& ask) {
  service::link_request visit{.token = ask.id("token"),
                              .method = std::string{ask.method},
                              .user_agent = value_of(ask, "User-Agent"),
                              .purpose = {}};
  for (const auto* name : {"Sec-Purpose", "Purpose", "X-Moz", "X-Purpose"})
    visit.purpose += value_of(ask, name);
  return visit;
}

response page(int status, const std::string& title, const std::string& body) {
  return {.status = status,
          .body = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">"
                  "<meta name=\"viewport\" content=\"width=device-width\"><title>" +
                  title + "</title><body>" + body + "</body></html>",
          .content_type = html,
          .headers = {{"Cache-Control", std::string{uncached}},
                      {"Content-Security-Policy",
                       "default-src 'none'; form-action 'self'; frame-ancestors 'none'"},
                      // With no-referrer the button of the page would say "Origin: null".
                      {"Referrer-Policy", "same-origin"}}};
}

void follow(const request& ask, handler_context& context, reply answer) {
  context.services.receipts.visit_link(
      visit_of(ask), answer.through<json>([](const json& found) -> response {
        return {.status = 302,
                .body = {},
                .headers = {{"Location", found.value("url", std::string{"/"})},
                            {"Cache-Control", std::string{uncached}},
                            {"Referrer-Policy", "no-referrer"}}};
      }));
}

void open(const request& ask, handler_context& context, reply answer) {
  context.services.receipts.visit_link(
      visit_of(ask), answer.through<json>([](const json&) -> response {
        return {.status = 200,
                .body = std::string{pixel},
                .content_type = "image/gif",
                .headers = {{"Cache-Control", std::string{uncached}}}};
      }));
}

/// A GET must not unsubscribe (RFC 8058): scanners follow every link.
void ask_to_unsubscribe(const request& ask, handler_context& context, reply answer) {
  context.services.receipts.visit_link(visit_of(ask), answer.through<json>([](const json&) {
    return page(200, "Unsubscribe",
                "<h1>Unsubscribe?</h1><form method=\"post\"><input type=\"hidden\" "
                "name=\"List-Unsubscribe\" value=\"One-Click\"><button>Yes, send me no more of "
                "these messages</button></form>");
  }));
}

void unsubscribe(const request& ask, handler_context& context, reply answer) {
  context.services.receipts.unsubscribe(ask.id("token"), answer.through<json>([](const json&) {
    return page(200, "Unsubscribed",
                "<h1>Done.</h1><p>You will get no more of these messages.</p>");
  }));
}

constexpr std::array table{
    route{.method = "GET",
          .pattern = "/t/{token}",
          .is_open = true,
          .summary = "Follow a link of a message",
          .handle = follow,
          .description = "Leads to the link that stood there, and writes the click down, once an "
                         "hour. What a prefetcher or a scanner does is marked as automatic.",
          .answer = {.status = 302, .is = shape::text, .description = "To the link."},
          .for_people = true},
    route{.method = "GET",
          .pattern = "/o/{token}",
          .is_open = true,
          .summary = "Tell that a message is shown",
          .handle = open,
          .answer = {.is = shape::text, .description = "A picture of one pixel."},
          .for_people = true},
    route{.method = "GET",
          .pattern = "/u/{token}",
          .is_open = true,
          .summary = "Ask whether to unsubscribe",
          .handle = ask_to_unsubscribe,
          .description = "Changes nothing: scanners follow every link.",
          .answer = {.is = shape::text, .description = "A page with a button."},
          .for_people = true},
    route{.method = "POST",
          .pattern = "/u/{token}",
          .is_open = true,
          .summary = "Unsubscribe",
          .handle = unsubscribe,
          .description = "One click (RFC 8058): withdraws the person's consent to messages of this "
                         "purpose on this channel. Needs no cookie and no login.",
          .body = {.is = body_kind::raw, .media_types = {}},
          .answer = {.is = shape::text, .description = "A page that says so."},
          .for_people = true},
};

} // namespace
} // namespace links_resource

std::span<const route> link_routes() { return links_resource::table; }

} // namespace sojourn::api
