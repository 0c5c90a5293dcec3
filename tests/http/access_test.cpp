// Tokens and what they may do, and browsers kept out where there are none.
#include "accounts/role.hpp"
#include "api/access.hpp"
#include "api/route.hpp"
#include "http_fixture.hpp"
#include "signing/digest.hpp"

#include <map>
#include <set>

namespace sojourn::tests {

namespace {

using accounts::permission;

api::token token_of(const std::string& name, accounts::permission_set may) {
  return {.name = name, .sha256_hex = signing::sha256_hex("secret-" + name), .may = may};
}

/// The tokens of the settings, one of each scope.
std::vector<api::token> tokens_of_scopes() {
  return {token_of("reader", accounts::permissions_of_scope("read")),
          token_of("writer", accounts::permissions_of_scope("write")),
          token_of("operator", accounts::permissions_of_scope("operate")),
          token_of("admin", accounts::permissions_of_scope("admin"))};
}

std::string bearer(const std::string& name) {
  return "Authorization: Bearer secret-" + name + "\r\n";
}

} // namespace

TEST_F(http, with_tokens_every_route_but_health_and_hooks_needs_one) {
  options.tokens = {token_of("reader", permission::view)};
  for (const auto* path : {"/v1/campaigns", "/metrics", "/v1/openapi.json"}) {
    const auto answer = ask("GET", path);
    EXPECT_EQ(answer.status, 401) << path;
    EXPECT_EQ(problem_code(answer), "SJ0200");
    EXPECT_TRUE(answer.header("www-authenticate").starts_with("Bearer"));
    EXPECT_EQ(ask("GET", path, bearer("reader")).status, 200) << path;
  }
  EXPECT_EQ(ask("GET", "/").status, 200);
  EXPECT_EQ(ask("GET", "/healthz").status, 200);
  EXPECT_EQ(ask("GET", "/readyz").status, 200);
  EXPECT_EQ(ask("POST", "/v1/hooks/shop", "", "x").status, 202);
}

TEST_F(http, a_token_that_nobody_knows_is_refused) {
  options.tokens = {token_of("reader", permission::view)};
  for (const auto* value : {"Bearer wrong", "Bearer ", "Bearer",
                            "Basic c2VjcmV0LXJlYWRlcg==", "secret-reader", "Bearer secret-reader2"})
    EXPECT_EQ(ask("GET", "/v1/campaigns", std::string{"Authorization: "} + value + "\r\n").status,
              401)
        << value;
  EXPECT_EQ(ask("GET", "/v1/campaigns", "Authorization: bearer secret-reader\r\n").status, 200)
      << "the scheme's case does not matter";
}

TEST_F(http, a_scope_allows_its_routes_alone) {
  options.tokens = tokens_of_scopes();
  options.tokens.push_back(token_of("nothing", {}));
  const auto status = [this](const char* method, const char* path, const char* name) {
    const std::string body = std::string_view{method} == "GET" ? "" : R"({"advance":"P1D"})";
    return ask_json(method, path, path == std::string_view{"/v1/clock"} ? body : "{}", bearer(name))
        .status;
  };
  struct row {
    const char* method;
    const char* path;
    const char* allowed; ///< initials of the tokens
  };
  for (const auto& [method, path, allowed] :
       {row{"DELETE", "/v1/records/customer/1", "wa"}, row{"POST", "/v1/campaigns/x/pause", "oa"},
        row{"POST", "/v1/clock", "a"}, row{"POST", "/v1/campaigns/validate", "rwoa"}}) {
    for (const auto* name : {"reader", "writer", "operator", "admin", "nothing"}) {
      const bool expected = std::string_view{allowed}.find(name[0]) != std::string_view::npos;
      const auto got = status(method, path, name);
      EXPECT_EQ(got < 300, expected) << name << " " << method << " " << path << " " << got;
      EXPECT_EQ(got == 403, !expected) << name << " " << method << " " << path << " " << got;
    }
  }
}

// RFC 6750, section 3: what the client did wrong, and no code where it sent no token at all.
TEST_F(http, a_refusal_for_want_of_a_token_or_a_scope_has_its_challenge) {
  options.tokens = tokens_of_scopes();
  const auto challenge = [&](const char* method, const char* path, const std::string& headers) {
    return ask_json(method, path, method[0] == 'G' ? "" : "{}", headers).header("www-authenticate");
  };
  EXPECT_EQ(challenge("GET", "/v1/campaigns", ""), "Bearer realm=\"sojourn\"");
  EXPECT_EQ(challenge("GET", "/v1/campaigns", "Authorization: Basic YTpi\r\n"),
            "Bearer realm=\"sojourn\"");
  EXPECT_EQ(challenge("GET", "/v1/campaigns", "Authorization: Bearer wrong\r\n"),
            "Bearer realm=\"sojourn\", error=\"invalid_token\", "
            "error_description=\"nobody knows this token\"");
  EXPECT_EQ(challenge("PUT", "/v1/campaigns/x", bearer("reader")),
            "Bearer realm=\"sojourn\", error=\"insufficient_scope\", scope=\"edit\"");
  EXPECT_EQ(challenge("POST", "/v1/clock", bearer("writer")),
            "Bearer realm=\"sojourn\", error=\"insufficient_scope\", scope=\"administer\"");

  fake.how = recorder::manner::fail;
  fake.failure = {error_code::may_not_send, "the campaign is active", {}};
  const auto live = ask_json("PUT", "/v1/campaigns/x", "{}", bearer("writer"));
  EXPECT_EQ(live.status, 403);
  EXPECT_EQ(live.header("www-authenticate"),
            "Bearer realm=\"sojourn\", error=\"insufficient_scope\", scope=\"send\"");
  fake.failure = {error_code::bad_signature, "no", {}};
  EXPECT_FALSE(ask("POST", "/v1/hooks/shop", "", "x").header("www-authenticate").empty())
      << "RFC 9110, section 11.6.1";
}

/// What each route needs, written by hand: docs/access.md has the same. All others read.
// Kept whole: a table.
const std::map<std::string_view, accounts::permission_set>& needs_by_hand() {
  using enum permission;
  static const std::map<std::string_view, accounts::permission_set> all{
      {"POST /v1/campaigns", edit},
      {"PUT /v1/campaigns/{id}", edit},
      {"POST /v1/campaigns/{id}/copy", edit},
      {"POST /v1/segments", edit},
      {"PUT /v1/segments/{id}", edit},
      {"DELETE /v1/segments/{id}", edit},
      {"POST /v1/messages", edit},
      {"PUT /v1/messages/{id}", edit},
      {"DELETE /v1/messages/{id}", edit},
      {"POST /v1/forms", edit},
      {"PUT /v1/forms/{id}", edit},
      {"DELETE /v1/forms/{id}", edit},
      {"DELETE /v1/forms/{id}/answers", data},
      {"POST /v1/boosters", edit},
      {"PUT /v1/boosters/{id}", edit},
      {"DELETE /v1/boosters/{id}", edit},
      {"POST /v1/boosters/{id}/setup", edit},
      {"POST /v1/boosters/{id}/move", send},
      {"POST /v1/boosters/{id}/template", edit},
      {"PUT /v1/booster-templates/{id}", edit},
      {"DELETE /v1/booster-templates/{id}", edit},
      {"POST /v1/boosters/{id}/cards", edit},
      {"PUT /v1/boosters/{id}/cards/{card}", edit},
      {"DELETE /v1/boosters/{id}/cards/{card}", edit},
      {"POST /v1/boosters/{id}/cards/{card}/switch", send},
      {"POST /v1/boosters/{id}/cards/{card}/send", send},
      {"PUT /v1/eligibility/settings", operate},
      {"PUT /v1/eligibility/inputs", data},
      {"PATCH /v1/eligibility/inputs", data},
      {"POST /v1/eligibility/evaluate", send},
      {"PUT /v1/library/{id}", edit},
      {"DELETE /v1/library/{id}", edit},
      {"POST /v1/library/{id}/install", edit},
      {"POST /v1/library/{id}/installations/{campaign}/update", edit},
      {"POST /v1/suggestions/{id}/draft", edit},
      {"POST /v1/suggestions/{id}/dismiss", edit},
      {"POST /v1/suggestions/{id}/restore", edit},
      {"PUT /v1/benchmarks", edit},
      {"DELETE /v1/benchmarks", edit},
      {"POST /v1/instances/{id}/continue", operate},
      {"POST /v1/instances/{id}/edit", operate},
      {"PUT /v1/retention", administer},
      {"POST /v1/restore", operate},
      {"POST /v1/restore/{id}", operate},
      {"POST /v1/vouchers", edit},
      {"PUT /v1/recommendations/rules/{slot}", edit},
      {"DELETE /v1/recommendations/rules/{slot}", edit},
      {"PATCH /v1/vouchers/{pool}", edit},
      {"POST /v1/vouchers/{pool}/void", edit},
      {"POST /v1/vouchers/{pool}/codes", edit},
      {"POST /v1/hooks", developer},
      {"PUT /v1/hooks/{hook}", developer},
      {"DELETE /v1/hooks/{hook}", developer},
      {"POST /v1/hooks/{hook}/secrets", developer},
      {"DELETE /v1/hooks/{hook}/secrets/{id}", developer},
      {"POST /v1/hooks/{hook}/try", developer},
      {"POST /v1/hooks/{hook}/deliveries/{id}/retry", developer},
      {"POST /v1/hook-templates/{id}/install", developer},
      {"PUT /v1/record-types/{name}", developer},
      {"PUT /v1/records/{type}/{id}", data},
      {"PATCH /v1/records/{type}/{id}", data},
      {"DELETE /v1/records/{type}/{id}", data},
      {"DELETE /v1/records/customer/{id}", data},
      {"DELETE /v1/records/visitor/{id}", data},
      {"POST /v1/records/{type}/import", data},
      {"POST /v1/imports/{id}/cancel", data},
      {"POST /v1/identities", data},
      {"POST /v1/events", data},
      {"PUT /v1/records/customer/{customer}/consents", people},
      {"POST /v1/suppressions", people},
      {"POST /v1/vouchers/{pool}/codes/{code}/redeem", people},
      {"GET /v1/desk", desk},
      {"GET /v1/desk/tasks", desk},
      {"POST /v1/desk/{customer}/marks", desk},
      {"DELETE /v1/desk/{customer}/marks/{mark}", desk},
      {"POST /v1/desk/{customer}/redemptions", desk},
      {"POST /v1/campaigns/{id}/activate", {activate, send}},
      {"POST /v1/campaigns/{id}/resume", {activate, send}},
      {"POST /v1/campaigns/{id}/runs", send},
      {"POST /v1/campaigns/{id}/schedule/backfill", send},
      {"PUT /v1/send-rules", {operate, send}},
      {"POST /v1/campaigns/{id}/pause", operate},
      {"POST /v1/campaigns/{id}/end", operate},
      {"POST /v1/campaigns/{id}/archive", operate},
      {"POST /v1/campaigns/{id}/migrations", operate},
      {"POST /v1/runs/{id}/cancel", operate},
      {"POST /v1/instances/bulk", operate},
      {"POST /v1/instances/{id}/cancel", operate},
      {"POST /v1/instances/{id}/pause", operate},
      {"POST /v1/instances/{id}/resume", operate},
      {"POST /v1/instances/{id}/retry", operate},
      {"POST /v1/instances/{id}/skip", operate},
      {"POST /v1/instances/{id}/signal", operate},
      {"POST /v1/jobs/{id}/pause", operate},
      {"POST /v1/jobs/{id}/resume", operate},
      {"POST /v1/jobs/{id}/cancel", operate},
      {"POST /v1/jobs/{id}/undo", operate},
      {"DELETE /v1/suppressions/{channel}/{address}", operate},
      {"POST /v1/channels/{channel}/templates/read", operate},
      {"POST /v1/backup", operate},
      {"GET /v1/backups", operate},
      {"POST /v1/export", {data, see_personal_data}},
      {"GET /v1/settings", administer},
      {"GET /v1/records/customer/{id}/export", {data, see_personal_data}},
      {"POST /v1/verify", operate},
      {"GET /v1/audit", operate},
      // Nothing but addresses, in its cursor too.
      {"GET /v1/suppressions", {view, see_personal_data}},
      {"PUT /v1/budget", money},
      {"DELETE /v1/budget", money},
      {"POST /v1/budget/credits/{account}/deposits", money},
      {"GET /v1/secrets", administer},
      {"PUT /v1/secrets/{secret}", administer},
      {"DELETE /v1/secrets/{secret}", administer},
      {"POST /v1/channels/{channel}/authorization", administer},
      {"GET /v1/users", administer},
      {"POST /v1/users", administer},
      {"GET /v1/users/{user}", administer},
      {"PUT /v1/users/{user}", administer},
      {"DELETE /v1/users/{user}", administer},
      {"POST /v1/users/{user}/password", administer},
      {"GET /v1/roles", administer},
      {"GET /v1/roles/{role}", administer},
      {"PUT /v1/roles/{role}", administer},
      {"DELETE /v1/roles/{role}", administer},
      {"GET /v1/tokens", administer},
      {"POST /v1/tokens", administer},
      {"GET /v1/tokens/{name}", administer},
      {"DELETE /v1/tokens/{name}", administer},
      // What concerns the caller alone.
      {"DELETE /v1/session", {}},
      {"GET /v1/me", {}},
      {"PUT /v1/me", {}},
      {"PUT /v1/me/password", {}},
      {"POST /v1/me/one-time-code", {}},
      {"PUT /v1/me/one-time-code", {}},
      {"DELETE /v1/me/one-time-code", {}},
      {"GET /v1/sessions", {}},
      {"DELETE /v1/sessions", {}},
      {"DELETE /v1/sessions/{session}", {}},
      {"POST /v1/clock", administer}};
  return all;
}

/// What is open to everybody: links, pages of the shop, calls that carry a signature of their own.
const std::set<std::string_view>& open_by_hand() {
  static const std::set<std::string_view> all{"GET /docs/errors",
                                              "GET /docs/errors/{code}",
                                              "POST /v1/hooks/{hook}",
                                              "POST /v1/receipts/{channel}",
                                              "GET /t/{token}",
                                              "GET /o/{token}",
                                              "GET /u/{token}",
                                              "POST /u/{token}",
                                              "GET /f/{token}",
                                              "POST /f/{token}",
                                              "GET /f/{form}/p/{picture}",
                                              "GET /c/{token}",
                                              "POST /c/{token}",
                                              "GET /v1/onsite.js",
                                              "GET /v1/push-worker.js",
                                              "GET /v1/onsite/settings",
                                              "GET /v1/onsite/placements",
                                              "GET /v1/onsite/stream",
                                              "POST /v1/onsite/forms",
                                              "POST /v1/onsite/events",
                                              "POST /v1/onsite/subscriptions",
                                              "OPTIONS /v1/onsite/forms",
                                              "OPTIONS /v1/onsite/events",
                                              "OPTIONS /v1/onsite/subscriptions",
                                              "POST /v1/session",
                                              "GET /",
                                              "GET /console",
                                              "GET /console/",
                                              "GET /console/{path}",
                                              "GET /healthz",
                                              "GET /readyz"};
  return all;
}

std::string filled_path_of(const api::route& route) {
  std::string path{route.pattern};
  for (auto open = path.find('{'); open != std::string::npos; open = path.find('{'))
    path.replace(open, path.find('}') - open + 1,
                 route.id_is == api::kind::instance ? "ins_01hqz3k8c0000" : "order");
  return path;
}

TEST(routes, are_open_to_everybody_only_where_the_documentation_says_so) {
  std::set<std::string> open;
  for (const auto& route : api::routes()) {
    if (route.is_open)
      open.insert(std::string{route.method} + " " + std::string{route.pattern});
  }
  EXPECT_EQ(open, std::set<std::string>(open_by_hand().begin(), open_by_hand().end()));
}

/// Every route with every role, with every scope of the settings, and with each permission alone.
TEST_F(http, every_route_takes_whoever_has_the_permissions_that_it_needs_and_nobody_else) {
  for (const auto& role : accounts::shipped_roles())
    options.tokens.push_back(token_of(std::string{role.name}, role.permissions));
  for (auto& token : tokens_of_scopes())
    options.tokens.push_back(std::move(token));
  for (std::size_t i = 0; i < accounts::permission_names.size(); ++i)
    options.tokens.push_back(token_of(std::string{accounts::permission_names[i]} + "-alone",
                                      static_cast<permission>(i)));
  client to{port()};
  std::size_t routes_with_needs = 0;
  for (const auto& route : api::routes()) {
    if (route.is_open)
      continue;
    const auto name = std::string{route.method} + " " + std::string{route.pattern};
    const auto by_hand = needs_by_hand().find(name);
    const auto needed = by_hand == needs_by_hand().end()
                            ? accounts::permission_set{permission::view}
                            : by_hand->second;
    routes_with_needs += by_hand == needs_by_hand().end() ? 0 : 1;
    EXPECT_EQ(route.needs, needed) << name;
    for (const auto& who : options.tokens) {
      const auto status =
          to.ask(std::string{route.method}, filled_path_of(route), bearer(who.name)).status;
      EXPECT_EQ(status != 403, who.may.contains_all(needed)) << who.name << " " << name;
    }
  }
  EXPECT_EQ(routes_with_needs, needs_by_hand().size()) << "a route of the list is no more";
}

TEST_F(http, whoever_may_not_see_personal_data_may_not_ask_by_it) {
  using enum permission;
  options.tokens = {token_of("analyst", view), token_of("marketer", {view, see_personal_data})};
  client to{port()};
  for (const auto* path :
       {"/v1/records/customer?q=0912", "/v1/records/customer?identity.phone=0912345678",
        "/v1/records/order?data.status=paid", "/v1/events?q=An",
        "/v1/forms/f/answers?answers.a=1"}) {
    const auto refused = to.ask("GET", path, bearer("analyst"));
    EXPECT_EQ(refused.status, 403) << path;
    EXPECT_NE(refused.body.find("see_personal_data"), std::string::npos) << path;
    EXPECT_EQ(to.ask("GET", path, bearer("marketer")).status, 200) << path;
  }
  EXPECT_EQ(to.ask("GET", "/v1/records/customer", bearer("analyst")).status, 200);
}

TEST_F(http, what_the_caller_may_do_is_told_to_the_services) {
  using enum permission;
  options.tokens = {token_of("editor", edit), token_of("both", {edit, send}),
                    token_of("admin", accounts::permission_set::all())};
  for (const auto& [name, may] :
       {std::pair{"editor", false}, std::pair{"both", true}, std::pair{"admin", true}}) {
    ask_json("PUT", "/v1/campaigns/x", "{}", bearer(name));
    EXPECT_EQ(fake.last().at("may_send"), may) << name;
  }
}

TEST_F(http, without_tokens_a_request_that_a_page_caused_is_refused) {
  for (const auto* site : {"cross-site", "same-site", "anything"}) {
    const auto answer =
        ask("GET", "/v1/campaigns", std::string{"Sec-Fetch-Site: "} + site + "\r\n");
    EXPECT_EQ(answer.status, 403) << site;
    EXPECT_EQ(problem_code(answer), "SJ0201");
  }
  for (const auto* site : {"same-origin", "none"})
    EXPECT_EQ(ask("GET", "/v1/campaigns", std::string{"Sec-Fetch-Site: "} + site + "\r\n").status,
              200)
        << site;
  EXPECT_EQ(ask("GET", "/t/AQIDBA", "Sec-Fetch-Site: cross-site\r\n").status, 302)
      << "a link of a mail is followed from a page of the mail program";
}

TEST_F(http, with_tokens_a_page_may_cause_a_request_that_has_one) {
  options.tokens = {token_of("reader", permission::view)};
  EXPECT_EQ(ask("GET", "/v1/campaigns", bearer("reader") + "Sec-Fetch-Site: cross-site\r\n").status,
            200);
}

TEST_F(http, no_page_of_another_site_may_frame_the_button_that_unsubscribes) {
  EXPECT_NE(
      ask("GET", "/u/AQIDBA").header("content-security-policy").find("frame-ancestors 'none'"),
      std::string::npos);
}

TEST_F(http, the_name_of_the_token_is_who_asked) {
  options.tokens = {token_of("shop", permission::edit)};
  ask_json("PUT", "/v1/campaigns/x", "{}", bearer("shop"));
  EXPECT_EQ(fake.last().at("who"), "shop");
}

TEST_F(http, without_tokens_a_host_that_was_rebound_is_refused) {
  client to{port()};
  to.send("GET /v1/campaigns HTTP/1.1\r\nHost: evil.example:7700\r\n\r\n");
  const auto answer = to.receive();
  EXPECT_EQ(answer.status, 403);
  EXPECT_EQ(problem_code(answer), "SJ0201");
  EXPECT_TRUE(fake.asked().empty());
}

TEST_F(http, without_tokens_a_page_of_another_origin_is_refused) {
  EXPECT_EQ(
      ask_json("POST", "/v1/clock", R"({"advance":"P1D"})", "Origin: https://evil.example\r\n")
          .status,
      403);
  EXPECT_EQ(ask("POST", "/v1/hooks/shop", "Origin: null\r\n", "x").status, 403);
  EXPECT_EQ(ask("GET", "/v1/campaigns", "Origin: http://localhost\r\n").status, 200);
}

TEST(access, loopback_has_its_names_and_numbers) {
  for (const auto* host : {"localhost", "LOCALHOST:7700", "127.0.0.1", "127.0.0.1:80", "127.3.2.1",
                           "[::1]", "[::1]:7700"})
    EXPECT_TRUE(api::is_loopback_host(host)) << host;
  for (const auto* host :
       {"", "localhost.evil.example", "127.0.0.1.evil.example", "127.evil.example", "127.0.0.1.",
        "[::2]", "[::1]evil", "10.0.0.1", "evil.example"})
    EXPECT_FALSE(api::is_loopback_host(host)) << host;
}

} // namespace sojourn::tests
