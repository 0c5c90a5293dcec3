// The commands for who may do what: users, roles, tokens and sessions.
#include "cli/commands/commands.hpp"

namespace sojourn::cli {

namespace {

const argument login = id("user", "their login");
const argument role_name = id("role", "the role's name");

argument text_field(std::string_view name, std::string_view about, bool required = false) {
  return {.name = name, .where = in_field, .about = about, .required = required};
}

const std::vector<column> columns_of_users{{"LOGIN", "login"},        {"NAME", "name"},
                                           {"ROLE", "role"},          {"DISABLED", "disabled"},
                                           {"CODE", "one_time_code"}, {"CREATED", "created_at"}};

// Kept whole: a table.
std::vector<remote_command> commands_of_users() {
  return {
      {.group = "users",
       .name = "list",
       .about = "List the users",
       .method = "GET",
       .path = "/v1/users",
       .columns = columns_of_users},
      {.group = "users",
       .name = "add",
       .about = "Add a user; a password is made and shown once",
       .method = "POST",
       .path = "/v1/users",
       .arguments = {{.name = "login",
                      .where = in_field,
                      .about = "by which they log in",
                      .positional = true,
                      .required = true},
                     text_field("role", "what they may do: one of \"roles list\"", true),
                     text_field("name", "how people call them; the login if left out"),
                     text_field("language", "vi or en; vi if left out"),
                     {.name = "password",
                      .where = in_field_from_file,
                      .about = "a file with their password; - is standard input"},
                     why}},
      {.group = "users",
       .name = "show",
       .about = "Show a user",
       .method = "GET",
       .path = "/v1/users/{user}",
       .arguments = {login}},
      {.group = "users",
       .name = "put",
       .about = "Change a user: name, language and role; enables them unless --disabled",
       .method = "PUT",
       .path = "/v1/users/{user}",
       .arguments = {login,
                     text_field("name", "how people call them", true),
                     text_field("language", "vi or en", true),
                     text_field("role", "what they may do", true),
                     {.name = "disabled",
                      .where = in_json_field,
                      .about = "they may not log in, and their sessions end",
                      .is_flag = true},
                     why}},
      {.group = "users",
       .name = "remove",
       .about = "Remove a user and end their sessions",
       .method = "DELETE",
       .path = "/v1/users/{user}",
       .arguments = {login}},
      {.group = "users",
       .name = "reset-password",
       .about = "Make a new password, show it once, and end the user's sessions",
       .method = "POST",
       .path = "/v1/users/{user}/password",
       .arguments = {login,
                     {.name = "remove_one_time_code",
                      .where = in_json_field,
                      .about = "so that they log in without a lost phone",
                      .is_flag = true},
                     why}},
      {.group = "sessions",
       .name = "list",
       .about = "List the sessions of a user",
       .method = "GET",
       .path = "/v1/sessions",
       .arguments = {filter("user", "whose")},
       .columns = {{"ID", "id"},
                   {"USER", "user"},
                   {"SEEN", "seen_at"},
                   {"ENDS", "ends_at"},
                   {"FROM", "address"},
                   {"BROWSER", "agent"}}},
      {.group = "sessions",
       .name = "end",
       .about = "End a session",
       .method = "DELETE",
       .path = "/v1/sessions/{session}",
       .arguments = {id("session", "its id")}},
      {.group = "sessions",
       .name = "end-all",
       .about = "End all sessions of a user",
       .method = "DELETE",
       .path = "/v1/sessions",
       .arguments = {filter("user", "whose")}},
  };
}

// Kept whole: a table.
std::vector<remote_command> commands_of_roles_and_tokens() {
  return {
      {.group = "roles",
       .name = "list",
       .about = "List the roles and their permissions",
       .method = "GET",
       .path = "/v1/roles",
       .columns = {{"ROLE", "name"},
                   {"SHIPPED", "shipped"},
                   {"VERSION", "version"},
                   {"PERMISSIONS", "permissions"}}},
      {.group = "roles",
       .name = "show",
       .about = "Show a role",
       .method = "GET",
       .path = "/v1/roles/{role}",
       .arguments = {role_name}},
      {.group = "roles",
       .name = "put",
       .about = "Create or replace a role of the shop's own",
       .method = "PUT",
       .path = "/v1/roles/{role}",
       .arguments = {role_name, json_file("its title and permissions, JSON; - is standard input")}},
      {.group = "roles",
       .name = "remove",
       .about = "Remove a role that nobody has",
       .method = "DELETE",
       .path = "/v1/roles/{role}",
       .arguments = {role_name}},
      {.group = "tokens",
       .name = "list",
       .about = "List the tokens that were made over the API",
       .method = "GET",
       .path = "/v1/tokens",
       .columns = {{"NAME", "name"},
                   {"ROLE", "role"},
                   {"EXPIRES", "expires_at"},
                   {"FROM", "addresses"},
                   {"HOOKS", "hooks"},
                   {"CREATED", "created_at"},
                   {"BY", "created_by"}}},
      {.group = "tokens",
       .name = "add",
       .about = "Make a token for a program and show it once",
       .method = "POST",
       .path = "/v1/tokens",
       .arguments = {{.name = "name",
                      .where = in_field,
                      .about = "who did it, for the journal and the audit",
                      .positional = true,
                      .required = true},
                     text_field("role", "what it may do: one of \"roles list\"", true),
                     text_field("expires_at", "from then on it does not count, as "
                                              "2026-12-31T23:59:59+07:00"),
                     {.name = "addresses",
                      .where = in_json_field,
                      .about = "from where it counts, as JSON: [\"10.0.0.0/8\"]"},
                     {.name = "hooks",
                      .where = in_json_field,
                      .about = "the only hooks that it reads and changes, as JSON: [\"orders\"]"},
                     why}},
      {.group = "tokens",
       .name = "revoke",
       .about = "Revoke a token, from the next request on",
       .method = "DELETE",
       .path = "/v1/tokens/{name}",
       .arguments = {id("name", "the token's name")}},
  };
}

} // namespace

std::vector<remote_command> commands_of_access() {
  auto all = commands_of_users();
  for (auto& command : commands_of_roles_and_tokens())
    all.push_back(std::move(command));
  return all;
}

} // namespace sojourn::cli
