#include "api/access.hpp"

#include "api/route.hpp"
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
  if (ask.matched->needs != scope::none && !site.empty() && site != "same-origin" && site != "none")
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

} // namespace

access::access(std::vector<token> tokens, std::string people_origin)
    : tokens_{std::move(tokens)}, people_origin_{std::move(people_origin)} {
  for (auto& one : tokens_)
    one.sha256_hex = lower_ascii(one.sha256_hex);
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
  if (tokens_.empty()) {
    ask.who = "loopback";
    ask.may_send = true;
    if (auto refused = refuse_browsers(ask))
      return refusal{.what = std::move(*refused)};
    return std::nullopt;
  }
  if (ask.matched->needs == scope::none)
    return std::nullopt;
  constexpr std::string_view scheme = "Bearer ";
  const auto authorization = header_of(ask, "Authorization");
  if (authorization.size() <= scheme.size() ||
      !equal_ignoring_case(authorization.substr(0, scheme.size()), scheme))
    return unauthorized("send a token: \"Authorization: Bearer …\"", "");
  const auto* known = find(authorization.substr(scheme.size()));
  if (known == nullptr)
    return unauthorized("nobody knows this token",
                        ", error=\"invalid_token\", error_description=\"nobody knows this token\"");
  if (!allows(known->scopes, ask.matched->needs))
    return refusal{
        .what = {error_code::forbidden, "the token \"" + known->name + "\" lacks the scope \"" +
                                            std::string{to_text(ask.matched->needs)} + "\""},
        .headers = {{"WWW-Authenticate", scope_challenge(ask.matched->needs)}}};
  ask.who = known->name;
  ask.may_send = allows(known->scopes, scope::operate);
  return std::nullopt;
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

} // namespace sojourn::api
