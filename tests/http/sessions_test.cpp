// Users who are logged in: their cookie, what keeps other sites from using it, and tokens that were
// made over the API.
#include "api/access.hpp"
#include "api/router.hpp"
#include "http_fixture.hpp"

namespace sojourn::tests {

namespace {

using accounts::permission;
using accounts::permission_set;

/// A browser of Anna, who may edit; and a token for the hook "orders".
class sessions_of_users : public http {
protected:
  sessions_of_users() {
    fake.callers.sessions["s1"] = {.who = "anna",
                                   .may = {permission::view, permission::edit},
                                   .user = 4,
                                   .session = 17,
                                   .forgery_token = "t1"};
    fake.callers.tokens["sjt_orders"] = {
        .who = "orders", .may = permission_set::all(), .hooks = {"orders"}};
  }
  static std::string by_cookie(const std::string& more = "") {
    return "Cookie: theme=dark; sojourn-session=s1\r\n" + more;
  }
  const std::string own_page = "Origin: http://localhost\r\nX-Forgery-Token: t1\r\n";
};

} // namespace

TEST_F(sessions_of_users, begin_with_a_cookie_that_no_script_and_no_other_site_can_use) {
  const auto opened =
      ask_json("POST", "/v1/session", R"({"login":"anna","password":"correct horse battery"})",
               "User-Agent: Firefox\r\n");
  ASSERT_EQ(opened.status, 200) << opened.body;
  EXPECT_EQ(opened.header("set-cookie"), "sojourn-session=secret-of-the-session; Path=/; HttpOnly; "
                                         "SameSite=Strict; Max-Age=60");
  EXPECT_EQ(fake.last().at("agent"), "Firefox");
  EXPECT_EQ(fake.last().at("network"), "127.0.0.1");
}

TEST_F(sessions_of_users, over_tls_have_a_cookie_that_belongs_to_this_host_and_to_tls) {
  options.trusted_proxies = {"127.0.0.1"};
  const auto opened = ask_json("POST", "/v1/session", R"({"login":"anna","password":"x"})",
                               "X-Forwarded-Proto: https\r\n");
  const auto cookie = opened.header("set-cookie");
  EXPECT_TRUE(cookie.starts_with("__Host-sojourn-session=")) << cookie;
  EXPECT_TRUE(cookie.ends_with("; Secure")) << cookie;
  EXPECT_EQ(ask("GET", "/v1/me", by_cookie("X-Forwarded-Proto: https\r\n")).status, 401)
      << "a cookie that any page without TLS could have set";
  EXPECT_EQ(
      ask("GET", "/v1/me", "Cookie: __Host-sojourn-session=s1\r\nX-Forwarded-Proto: https\r\n")
          .status,
      200);
}

TEST_F(sessions_of_users, do_not_believe_a_client_that_says_it_came_over_tls) {
  const auto opened = ask_json("POST", "/v1/session", R"({"login":"anna","password":"x"})",
                               "X-Forwarded-Proto: https\r\n");
  EXPECT_TRUE(opened.header("set-cookie").starts_with("sojourn-session="));
}

TEST_F(sessions_of_users, read_by_their_cookie_alone) {
  EXPECT_EQ(ask("GET", "/v1/campaigns").status, 401);
  EXPECT_EQ(ask("GET", "/v1/campaigns", by_cookie()).status, 200);
  EXPECT_EQ(ask("GET", "/v1/campaigns", "Cookie: sojourn-session=s2\r\n").status, 401);
  EXPECT_EQ(ask("GET", "/v1/campaigns", "Cookie: sojourn-sessions1\r\n").status, 401);
  EXPECT_EQ(ask("GET", "/v1/me", by_cookie()).parsed().at("session"), 17);
}

TEST_F(sessions_of_users, change_nothing_without_the_origin_and_the_token_against_forgery) {
  const auto put = [this](const std::string& headers) {
    return ask_json("PUT", "/v1/campaigns/x", "{}", by_cookie(headers));
  };
  for (const auto* headers : {"", "X-Forgery-Token: t1\r\n", "Origin: http://localhost\r\n",
                              "Origin: http://localhost\r\nX-Forgery-Token: t2\r\n",
                              "Origin: https://evil.example\r\nX-Forgery-Token: t1\r\n",
                              "Origin: null\r\nX-Forgery-Token: t1\r\n",
                              "Origin: http://localhost:81\r\nX-Forgery-Token: t1\r\n"}) {
    const auto refused = put(headers);
    EXPECT_EQ(refused.status, 403) << headers;
    EXPECT_EQ(problem_code(refused), "SJ0207") << headers;
  }
  EXPECT_TRUE(fake.asked().empty());
  EXPECT_LT(put(own_page).status, 300);
  EXPECT_EQ(fake.last().at("who"), "anna");
}

TEST_F(sessions_of_users, may_what_their_role_allows) {
  EXPECT_EQ(ask_json("POST", "/v1/campaigns/x/activate", "{}", by_cookie(own_page)).status, 403);
  EXPECT_EQ(ask("GET", "/v1/users", by_cookie()).status, 403);
}

TEST_F(sessions_of_users, are_not_begun_by_a_page_of_another_site) {
  const auto refused = ask_json("POST", "/v1/session", R"({"login":"anna","password":"x"})",
                                "Origin: https://evil.example\r\n");
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(problem_code(refused), "SJ0207");
  EXPECT_TRUE(fake.asked().empty());
}

TEST_F(sessions_of_users, end_with_their_cookie) {
  const auto closed = ask("DELETE", "/v1/session", by_cookie(own_page));
  EXPECT_EQ(closed.status, 200);
  EXPECT_EQ(closed.header("set-cookie"),
            "sojourn-session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
  EXPECT_EQ(fake.last().at("session"), 17);
}

TEST_F(sessions_of_users, whose_password_somebody_else_set_reach_nothing_but_their_account) {
  fake.callers.sessions["s1"].must_change_password = true;
  const auto refused = ask("GET", "/v1/campaigns", by_cookie());
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(problem_code(refused), "SJ0208");
  EXPECT_EQ(ask("GET", "/v1/me", by_cookie()).status, 200);
  EXPECT_EQ(
      ask_json("PUT", "/v1/me/password", R"({"current":"a","password":"b"})", by_cookie(own_page))
          .status,
      200);
}

TEST_F(sessions_of_users, are_not_mixed_up_with_a_token_that_is_sent_too) {
  EXPECT_EQ(ask("GET", "/v1/campaigns", by_cookie("Authorization: Bearer wrong\r\n")).status, 401);
}

TEST_F(sessions_of_users, tokens_made_here_are_known_and_told_where_they_are_used_from) {
  EXPECT_EQ(ask("GET", "/v1/hooks/orders", "Authorization: Bearer sjt_orders\r\n").status, 200);
  EXPECT_EQ(fake.callers.asked_from, "127.0.0.1");
}

TEST_F(sessions_of_users, tokens_for_certain_hooks_reach_no_others_and_nothing_else) {
  const std::string bearer_of_hook = "Authorization: Bearer sjt_orders\r\n";
  EXPECT_EQ(ask("GET", "/v1/hooks/orders/deliveries", bearer_of_hook).status, 200);
  EXPECT_EQ(ask("GET", "/v1/hooks/returns", bearer_of_hook).status, 403);
  EXPECT_EQ(ask("GET", "/v1/hooks", bearer_of_hook).status, 403);
  EXPECT_EQ(ask("GET", "/v1/campaigns", bearer_of_hook).status, 403);
  EXPECT_EQ(ask("GET", "/v1/me", bearer_of_hook).status, 200);
}

TEST(server_without_accounts, that_other_machines_reach_does_not_start) {
  fake_services fake;
  const fixed_clock clock;
  const auto why = [&] {
    // Of no interface of any machine, so that nothing listens even where it may.
    api::server server{{.address = "203.0.113.1", .port = 0}, fake.all(), clock};
    const auto started = server.start();
    return started ? std::string{"it listens"} : started.error().message;
  };
  EXPECT_TRUE(why().starts_with("to listen on 203.0.113.1 takes an administrator")) << why();
  fake.callers.sessions["s1"] = {.who = "anna"};
  EXPECT_TRUE(why().starts_with("cannot listen on 203.0.113.1")) << why();
}

// The last token may go while it runs.
TEST(server_without_accounts, is_open_to_nobody_whom_it_can_be_reached_by_from_elsewhere) {
  fake_services fake;
  const auto admit = [&](const char* address) {
    const api::access guard{{.address = address}, fake.callers};
    api::request ask;
    ask.method = "GET";
    ask.path = "/v1/campaigns";
    EXPECT_FALSE(api::find_route(ask));
    return guard.admit(ask);
  };
  for (const auto* loopback : {"127.0.0.1", "::1"})
    EXPECT_FALSE(admit(loopback)) << loopback;
  for (const auto* reachable : {"0.0.0.0", "::", "192.168.1.4"}) {
    const auto refused = admit(reachable);
    ASSERT_TRUE(refused) << reachable;
    EXPECT_EQ(refused->what.code, error_code::unauthorized) << reachable;
  }
}

} // namespace sojourn::tests
