#include "api/access.hpp"

#include "api/check.hpp"
#include "api/permission_challenge.hpp"
#include "api/route.hpp"
#include "api/session_cookie.hpp"
#include "base/ascii.hpp"
#include "signing/digest.hpp"

#include <algorithm>

namespace sojourn::api {

namespace {

std::string_view header_of(const request& ask, std::string_view name) {
  const auto* found = find_header(ask.headers, name);
  return found == nullptr ? std::string_view{} : found->value;
}

/// Without tokens everybody on this machine may call, so the calls that a web page can make
/// a browser send must not count: a name that was rebound to loopback shows in Host, a
/// foreign page in Origin.
std::optional<error> refuse_browsers(const request& ask) {
  const auto host = header_of(ask, "Host");
  if (!host.empty() && !is_loopback_host(host))
    return error{error_code::forbidden,
                 "without tokens only loopback is served, and the Host header says \"" +
                     std::string{host} + "\"; configure tokens to serve other names"};
  const auto* origin = find_header(ask.headers, "Origin");
  if (origin != nullptr && !is_same_origin(origin->value, host))
    return error{error_code::forbidden, "without tokens no web page may call, and the Origin "
                                        "header says \"" +
                                            std::string{origin->value} + "\""};
  // A GET that a page causes, by a picture say, has no Origin. Another port of this machine is
  // "same-site". Links of messages are followed from anywhere: they need no token either way.
  const auto site = header_of(ask, "Sec-Fetch-Site");
  if (!ask.matched->is_open && !site.empty() && site != "same-origin" && site != "none")
    return error{error_code::forbidden, "without tokens no web page may call, and the "
                                        "Sec-Fetch-Site header says \"" +
                                            std::string{site} + "\""};
  return std::nullopt;
}

constexpr std::string_view realm = "Bearer realm=\"sojourn\"";

/// RFC 6750, section 3.1: a request without a token gets no error code.
refusal unauthorized(std::string message, std::string_view challenge) {
  return {.what = {error_code::unauthorized, std::move(message)},
          .headers = {{"WWW-Authenticate", std::string{realm}.append(challenge)}}};
}

/// What stands against a caller who is known.
std::optional<refusal> refuse_by_permissions(const request& ask) {
  const auto lacking = accounts::lacking(ask.may, ask.matched->needs);
  if (lacking.empty())
    return std::nullopt;
  return refusal{
      .what = {error_code::forbidden,
               "\"" + ask.who + "\" lacks a permission that this needs: " + to_text(lacking)},
      .headers = {{"WWW-Authenticate", permission_challenge(ask.matched->needs)}}};
}

/// The parameter by which the caller would find out what the answer masks; nullptr: there is none.
const field* personal_parameter(const request& ask) {
  for (const auto& [name, value] : ask.query) {
    const auto* declared = find_field(ask.matched->query, name);
    if (declared != nullptr && declared->is_personal)
      return declared;
  }
  return nullptr;
}

/// A cookie goes with whatever a browser sends, so what changes something must show that a page of
/// this daemon caused it: by the browser's word, and by a token that no other page can read.
std::optional<error> refuse_forged(const request& ask, const service::known_caller& by) {
  const auto origin = header_of(ask, "Origin");
  if (!is_same_origin(origin, header_of(ask, "Host")))
    return error{error_code::forged_request,
                 "requests by cookie need an Origin header of this host, and it says \"" +
                     std::string{origin} + "\""};
  if (!signing::constant_time_equal(header_of(ask, forgery_header), by.forgery_token))
    return error{error_code::forged_request,
                 "requests by cookie repeat the \"forgery_token\" of GET "
                 "/v1/me in the header X-Forgery-Token"};
  return std::nullopt;
}

} // namespace

access::access(const server_options& options, service::caller_directory& callers)
    : tokens_{options.tokens}, people_origin_{options.people_origin}, callers_{callers} {
  for (auto& one : tokens_)
    one.sha256_hex = lower_ascii(one.sha256_hex);
  is_loopback_ = is_loopback_host(options.address.find(':') == std::string::npos
                                      ? options.address
                                      : '[' + options.address + ']');
}

/// Whoever has the link may open it, by the name of a proxy too. A page of somebody else has no
/// business there; "null" is what a mail program says that shows pages in a box of its own.
std::optional<error> access::admit_person(const request& ask) const {
  const auto* origin = find_header(ask.headers, "Origin");
  if (origin == nullptr || origin->value == "null" ||
      equal_ignoring_case(origin->value, people_origin_) ||
      is_same_origin(origin->value, header_of(ask, "Host")))
    return std::nullopt;
  return error{error_code::forbidden, "this is for pages of " +
                                          (people_origin_.empty() ? "this host" : people_origin_) +
                                          " (tracking.base_url), and the Origin header says \"" +
                                          std::string{origin->value} + "\""};
}

std::optional<refusal> access::admit(request& ask) const {
  if (ask.matched->for_people) {
    if (auto refused = admit_person(ask))
      return refusal{.what = std::move(*refused)};
    return std::nullopt;
  }
  if (tokens_.empty() && !callers_.has_accounts() && is_loopback_) {
    ask.who = "loopback";
    ask.may = accounts::permission_set::all();
    if (auto refused = refuse_browsers(ask))
      return refusal{.what = std::move(*refused)};
    return std::nullopt;
  }
  if (ask.matched->is_open)
    return std::nullopt;
  constexpr std::string_view scheme = "Bearer ";
  const auto authorization = header_of(ask, "Authorization");
  if (authorization.size() > scheme.size() &&
      equal_ignoring_case(authorization.substr(0, scheme.size()), scheme))
    return admit_token(ask, authorization.substr(scheme.size()));
  const auto secret = session_secret_in(ask.headers, ask.is_secure);
  if (!secret.empty() && authorization.empty())
    return admit_session(ask, secret);
  return unauthorized("log in, or send a token: \"Authorization: Bearer …\"", "");
}

std::optional<refusal> access::admit_token(request& ask, std::string_view secret) const {
  if (const auto* known = find(secret)) {
    ask.who = known->name;
    ask.may = known->may;
    return refuse_by_permissions(ask);
  }
  const auto made = callers_.by_token(secret, ask.client);
  if (!made)
    return unauthorized("nobody knows this token, or it does not count any more or from here",
                        ", error=\"invalid_token\", error_description=\"nobody knows this token\"");
  ask.who = made->who;
  ask.may = made->may;
  if (auto refused = refuse_by_permissions(ask))
    return refused;
  if (made->hooks.empty() || ask.matched->needs.empty() ||
      std::find(made->hooks.begin(), made->hooks.end(), ask.id("hook")) != made->hooks.end())
    return std::nullopt;
  return refusal{.what = {error_code::forbidden, "the token \"" + made->who +
                                                     "\" is for certain hooks alone, and this is "
                                                     "none of them"}};
}

std::optional<refusal> access::admit_session(request& ask, std::string_view secret) const {
  const auto known = callers_.by_session(secret);
  if (!known)
    return unauthorized("the session has ended; log in again", "");
  if (ask.method != "GET" && ask.method != "HEAD") {
    if (auto forged = refuse_forged(ask, *known))
      return refusal{.what = std::move(*forged)};
  }
  ask.who = known->who;
  ask.may = known->may;
  ask.user = known->user;
  ask.session = known->session;
  if (known->must_change_password && !ask.matched->needs.empty())
    return refusal{.what = {error_code::password_change_needed,
                            "somebody else set the password of \"" + known->who +
                                "\"; change it with PUT /v1/me/password"}};
  return refuse_by_permissions(ask);
}

const token* access::find(std::string_view secret) const {
  const auto digest = signing::sha256_hex(secret);
  const token* found = nullptr;
  // All of them, always: the time must not tell which one was near.
  for (const auto& one : tokens_) {
    if (signing::constant_time_equal(one.sha256_hex, digest))
      found = &one;
  }
  return found;
}

bool is_loopback_host(std::string_view host) {
  if (host.starts_with('['))
    return host == "[::1]" || host.starts_with("[::1]:");
  const auto name = lower_ascii(host.substr(0, host.find(':')));
  if (name == "localhost")
    return true;
  // Four numbers: "127.evil.example" is a name that anybody can own.
  return name.starts_with("127.") && std::count(name.begin(), name.end(), '.') == 3 &&
         name.find_first_not_of("0123456789.") == std::string::npos;
}

bool is_same_origin(std::string_view origin, std::string_view host) {
  const auto scheme_end = origin.find("://");
  return scheme_end != std::string_view::npos && !host.empty() &&
         equal_ignoring_case(origin.substr(scheme_end + 3), host);
}

std::optional<refusal> refuse_personal_question(const request& ask) {
  constexpr auto needed = accounts::permission::see_personal_data;
  const auto* asked = ask.may.contains(needed) ? nullptr : personal_parameter(ask);
  if (asked == nullptr)
    return std::nullopt;
  const std::string name{asked->name};
  return refusal{.what = {error_code::forbidden,
                          "\"" + ask.who + "\" lacks the permission see_personal_data, which \"" +
                              name + "\" needs",
                          {{pointer_to("/query", name), "leave it out"}}},
                 .headers = {{"WWW-Authenticate", permission_challenge(needed)}}};
}

} // namespace sojourn::api
