// Users, their sessions, roles and tokens, on a whole daemon that is started again.
#include "accounts/one_time_code.hpp"
#include "whole_daemon.hpp"

namespace sojourn::tests {

namespace {

using headers = std::vector<std::pair<std::string, std::string>>;

const std::string office = "203.0.113.7";
const std::string elsewhere = "198.51.100.9";
const std::string first_password = "correct horse battery";

/// The bytes of a secret as an authenticator app reads it (base 32).
std::string bytes_of_secret(const std::string& text) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string bytes;
  std::uint32_t held = 0;
  unsigned bits = 0;
  for (const char c : text) {
    held = (held << 5U) | static_cast<std::uint32_t>(letters.find(c));
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes += static_cast<char>((held >> bits) & 0xFFU);
    }
  }
  return bytes;
}

/// A daemon behind a proxy on this machine, which says from where somebody comes.
class accounts_of_a_daemon : public whole_daemon {
protected:
  accounts_of_a_daemon() {
    settings_.http.trusted_proxies = {"127.0.0.1"};
    moves_sessions_ = true;
  }

  /// Somebody's browser: keeps the cookie and the token against forgery.
  struct browser {
    std::string cookie;
    std::string forgery_token;
  };

  client::response send(const browser& from, const std::string& method, const std::string& target,
                        const json& body = {}) {
    const auto token = std::exchange(token_, "");
    const auto answered = ask(method, target, body.is_null() ? "" : body.dump(),
                              {{"Cookie", from.cookie},
                               {"Origin", "http://127.0.0.1:" + std::to_string(daemon_->port())},
                               {"X-Forgery-Token", from.forgery_token}});
    token_ = token;
    return answered;
  }
  client::response try_login(const std::string& login, const std::string& password,
                             const std::string& from = office, const std::string& code = {}) {
    json body{{"login", login}, {"password", password}};
    if (!code.empty())
      body["code"] = code;
    return ask("POST", "/v1/session", body.dump(), {{"X-Forwarded-For", from}});
  }
  browser log_in(const std::string& login, const std::string& password,
                 const std::string& from = office, const std::string& code = {}) {
    const auto opened = try_login(login, password, from, code);
    EXPECT_EQ(opened.status, 200) << opened.body;
    const auto cookie = opened.header("set-cookie");
    return {cookie.substr(0, cookie.find(';')),
            json::parse(opened.body).value("forgery_token", "")};
  }
  static std::string code_of(const client::response& answered) {
    return json::parse(answered.body).value("code", "");
  }

