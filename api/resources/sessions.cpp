// /v1/session, /v1/sessions and /v1/me: logging in and out, and one's own account.
#include "service/sessions.hpp"

#include "api/access.hpp"
#include "api/resources/answers.hpp"
#include "api/session_cookie.hpp"

#include <charconv>

namespace sojourn::api {

namespace sessions_resource {
namespace {

using accounts::permission_set;

std::string agent_of(const request& ask) {
  const auto* found = find_header(ask.headers, "User-Agent");
  return found == nullptr || !is_visible_utf8(found->value) ? std::string{}
                                                            : std::string{found->value};
}

/// A page of another site could log its visitor into an account of its own, and watch.
std::optional<error> refuse_foreign_page(const request& ask) {
  const auto* origin = find_header(ask.headers, "Origin");
  const auto* host = find_header(ask.headers, "Host");
  if (origin == nullptr || (host != nullptr && is_same_origin(origin->value, host->value)))
    return std::nullopt;
  return error{error_code::forged_request, "nobody logs in from a page of another site, and the "
                                           "Origin header says \"" +
                                               std::string{origin->value} + "\""};
}

void open(const request& ask, handler_context& context, reply answer) {
  if (auto refused = refuse_foreign_page(ask))
    return answer(fail(std::move(*refused)));
  context.services.sessions.open(
      {.login = ask.text("login"),
       .password = ask.text("password"),
       .code = ask.text("code"),
       .network = ask.client,
       .agent = agent_of(ask)},
      answer.through<service::opened_session>(
          [is_secure = ask.is_secure](const service::opened_session& opened) {
            auto made = json_response(200, opened.body);
            made.headers.emplace_back("Set-Cookie",
                                      session_cookie(opened.secret, opened.lasts_s, is_secure));
            return made;
          }));
}

void close(const request& ask, handler_context& context, reply answer) {
  context.services.sessions.close(
      ask.caller(), answer.through<json>([is_secure = ask.is_secure](const json& closed) {
        auto made = json_response(200, closed);
        made.headers.emplace_back("Set-Cookie", session_cookie("", 0, is_secure));
        return made;
      }));
}

void me(const request& ask, handler_context& context, reply answer) {
  context.services.sessions.me(ask.caller(), as_json(answer));
}

void list(const request& ask, handler_context& context, reply answer) {
  context.services.sessions.list(ask.parameter("user"), ask.caller(), ask.page,
                                 as_page(ask, answer));
}

void end(const request& ask, handler_context& context, reply answer) {
  const auto id = ask.id("session");
  std::int64_t number = 0;
  const auto [rest, status] = std::from_chars(id.data(), id.data() + id.size(), number);
  if (status != std::errc{} || rest != id.data() + id.size())
    return answer(fail(error_code::not_found, "there is no session \"" + id + "\""));
  context.services.sessions.end(number, ask.caller(), as_json(answer));
}

void end_all(const request& ask, handler_context& context, reply answer) {
  context.services.sessions.end_all(ask.parameter("user"), ask.caller(), as_json(answer));
}

void change_me(const request& ask, handler_context& context, reply answer) {
  context.services.sessions.change_me(ask.text("name"), ask.text("language"), ask.caller(),
                                      as_json(answer));
}

void change_password(const request& ask, handler_context& context, reply answer) {
  context.services.sessions.change_password(ask.text("current"), ask.text("password"), ask.caller(),
                                            as_json(answer));
}

void begin_one_time(const request& ask, handler_context& context, reply answer) {
  context.services.sessions.begin_one_time(ask.text("password"), ask.caller(), as_json(answer));
}

void confirm_one_time(const request& ask, handler_context& context, reply answer) {
  context.services.sessions.confirm_one_time(ask.text("code"), ask.caller(), as_json(answer));
}

void remove_one_time(const request& ask, handler_context& context, reply answer) {
  context.services.sessions.remove_one_time(ask.text("password"), ask.caller(), as_json(answer));
}

constexpr std::array login_fields{
    field{"login", kind::text, "the user's login", true},
    field{"password", kind::text, "their password", true},
    field{"code", kind::text, "the one-time code of now, where the user has them"}};
constexpr std::array<std::string_view, 2> spoken_languages{"vi", "en"};
constexpr std::array own_fields{
    field{"name", kind::text, "how people call them; left out: it stays"},
    field{"language", kind::choice, "in which the console speaks to them; left out: it stays",
          false, spoken_languages}};
constexpr std::array password_fields{field{"current", kind::text, "the password of now", true},
                                     field{"password", kind::text, "the new one", true}};
constexpr std::array own_password_field{field{"password", kind::text, "the password of now", true}};
constexpr std::array code_field{
    field{"code", kind::text, "the code that the authenticator app shows now", true}};
constexpr std::array user_parameter{
    field{"user", kind::name, "of this user, with the permission administer; else one's own"}};
constexpr std::array list_parameters{user_parameter[0], limit_parameter, cursor_parameter};

constexpr std::array table{
    route{.method = "POST",
          .pattern = "/v1/session",
          .is_open = true,
          .summary = "Log in",
          .handle = open,
          .description = "Sets a cookie that no script can read and no other site can send. "
                         "Requests that change something repeat the \"forgery_token\" of the "
                         "answer in the header X-Forgery-Token. Attempts are limited by address "
                         "and by account.",
          .body = {.is = body_kind::fields, .required = true, .fields = login_fields},
          .answer = {.description = "The session that began."}},
    route{.method = "DELETE",
          .pattern = "/v1/session",
          .needs = permission_set{},
          .summary = "Log out",
          .handle = close,
          .answer = {.description = "The session ended."}},
    route{.method = "GET",
          .pattern = "/v1/me",
          .needs = permission_set{},
          .summary = "Tell who asks and what they may do",
          .handle = me,
          .description = "For a session also its user and the token against forgery. Without users "
                         "and tokens, \"kind\" is \"loopback\" and \"has_users\" is false: POST "
                         "/v1/users makes the first administrator.",
          .answer = {.description = "Who asks."}},
    route{.method = "PUT",
          .pattern = "/v1/me",
          .needs = permission_set{},
          .summary = "Change one's own name and language",
          .handle = change_me,
          .body = {.is = body_kind::fields, .required = true, .fields = own_fields},
          .answer = {.description = "The user."}},
    route{.method = "PUT",
          .pattern = "/v1/me/password",
          .needs = permission_set{},
          .summary = "Change one's own password",
          .handle = change_password,
          .description = "At least 12 characters. Ends the other sessions of the user.",
          .body = {.is = body_kind::fields, .required = true, .fields = password_fields},
          .answer = {.description = "The user."}},
    route{.method = "POST",
          .pattern = "/v1/me/one-time-code",
          .needs = permission_set{},
          .summary = "Begin to use one-time codes",
          .handle = begin_one_time,
          .description = "Answers with a secret for an authenticator app (TOTP, RFC 6238), shown "
                         "once. Codes are asked for at a login once PUT confirmed one.",
          .body = {.is = body_kind::fields, .required = true, .fields = own_password_field},
          .answer = {.description = "The secret and its URI, for a QR code."}},
    route{.method = "PUT",
          .pattern = "/v1/me/one-time-code",
          .needs = permission_set{},
          .summary = "Confirm one-time codes",
          .handle = confirm_one_time,
          .body = {.is = body_kind::fields, .required = true, .fields = code_field},
          .answer = {.description = "The user."}},
    route{.method = "DELETE",
          .pattern = "/v1/me/one-time-code",
          .needs = permission_set{},
          .summary = "Stop using one-time codes",
          .handle = remove_one_time,
          .body = {.is = body_kind::fields, .required = true, .fields = own_password_field},
          .answer = {.description = "The user."}},
    route{.method = "GET",
          .pattern = "/v1/sessions",
          .needs = permission_set{},
          .summary = "List sessions",
          .handle = list,
          .description = "One's own, or with the permission administer those of \"user\"; the "
                         "newest first.",
          .query = list_parameters,
          .answer = {.is = shape::page, .description = "The sessions that have not ended."}},
    route{.method = "DELETE",
          .pattern = "/v1/sessions",
          .needs = permission_set{},
          .summary = "End all sessions of a user",
          .handle = end_all,
          .description = "One's own but the present one, or with the permission administer all "
                         "those of \"user\".",
          .query = user_parameter,
          .answer = {.description = "They ended."}},
    route{.method = "DELETE",
          .pattern = "/v1/sessions/{session}",
          .needs = permission_set{},
          .summary = "End a session",
          .handle = end,
          .description = "One's own, or with the permission administer anybody's.",
          .answer = {.description = "It ended."}},
};

} // namespace
} // namespace sessions_resource

std::span<const route> session_routes() { return sessions_resource::table; }

} // namespace sojourn::api
