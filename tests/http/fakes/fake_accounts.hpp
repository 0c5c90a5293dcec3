// Fakes of who may do what: accounts, sessions, and whose a credential is.
#pragma once

#include "service/accounts.hpp"
#include "service/callers.hpp"
#include "service/sessions.hpp"
#include "tests/http/fakes/fake_area.hpp"

#include <map>

namespace sojourn::tests {

/// Nobody, unless a test puts somebody in.
class fake_callers final : public service::caller_directory {
public:
  std::map<std::string, service::known_caller, std::less<>> tokens;
  std::map<std::string, service::known_caller, std::less<>> sessions;

  bool has_accounts() const override { return !tokens.empty() || !sessions.empty(); }
  std::optional<service::known_caller> by_token(std::string_view token,
                                                std::string_view network) override {
    asked_from = network;
    const auto found = tokens.find(token);
    return found == tokens.end() ? std::nullopt : std::optional{found->second};
  }
  std::optional<service::known_caller> by_session(std::string_view secret) override {
    const auto found = sessions.find(secret);
    return found == sessions.end() ? std::nullopt : std::optional{found->second};
  }
  std::string asked_from; ///< of the last token that was looked for
};

class fake_accounts final : public service::account_api, public fake_area {
public:
  explicit fake_accounts(recorder& log) : fake_area{log, "accounts"} {}

  void list_users(service::page_request at, completion<service::page> done) override {
    answer("list_users", paged(at), done);
  }
  void get_user(std::string login, completion<service::written> done) override {
    answer("get_user", {{"login", login}}, done);
  }
  void add_user(service::user_request request, completion<service::written> done) override {
    answer("add_user", shown(request), done);
  }
  void put_user(service::user_request request, completion<service::written> done) override {
    auto call = shown(request);
    tell(call, request.only_if);
    const auto body = call;
    answer("put_user", std::move(call), done,
           service::written{.body = body, .created = false, .replayed = false, .version = 3});
  }
  void remove_user(std::string login, service::caller, completion<json> done) override {
    answer("remove_user", {{"login", login}}, done);
  }
  void reset_password(service::reset_request request, completion<json> done) override {
    answer("reset_password",
           {{"login", request.login}, {"removes_one_time_code", request.removes_one_time_code}},
           done);
  }
  void list_roles(service::page_request at, completion<service::page> done) override {
    answer("list_roles", paged(at), done);
  }
  void get_role(std::string name, completion<service::written> done) override {
    answer("get_role", {{"name", name}}, done);
  }
  void put_role(std::string name, json document, preconditions only_if, service::caller,
                completion<service::written> done) override {
    json call{{"name", name}, {"document", document}};
    tell(call, only_if);
    answer("put_role", std::move(call), done);
  }
  void remove_role(std::string name, service::caller, completion<json> done) override {
    answer("remove_role", {{"name", name}}, done);
  }
  void list_tokens(service::page_request at, completion<service::page> done) override {
    answer("list_tokens", paged(at), done);
  }
  void get_token(std::string name, completion<json> done) override {
    answer("get_token", {{"name", name}}, done);
  }
  void add_token(service::token_request request, completion<service::written> done) override {
    json call{{"name", request.name},
              {"role", request.role},
              {"addresses", request.addresses},
              {"hooks", request.hooks}};
    if (request.expires_at)
      call["expires_at"] = to_text(*request.expires_at);
    answer("add_token", std::move(call), done);
  }
  void remove_token(std::string name, service::caller, completion<json> done) override {
    answer("remove_token", {{"name", name}}, done);
  }

private:
  static json shown(const service::user_request& request) {
    return {{"login", request.login},       {"name", request.name},
            {"language", request.language}, {"role", request.role},
            {"password", request.password}, {"disabled", request.is_disabled}};
  }
};

class fake_sessions final : public service::session_api, public fake_area {
public:
  explicit fake_sessions(recorder& log) : fake_area{log, "sessions"} {}

  void open(service::login_request request, completion<service::opened_session> done) override {
    json call{{"login", request.login},
              {"password", request.password},
              {"code", request.code},
              {"network", request.network},
              {"agent", request.agent}};
    answer("open", std::move(call), done,
           service::opened_session{
               .body = {{"id", "1"}}, .secret = "secret-of-the-session", .lasts_s = 60});
  }
  void close(service::caller by, completion<json> done) override {
    answer("close", {{"session", by.session}}, done);
  }
  void me(service::caller by, completion<json> done) override {
    answer("me", {{"who", by.who}, {"user", by.user}, {"session", by.session}}, done);
  }
  void list(std::string login, service::caller, service::page_request at,
            completion<service::page> done) override {
    auto call = paged(at);
    call["user"] = login;
    answer("list", std::move(call), done);
  }
  void end(std::int64_t number, service::caller, completion<json> done) override {
    answer("end", {{"number", number}}, done);
  }
  void end_all(std::string login, service::caller, completion<json> done) override {
    answer("end_all", {{"user", login}}, done);
  }
  void change_me(std::string name, std::string language, service::caller by,
                 completion<json> done) override {
    answer("change_me", {{"name", name}, {"language", language}, {"who", by.who}}, done);
  }
  void change_password(std::string current, std::string fresh, service::caller by,
                       completion<json> done) override {
    answer("change_password", {{"current", current}, {"fresh", fresh}, {"who", by.who}}, done);
  }
  void begin_one_time(std::string password, service::caller, completion<json> done) override {
    answer("begin_one_time", {{"password", password}}, done);
  }
  void confirm_one_time(std::string code, service::caller, completion<json> done) override {
    answer("confirm_one_time", {{"code", code}}, done);
  }
  void remove_one_time(std::string password, service::caller, completion<json> done) override {
    answer("remove_one_time", {{"password", password}}, done);
  }
};

} // namespace sojourn::tests