  /// Anna, an administrator; and a token with all permissions, which the tests ask by.
  void begin_with_anna() {
    start();
    answer("POST", "/v1/users",
           {{"login", "anna"},
            {"name", "Anna"},
            {"language", "vi"},
            {"role", "administrator"},
            {"password", first_password}});
    anna_ = log_in("anna", first_password);
    const auto made =
        send(anna_, "POST", "/v1/tokens", {{"name", "tests"}, {"role", "administrator"}});
    EXPECT_EQ(made.status, 201) << made.body;
    token_ = json::parse(made.body).value("token", "");
  }
  void restart() {
    daemon_->stop(milliseconds{1'000});
    daemon_.reset();
    start();
  }
  std::string add_user(const std::string& login, const std::string& role) {
    return answer("POST", "/v1/users", {{"login", login}, {"role", role}}).value("password", "");
  }

  browser anna_;
};

} // namespace

TEST_F(accounts_of_a_daemon, the_first_user_is_made_on_loopback_and_ends_that_anybody_may_do_all) {
  start();
  EXPECT_EQ(answer("GET", "/v1/me"),
            (json{{"who", "loopback"},
                  {"kind", "loopback"},
                  {"has_users", false},
                  {"permissions", accounts::permission_set::all().names()}}));
  EXPECT_EQ(ask("POST", "/v1/users", R"({"login":"binh","role":"analyst"})").status, 422)
      << "the first must be able to make others";
  const auto made = answer("POST", "/v1/users", {{"login", "anna"}, {"role", "administrator"}});
  const auto password = made.at("password").get<std::string>();
  EXPECT_EQ(ask("GET", "/v1/me").status, 401);
  EXPECT_EQ(ask("POST", "/v1/users", R"({"login":"eve","role":"administrator"})").status, 401);

  const auto anna = log_in("anna", password);
  EXPECT_EQ(code_of(send(anna, "GET", "/v1/campaigns")), "SJ0208");
  EXPECT_EQ(
      send(anna, "PUT", "/v1/me/password", {{"current", password}, {"password", first_password}})
          .status,
      200);
  EXPECT_EQ(send(anna, "GET", "/v1/campaigns").status, 200);
  token_ =
      json::parse(send(anna, "POST", "/v1/tokens", {{"name", "t"}, {"role", "administrator"}}).body)
          .at("token");
}

TEST_F(accounts_of_a_daemon, a_session_outlives_a_restart_and_no_secret_is_in_the_file) {
  begin_with_anna();
  restart();
  const auto me = send(anna_, "GET", "/v1/me");
  ASSERT_EQ(me.status, 200);
  EXPECT_EQ(json::parse(me.body).at("who"), "anna");
  EXPECT_EQ(json::parse(me.body).at("forgery_token"), anna_.forgery_token);
  daemon_->stop(milliseconds{1'000});
  daemon_.reset();
  std::ifstream file{directory_ / "sojourn.db", std::ios::binary};
  const std::string bytes{std::istreambuf_iterator{file}, {}};
  const auto secret = anna_.cookie.substr(anna_.cookie.find('=') + 1);
  for (const auto& hidden : {secret, token_, first_password})
    EXPECT_EQ(bytes.find(hidden), std::string::npos);
  EXPECT_NE(bytes.find("$argon2id$"), std::string::npos);
  start();
}

TEST_F(accounts_of_a_daemon, a_session_ends_after_two_idle_hours_and_a_day_after_its_login) {
  begin_with_anna();
  pass("PT1H59M");
  EXPECT_EQ(send(anna_, "GET", "/v1/me").status, 200);
  pass("PT2H");
  EXPECT_EQ(send(anna_, "GET", "/v1/me").status, 401) << "idle";

  anna_ = log_in("anna", first_password);
  for (int i = 0; i < 23; ++i) {
    pass("PT1H");
    EXPECT_EQ(send(anna_, "GET", "/v1/me").status, 200) << i;
  }
  pass("PT1H");
  EXPECT_EQ(send(anna_, "GET", "/v1/me").status, 401) << "a day is over";
}

TEST_F(accounts_of_a_daemon, a_clock_of_campaigns_that_is_moved_ends_no_session) {
  moves_sessions_ = false;
  begin_with_anna();
  pass("P40D");
  EXPECT_EQ(send(anna_, "GET", "/v1/me").status, 200);
}

TEST_F(accounts_of_a_daemon, sessions_are_listed_and_ended) {
  begin_with_anna();
  const auto at_home = log_in("anna", first_password, elsewhere);
  auto listed = json::parse(send(at_home, "GET", "/v1/sessions").body).at("items");
  ASSERT_EQ(listed.size(), 2u);
  EXPECT_EQ(listed.at(0).at("address"), elsewhere);
  EXPECT_EQ(listed.at(0).at("current"), true);
  EXPECT_EQ(
      send(at_home, "DELETE", "/v1/sessions/" + listed.at(1).at("id").get<std::string>()).status,
      200);
  EXPECT_EQ(send(anna_, "GET", "/v1/me").status, 401);
  const auto third = log_in("anna", first_password);
  EXPECT_EQ(send(third, "DELETE", "/v1/sessions").status, 200) << "all but this one";
  EXPECT_EQ(send(at_home, "GET", "/v1/me").status, 401);
  EXPECT_EQ(send(third, "DELETE", "/v1/session").status, 200);
  EXPECT_EQ(send(third, "GET", "/v1/me").status, 401);
}

TEST_F(accounts_of_a_daemon, nobody_puts_out_a_user_or_a_token_that_may_more) {
  begin_with_anna();
  answer("PUT", "/v1/roles/keeper",
         {{"title", {{"vi", "Giữ chìa khóa"}, {"en", "Keeper"}}},
          {"permissions", {"view", "administer"}}});
  const auto password = add_user("binh", "keeper");
  const auto binh = log_in("binh", password);
  send(binh, "PUT", "/v1/me/password", {{"current", password}, {"password", "con mèo trèo cau"}});
  EXPECT_EQ(send(binh, "DELETE", "/v1/sessions?user=anna").status, 403);
  EXPECT_EQ(send(binh, "DELETE", "/v1/sessions/1").status, 403);
  EXPECT_EQ(send(binh, "DELETE", "/v1/tokens/tests").status, 403);
  EXPECT_EQ(send(anna_, "GET", "/v1/me").status, 200);
}

TEST_F(accounts_of_a_daemon, only_administrators_reach_the_sessions_of_others) {
  begin_with_anna();
  const auto password = add_user("binh", "marketer");
  auto binh = log_in("binh", password);
  send(binh, "PUT", "/v1/me/password", {{"current", password}, {"password", "con mèo trèo cau"}});
  EXPECT_EQ(send(binh, "GET", "/v1/sessions?user=anna").status, 403);
  EXPECT_EQ(send(binh, "DELETE", "/v1/sessions?user=anna").status, 403);
  EXPECT_EQ(send(binh, "DELETE", "/v1/sessions/1").status, 404);
  EXPECT_EQ(answer("GET", "/v1/sessions?user=binh").at("items").size(), 1u);
  answer("DELETE", "/v1/sessions?user=binh");
  EXPECT_EQ(send(binh, "GET", "/v1/me").status, 401);
  EXPECT_EQ(send(anna_, "GET", "/v1/me").status, 200);
}

TEST_F(accounts_of_a_daemon, who_guesses_is_stopped_and_keeps_nobody_out_of_their_office) {
  begin_with_anna();
  const auto wrong = try_login("anna", "not the password", elsewhere);
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(code_of(wrong), "SJ0205");
  EXPECT_EQ(json::parse(try_login("nobody", "not the password", elsewhere).body).at("detail"),
            json::parse(wrong.body).at("detail"))
      << "nobody learns which names there are";
  for (int i = 0; i < 4; ++i)
    EXPECT_EQ(try_login("anna", "not the password", elsewhere).status, 401);
  const auto stopped = try_login("anna", first_password, elsewhere);
  EXPECT_EQ(stopped.status, 429);
  EXPECT_EQ(stopped.header("retry-after"), "60");
  EXPECT_EQ(try_login("anna", first_password, office).status, 200);
  pass("PT1M");
  EXPECT_EQ(try_login("anna", first_password, elsewhere).status, 200) << "as documented";
}

TEST_F(accounts_of_a_daemon, a_flood_from_everywhere_keeps_nobody_out_of_their_office) {
  begin_with_anna();
  for (int i = 0; i < 31; ++i)
    try_login("anna", "not the password", "192.0.2." + std::to_string(i));
  EXPECT_EQ(try_login("anna", first_password, elsewhere).status, 429);
  EXPECT_EQ(try_login("anna", first_password, office).status, 200);
  restart();
  EXPECT_EQ(try_login("anna", first_password, office).status, 200);
}

TEST_F(accounts_of_a_daemon, users_change_their_own_name_and_language_and_nothing_else) {
  begin_with_anna();
  const auto changed = send(anna_, "PUT", "/v1/me", {{"language", "en"}});
  ASSERT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(json::parse(changed.body).at("language"), "en");
  EXPECT_EQ(json::parse(changed.body).at("role"), "administrator");
  EXPECT_EQ(json::parse(send(anna_, "GET", "/v1/me").body).at("user").at("language"), "en");
  EXPECT_EQ(send(anna_, "PUT", "/v1/me", {{"role", "analyst"}}).status, 422);
  EXPECT_EQ(send(anna_, "PUT", "/v1/me", {{"language", "fr"}}).status, 422);
  EXPECT_EQ(ask("PUT", "/v1/me", R"({"language":"en"})").status, 403) << "a token has no account";
}

TEST_F(accounts_of_a_daemon, a_password_that_is_changed_ends_the_other_sessions) {
  begin_with_anna();
  const auto at_home = log_in("anna", first_password, elsewhere);
  EXPECT_EQ(send(anna_, "PUT", "/v1/me/password",
                 {{"current", "not the password"}, {"password", "another horse battery"}})
                .status,
            401);
  const auto weak =
      send(anna_, "PUT", "/v1/me/password", {{"current", first_password}, {"password", "short"}});
  EXPECT_EQ(weak.status, 422) << weak.body;
  EXPECT_EQ(send(anna_, "PUT", "/v1/me/password",
                 {{"current", first_password}, {"password", "another horse battery"}})
                .status,
            200);
  EXPECT_EQ(send(anna_, "GET", "/v1/me").status, 200);
  EXPECT_EQ(send(at_home, "GET", "/v1/me").status, 401);
  pass("PT5M"); // attempts are counted
  EXPECT_EQ(try_login("anna", first_password).status, 401);
  EXPECT_EQ(try_login("anna", "another horse battery").status, 200);
}

TEST_F(accounts_of_a_daemon, an_administrator_resets_a_password) {
  begin_with_anna();
  const auto first = add_user("binh", "marketer");
  const auto binh = log_in("binh", first);
  const auto reset = answer("POST", "/v1/users/binh/password", {{"why", "forgot it"}});
  EXPECT_EQ(send(binh, "GET", "/v1/me").status, 401);
  EXPECT_EQ(try_login("binh", first).status, 401);
  const auto again = log_in("binh", reset.at("password"));
  EXPECT_EQ(code_of(send(again, "GET", "/v1/campaigns")), "SJ0208");
}

TEST_F(accounts_of_a_daemon, a_one_time_code_is_asked_for_once_it_was_confirmed_and_counts_once) {
  begin_with_anna();
  const auto begun = send(anna_, "POST", "/v1/me/one-time-code", {{"password", first_password}});
  ASSERT_EQ(begun.status, 200) << begun.body;
  const auto secret = bytes_of_secret(json::parse(begun.body).at("secret"));
  const auto code = [&] { return accounts::code_at(secret, daemon_->clock().now()); };
  EXPECT_EQ(try_login("anna", first_password).status, 200) << "it was not confirmed yet";
  EXPECT_EQ(send(anna_, "PUT", "/v1/me/one-time-code", {{"code", "000000"}}).status, 401);
  const auto confirming = code();
  EXPECT_EQ(send(anna_, "PUT", "/v1/me/one-time-code", {{"code", confirming}}).status, 200);

  pass("PT10M"); // attempts are counted
  const auto without = try_login("anna", first_password);
  EXPECT_EQ(without.status, 401);
  EXPECT_EQ(code_of(without), "SJ0206");
  EXPECT_EQ(code_of(try_login("anna", "not the password")), "SJ0205")
      << "that there is a code, only who knows the password learns";
  EXPECT_EQ(try_login("anna", first_password, office, confirming).status, 401) << "an old one";
  const auto fresh = code();
  EXPECT_EQ(try_login("anna", first_password, office, fresh).status, 200);
  EXPECT_EQ(try_login("anna", first_password, office, fresh).status, 401) << "somebody saw it";

  pass("PT10M");
  EXPECT_EQ(send(anna_, "DELETE", "/v1/me/one-time-code", {{"password", first_password}}).status,
            200);
  EXPECT_EQ(try_login("anna", first_password).status, 200);
}

TEST_F(accounts_of_a_daemon, the_last_administrator_stays) {
  begin_with_anna();
  EXPECT_EQ(ask("DELETE", "/v1/users/anna").status, 409);
  const json analyst{{"name", "Anna"}, {"language", "vi"}, {"role", "analyst"}};
  EXPECT_EQ(ask("PUT", "/v1/users/anna", analyst.dump()).status, 409);
  add_user("binh", "administrator");
  EXPECT_EQ(ask("PUT", "/v1/users/anna", analyst.dump()).status, 200);
  EXPECT_EQ(ask("DELETE", "/v1/users/binh").status, 409);
  EXPECT_EQ(send(anna_, "GET", "/v1/users").status, 403) << "the new role counts at once";
}

TEST_F(accounts_of_a_daemon, a_user_who_is_disabled_is_out_at_once) {
  begin_with_anna();
  const auto password = add_user("binh", "marketer");
  const auto binh = log_in("binh", password);
  const json off{{"name", "Bình"}, {"language", "vi"}, {"role", "marketer"}, {"disabled", true}};
  EXPECT_EQ(ask("PUT", "/v1/users/binh", off.dump(), {{"If-Match", "\"7\""}}).status, 412);
  EXPECT_EQ(ask("PUT", "/v1/users/binh", off.dump(), {{"If-Match", "\"1\""}}).status, 200);
  EXPECT_EQ(send(binh, "GET", "/v1/me").status, 401);
  EXPECT_EQ(try_login("binh", password).status, 401);
}

TEST_F(accounts_of_a_daemon, a_role_of_the_shop_counts_and_nobody_gives_what_they_lack) {
  begin_with_anna();
  const auto all_token = token_;
  const json clerk{{"title", {{"vi", "Kế toán"}, {"en", "Clerk"}}},
                   {"permissions", {"view", "administer"}}};
  answer("PUT", "/v1/roles/clerk", clerk);
  token_ = answer("POST", "/v1/tokens", {{"name", "clerk"}, {"role", "clerk"}}).at("token");
  EXPECT_EQ(ask("GET", "/v1/campaigns").status, 200);
  EXPECT_EQ(ask("POST", "/v1/campaigns", "{}").status, 403);
  // To administer is not to be whoever one likes.
  for (const auto* role : {"administrator", "marketer"})
    EXPECT_EQ(ask("POST", "/v1/users", json{{"login", "eve"}, {"role", role}}.dump()).status, 403)
        << role;
  EXPECT_EQ(ask("POST", "/v1/tokens", R"({"name":"eve","role":"sender"})").status, 403);
  EXPECT_EQ(ask("POST", "/v1/users/anna/password", "{}").status, 403);
  EXPECT_EQ(ask("DELETE", "/v1/users/anna").status, 403);
  auto more = clerk;
  more["permissions"].push_back("money");
  EXPECT_EQ(ask("PUT", "/v1/roles/clerk", more.dump()).status, 403);
  EXPECT_EQ(ask("POST", "/v1/users", R"({"login":"chi","role":"analyst"})").status, 201);

  token_ = all_token;
  EXPECT_EQ(ask("DELETE", "/v1/roles/clerk").status, 409) << "a token has it";
  EXPECT_EQ(ask("PUT", "/v1/roles/analyst", clerk.dump()).status, 409) << "it comes with Sojourn";
  answer("DELETE", "/v1/tokens/clerk");
  answer("DELETE", "/v1/roles/clerk");
  EXPECT_EQ(ask("POST", "/v1/users", R"({"login":"dung","role":"clerk"})").status, 422);
}

TEST_F(accounts_of_a_daemon, a_token_counts_until_it_expires_or_is_revoked_and_from_where_it_may) {
  begin_with_anna();
  const auto all_token = token_;
  const auto use = [&](const std::string& token, const std::string& from) {
    token_ = token;
    const auto status = ask("GET", "/v1/campaigns", "", {{"X-Forwarded-For", from}}).status;
    token_ = all_token;
    return status;
  };
  const auto limited = answer("POST", "/v1/tokens",
                              {{"name", "dashboard"},
                               {"role", "analyst"},
                               {"addresses", {"203.0.113.0/24"}},
                               {"expires_at", "2026-03-02T00:00:00Z"}})
                           .at("token");
  EXPECT_EQ(use(limited, office), 200);
  EXPECT_EQ(use(limited, elsewhere), 401);
  EXPECT_EQ(answer("GET", "/v1/tokens/dashboard").count("token"), 0u) << "it is shown once";
  pass("P1D");
  EXPECT_EQ(use(limited, office), 401);

  const auto other =
      answer("POST", "/v1/tokens", {{"name", "other"}, {"role", "analyst"}}).at("token");
  restart();
  EXPECT_EQ(use(other, office), 200);
  answer("DELETE", "/v1/tokens/other");
  EXPECT_EQ(use(other, office), 401);
  EXPECT_EQ(ask("POST", "/v1/tokens", R"({"name":"tests","role":"analyst"})").status, 409);
  EXPECT_EQ(ask("POST", "/v1/tokens", R"({"name":"anna","role":"analyst"})").status, 409)
      << "the audit could not tell them apart";
  EXPECT_EQ(ask("POST", "/v1/tokens",
                R"({"name":"x","role":"analyst","addresses":["here"],"hooks":["A B"]})")
                .status,
            422);
}

TEST_F(accounts_of_a_daemon, the_audit_says_who_changed_whom_from_where_and_what) {
  begin_with_anna();
  const auto made = send(anna_, "POST", "/v1/users", {{"login", "binh"}, {"role", "analyst"}});
  ASSERT_EQ(made.status, 201);
  const json marketer{{"name", "Bình"}, {"language", "vi"}, {"role", "marketer"}, {"why", "moved"}};
  answer("PUT", "/v1/users/binh", marketer);
  const auto lines = answer("GET", "/v1/audit?target=binh").at("items");
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines.at(0).at("who"), "tests");
  EXPECT_EQ(lines.at(0).at("why"), "moved");
  EXPECT_EQ(lines.at(0).at("changes"),
            (json{{{"pointer", "/name"}, {"before", "binh"}, {"after", "Bình"}},
                  {{"pointer", "/role"}, {"before", "analyst"}, {"after", "marketer"}}}));
  EXPECT_EQ(lines.at(1).at("who"), "anna");
  EXPECT_EQ(lines.at(1).at("address"), "127.0.0.1");
  const auto password = json::parse(made.body).at("password").get<std::string>();
  EXPECT_EQ(answer("GET", "/v1/audit").dump().find(password), std::string::npos);
}

TEST_F(accounts_of_a_daemon, logins_that_fail_are_audited_and_say_nothing_that_was_typed) {
  begin_with_anna();
  try_login("anna", "wrong horse battery", elsewhere);
  try_login("my secret phrase", "typed into the wrong field", elsewhere);
  settle();

  const auto lines = answer("GET", "/v1/audit?what=session.refused").at("items");

  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines.at(1).at("target"), "anna");
  EXPECT_EQ(lines.at(1).at("who"), "somebody");
  EXPECT_EQ(lines.at(1).at("address"), elsewhere);
  EXPECT_EQ(lines.at(1).at("changes"),
            (json{{{"pointer", ""}, {"after", {{"reason", "wrong_password"}}}}}));
  EXPECT_EQ(lines.at(0).at("target"), "");
  EXPECT_EQ(lines.at(0).at("changes").at(0).at("after").at("reason"), "unknown_user");
  EXPECT_EQ(answer("GET", "/v1/audit").dump().find("secret phrase"), std::string::npos);
}

TEST_F(accounts_of_a_daemon, a_flood_of_logins_fills_no_audit) {
  begin_with_anna();
  for (int i = 0; i < 200; ++i)
    try_login("anna", "wrong horse battery", "203.0.113." + std::to_string(i % 250));
  settle();

  EXPECT_LE(answer("GET", "/v1/audit?what=session.refused&limit=1000").at("items").size(), 50u);
}

} // namespace sojourn::tests
