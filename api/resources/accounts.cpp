// /v1/users, /v1/roles and /v1/tokens: who may do what.
#include "service/accounts.hpp"

#include "api/resources/answers.hpp"

namespace sojourn::api {

namespace accounts_resource {
namespace {

using accounts::permission;

std::vector<std::string> texts_in(const request& ask, std::string_view name) {
  const auto found = ask.fields.find(name);
  return found == ask.fields.end() ? std::vector<std::string>{}
                                   : found->get<std::vector<std::string>>();
}

service::user_request user_of(const request& ask, std::string login) {
  return {.login = std::move(login),
          .name = ask.text("name"),
          .language = ask.text("language"),
          .role = ask.text("role"),
          .password = ask.text("password"),
          .is_disabled = ask.flag("disabled"),
          .only_if = ask.only_if,
          .by = ask.caller()};
}

void list_users(const request& ask, handler_context& context, reply answer) {
  context.services.accounts.list_users(ask.page, as_page(ask, answer));
}

void get_user(const request& ask, handler_context& context, reply answer) {
  context.services.accounts.get_user(ask.id("user"), as_resource(answer));
}

void add_user(const request& ask, handler_context& context, reply answer) {
  const auto login = ask.text("login");
  context.services.accounts.add_user(user_of(ask, login), as_written(answer, "/v1/users/" + login));
}

void put_user(const request& ask, handler_context& context, reply answer) {
  const auto login = ask.id("user");
  context.services.accounts.put_user(user_of(ask, login), as_written(answer, "/v1/users/" + login));
}

void remove_user(const request& ask, handler_context& context, reply answer) {
  context.services.accounts.remove_user(ask.id("user"), ask.caller(), as_json(answer));
}

void reset_password(const request& ask, handler_context& context, reply answer) {
  context.services.accounts.reset_password(
      {.login = ask.id("user"),
       .removes_one_time_code = ask.flag("remove_one_time_code"),
       .by = ask.caller()},
      as_json(answer));
}

void list_roles(const request& ask, handler_context& context, reply answer) {
  context.services.accounts.list_roles(ask.page, as_page(ask, answer));
}

void get_role(const request& ask, handler_context& context, reply answer) {
  context.services.accounts.get_role(ask.id("role"), as_resource(answer));
}

void put_role(const request& ask, handler_context& context, reply answer) {
  const auto name = ask.id("role");
  context.services.accounts.put_role(name, ask.fields, ask.only_if, ask.caller_without_why(),
                                     as_written(answer, "/v1/roles/" + name));
}

void remove_role(const request& ask, handler_context& context, reply answer) {
  context.services.accounts.remove_role(ask.id("role"), ask.caller(), as_json(answer));
}

void list_tokens(const request& ask, handler_context& context, reply answer) {
  context.services.accounts.list_tokens(ask.page, as_page(ask, answer));
}

void get_token(const request& ask, handler_context& context, reply answer) {
  context.services.accounts.get_token(ask.id("name"), as_json(answer));
}

void add_token(const request& ask, handler_context& context, reply answer) {
  const auto expires = ask.text("expires_at");
  const auto name = ask.text("name");
  context.services.accounts.add_token(
      {.name = name,
       .role = ask.text("role"),
       .expires_at = expires.empty() ? std::nullopt : std::optional{parse_instant(expires).value()},
       .addresses = texts_in(ask, "addresses"),
       .hooks = texts_in(ask, "hooks"),
       .by = ask.caller()},
      as_written(answer, "/v1/tokens/" + name));
}

void remove_token(const request& ask, handler_context& context, reply answer) {
  context.services.accounts.remove_token(ask.id("name"), ask.caller(), as_json(answer));
}

constexpr std::array<std::string_view, 2> languages{"vi", "en"};
constexpr field reason{"why", kind::text, "the reason, for the audit"};
constexpr field name_field{"name", kind::text, "how people call them", true};
constexpr field language_field{"language", kind::choice, "in which the console speaks to them",
                               true, languages};
constexpr field role_field{"role", kind::name, "what they may do: one of GET /v1/roles", true};
constexpr std::array new_user_fields{
    field{"login", kind::name, "by which they log in; it stays", true},
    field{"name", kind::text, "how people call them; the login if left out"},
    field{"language", kind::choice, "in which the console speaks to them; vi if left out", false,
          languages},
    role_field,
    field{
        "password", kind::text,
        "of at least 12 characters; left out: one is made, shown in the answer alone, and must be "
        "changed"},
    reason};
constexpr std::array user_fields{name_field, language_field, role_field,
                                 field{"disabled", kind::flag, "may not log in"}, reason};
constexpr std::array reset_fields{
    field{"remove_one_time_code", kind::flag, "so that they log in without a lost phone"}, reason};
constexpr std::array token_fields{
    field{"name", kind::name, "who did it, for the journal and the audit", true},
    role_field,
    field{"expires_at", kind::instant, "from then on it does not count; left out: never"},
    field{"addresses", kind::records,
          "IP addresses and blocks from which it counts; left out: all"},
    field{"hooks", kind::records, "the only hooks that it reads and changes; then nothing else"},
    reason};

constexpr std::array table{
    route{.method = "GET",
          .pattern = "/v1/users",
          .needs = permission::administer,
          .summary = "List the users",
          .handle = list_users,
          .query = page_parameters,
          .answer = {.is = shape::page, .description = "The users, by login."}},
    route{.method = "POST",
          .pattern = "/v1/users",
          .needs = permission::administer,
          .summary = "Add a user",
          .handle = add_user,
          .description =
              "The first one must be an administrator; without users and tokens, whoever "
              "asks on loopback may make them. Nobody gives a role that has more "
              "permissions than their own.",
          .body = {.is = body_kind::fields, .required = true, .fields = new_user_fields},
          .answer = {.status = 201, .is = shape::created, .description = "The user."}},
    route{.method = "GET",
          .pattern = "/v1/users/{user}",
          .needs = permission::administer,
          .summary = "Get a user",
          .handle = get_user,
          .answer = {.description = "The user; ETag holds their version."},
          .has_etag = true},
    route{.method = "PUT",
          .pattern = "/v1/users/{user}",
          .needs = permission::administer,
          .summary = "Change a user",
          .handle = put_user,
          .description = "Name, language, role, and whether they are disabled, which ends their "
                         "sessions. The last administrator stays one.",
          .body = {.is = body_kind::fields, .required = true, .fields = user_fields},
          .answer = {.description = "The user."},
          .has_etag = true},
    route{.method = "DELETE",
          .pattern = "/v1/users/{user}",
          .needs = permission::administer,
          .summary = "Remove a user",
          .handle = remove_user,
          .description = "Their sessions end. What the audit and the journal say of them stays.",
          .answer = {.description = "They are gone."}},
    route{.method = "POST",
          .pattern = "/v1/users/{user}/password",
          .needs = permission::administer,
          .summary = "Reset a user's password",
          .handle = reset_password,
          .description = "Makes a password that the answer alone shows and that must be changed at "
                         "the next login. Ends the user's sessions.",
          .body = {.is = body_kind::fields, .fields = reset_fields},
          .answer = {.description = "The user, with the new password."}},
    route{.method = "GET",
          .pattern = "/v1/roles",
          .needs = permission::administer,
          .summary = "List the roles",
          .handle = list_roles,
          .query = page_parameters,
          .answer = {.is = shape::page,
                     .description = "Those that come with Sojourn and the shop's own, by name."}},
    route{.method = "GET",
          .pattern = "/v1/roles/{role}",
          .needs = permission::administer,
          .summary = "Get a role",
          .handle = get_role,
          .answer = {.description = "The role; ETag holds the version of one of the shop's own."},
          .has_etag = true},
    route{.method = "PUT",
          .pattern = "/v1/roles/{role}",
          .needs = permission::administer,
          .summary = "Create or replace a role",
          .handle = put_role,
          .description = "{\"title\": {\"vi\", \"en\"}, \"permissions\": […]}. Counts at once for "
                         "whoever has it. Nobody gives a permission that they lack.",
          .body = {.is = body_kind::object, .required = true, .description = "the role"},
          .answer = {.is = shape::created, .description = "The role."},
          .has_etag = true},
    route{.method = "DELETE",
          .pattern = "/v1/roles/{role}",
          .needs = permission::administer,
          .summary = "Remove a role",
          .handle = remove_role,
          .description = "Refused while a user or a token has it.",
          .answer = {.description = "It is gone."}},
    route{.method = "GET",
          .pattern = "/v1/tokens",
          .needs = permission::administer,
          .summary = "List the tokens",
          .handle = list_tokens,
          .description = "Those that were made over the API; those of the settings are there.",
          .query = page_parameters,
          .answer = {.is = shape::page, .description = "The tokens, by name; never a secret."}},
    route{.method = "POST",
          .pattern = "/v1/tokens",
          .needs = permission::administer,
          .summary = "Make a token for a program",
          .handle = add_token,
          .description = "The answer shows it, once: its digest alone is stored. Nobody gives a "
                         "role that has more permissions than their own.",
          .body = {.is = body_kind::fields, .required = true, .fields = token_fields},
          .answer = {.status = 201, .is = shape::created, .description = "The token."}},
    route{.method = "GET",
          .pattern = "/v1/tokens/{name}",
          .needs = permission::administer,
          .summary = "Get a token",
          .handle = get_token,
          .answer = {.description = "What limits it; never its secret."}},
    route{.method = "DELETE",
          .pattern = "/v1/tokens/{name}",
          .needs = permission::administer,
          .summary = "Revoke a token",
          .handle = remove_token,
          .description = "It does not count from the next request on.",
          .answer = {.description = "It is gone."}},
};

} // namespace
} // namespace accounts_resource

std::span<const route> account_routes() { return accounts_resource::table; }

} // namespace sojourn::api
