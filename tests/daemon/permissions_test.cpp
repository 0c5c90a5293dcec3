// Who may change what is sent, what the audit says of it, and writes that must not overwrite.
#include "whole_daemon.hpp"

#include <atomic>
#include <thread>

namespace sojourn::tests {

namespace {

json greeting(const std::string& id, const json& trigger, const std::string& text = "Hello") {
  return {{"id", id},
          {"name", id},
          {"trigger", trigger},
          {"start", "tell"},
          {"steps",
           {{"tell", {{"type", "send"}, {"message", "m"}, {"via", {"mailbox"}}, {"next", "end"}}}}},
          {"messages",
           {{"m",
             {{"languages", {{"en", {{"subject", "Hi"}, {"text", text}}}}}, {"fallback", "en"}}}}}};
}

const json manual_trigger{{"type", "manual"}};
const std::string long_secret = "0123456789abcdef0123456789abcdef";

json hook_with(const std::string& secret) {
  return {{"signature", {{"scheme", "hmac_sha256"}, {"header", "S"}, {"encoding", "hex"}}},
          {"secrets", {secret}}};
}

json form_called(const std::string& title) {
  return {{"header", {{"title", title}}},
          {"components", {{{"type", "email"}, {"name", "email"}, {"label", "E-mail"}}}},
          {"settings", {{"languages", {"en"}}}}};
}

class permissions : public whole_daemon {
protected:
  permissions() {
    using config::scope;
    settings_.auth.tokens = {{.name = "anna",
                              .sha256 = {},
                              .token = "token-of-the-writer-anna",
                              .scopes = {scope::write}},
                             {.name = "boss",
                              .sha256 = {},
                              .token = "token-of-the-boss-of-anna",
                              .scopes = {scope::admin}}};
    as_boss();
  }
  void as_writer() { token_ = "token-of-the-writer-anna"; }
  void as_boss() { token_ = "token-of-the-boss-of-anna"; }
  int status_of(const std::string& method, const std::string& target, const json& body = {}) {
    return ask(method, target, body.is_null() ? "" : body.dump()).status;
  }
};

} // namespace

TEST_F(permissions, a_writer_changes_drafts_and_nothing_that_is_sent) {
  start();
  as_writer();
  EXPECT_EQ(status_of("PUT", "/v1/campaigns/a", greeting("a", manual_trigger)), 201);
  EXPECT_EQ(status_of("PUT", "/v1/campaigns/a", greeting("a", manual_trigger, "Hello!")), 201);
  EXPECT_EQ(status_of("POST", "/v1/campaigns/a/activate"), 403);
  as_boss();
  answer("POST", "/v1/campaigns/a/activate");

  as_writer();
  const auto refused = ask("PUT", "/v1/campaigns/a", greeting("a", manual_trigger, "Buy!").dump());
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(json::parse(refused.body).at("code"), "SJ0112");
  EXPECT_EQ(status_of("PUT", "/v1/campaigns/a", greeting("a", manual_trigger, "Hello!")), 200)
      << "the same again changes nothing";
  EXPECT_EQ(status_of("POST", "/v1/campaigns/a/runs", {{"customer", "1"}}), 403);
  EXPECT_EQ(status_of("POST", "/v1/campaigns/a/runs", {{"audience", "now"}}), 403);
  as_boss();
  EXPECT_EQ(answer("GET", "/v1/campaigns/a").at("version"), 2);
  answer("POST", "/v1/campaigns/a/pause");
  as_writer();
  EXPECT_EQ(status_of("PUT", "/v1/campaigns/a", greeting("a", manual_trigger, "Buy!")), 403)
      << "it goes on with what is put";
  as_boss();
  EXPECT_EQ(status_of("PUT", "/v1/campaigns/a", greeting("a", manual_trigger, "Buy!")), 201);
  answer("POST", "/v1/campaigns/a/end");
  as_writer();
  EXPECT_EQ(status_of("PUT", "/v1/campaigns/a", greeting("a", manual_trigger, "Bye")), 201)
      << "it is over";
  as_boss();
}

TEST_F(permissions, a_writer_changes_no_segment_that_an_active_campaign_asks_for) {
  start();
  as_writer();
  const auto segment = [](const json& condition) {
    return json{{"name", "s"}, {"condition", condition}};
  };
  EXPECT_EQ(status_of("PUT", "/v1/segments/inner", segment(true)), 201);
  EXPECT_EQ(status_of("PUT", "/v1/segments/outer", segment({{"in_segment", {"inner"}}})), 201);
  EXPECT_EQ(status_of("PUT", "/v1/segments/other", segment(true)), 201);
  auto asking = greeting("a", manual_trigger);
  asking["audience"] = {{"in_segment", {"outer"}}};
  EXPECT_EQ(status_of("PUT", "/v1/campaigns/a", asking), 201);
  EXPECT_EQ(status_of("PUT", "/v1/segments/inner", segment(false)), 200) << "nothing is active yet";
  as_boss();
  answer("POST", "/v1/campaigns/a/activate");

  as_writer();
  EXPECT_EQ(status_of("PUT", "/v1/segments/outer", segment(true)), 403);
  EXPECT_EQ(status_of("PUT", "/v1/segments/inner", segment(true)), 403)
      << "through another segment";
  EXPECT_EQ(status_of("PUT", "/v1/segments/other", segment(false)), 200);
  as_boss();
  EXPECT_EQ(answer("GET", "/v1/segments/inner").at("version"), 2);
  EXPECT_EQ(status_of("PUT", "/v1/segments/inner", segment(true)), 200);
  EXPECT_EQ(answer("GET", "/v1/segments/inner").at("version"), 3);
}

TEST_F(permissions, a_writer_changes_no_form_that_an_active_campaign_links_to) {
  settings_.tracking.base_url = "https://go.shop.example";
  start();
  as_writer();
  EXPECT_EQ(status_of("PUT", "/v1/forms/f", form_called("One")), 201);
  EXPECT_EQ(status_of("PUT", "/v1/forms/other", form_called("One")), 201);
  EXPECT_EQ(
      status_of("PUT", "/v1/campaigns/a", greeting("a", manual_trigger, "{{#form}}f{{/form}}")),
      201);
  EXPECT_EQ(status_of("PUT", "/v1/forms/f", form_called("Two")), 200) << "nothing is active yet";
  as_boss();
  answer("POST", "/v1/campaigns/a/activate");

  as_writer();
  EXPECT_EQ(status_of("PUT", "/v1/forms/f", form_called("Three")), 403);
  EXPECT_EQ(status_of("PUT", "/v1/forms/f", form_called("Two")), 200) << "as it is";
  EXPECT_EQ(status_of("PUT", "/v1/forms/other", form_called("Two")), 200);
  as_boss();
  EXPECT_EQ(status_of("PUT", "/v1/forms/f", form_called("Three")), 200);
}

TEST_F(permissions, a_writer_changes_no_hook_that_an_active_campaign_listens_to) {
  start();
  as_writer();
  EXPECT_EQ(status_of("PUT", "/v1/hooks/h", hook_with(long_secret)), 201);
  EXPECT_EQ(
      status_of("PUT", "/v1/campaigns/a", greeting("a", {{"type", "webhook"}, {"hook", "h"}})),
      201);
  as_boss();
  answer("POST", "/v1/campaigns/a/activate");

  as_writer();
  EXPECT_EQ(status_of("PUT", "/v1/hooks/h", hook_with("another-secret-of-the-writer")), 403);
  EXPECT_EQ(status_of("POST", "/v1/hooks/h/secrets", {{"secret", "another-secret-of-the-writer"}}),
            403);
  EXPECT_EQ(status_of("DELETE", "/v1/hooks/h"), 409);
  EXPECT_EQ(status_of("PUT", "/v1/hooks/h", hook_with(long_secret)), 200) << "as it is";
  EXPECT_EQ(status_of("PUT", "/v1/hooks/other", hook_with(long_secret)), 201);
  as_boss();
  EXPECT_EQ(answer("GET", "/v1/hooks/h").at("secrets").size(), 1u);
  EXPECT_EQ(status_of("POST", "/v1/hooks/h/secrets", {{"secret", "another-secret-of-the-boss"}}),
            201);
}

TEST_F(permissions, a_writer_changes_the_library_whose_versions_campaigns_keep) {
  start();
  as_writer();
  const auto message = [](const char* text) {
    return json{{"name", "w"},
                {"fallback", "en"},
                {"languages", {{"en", {{"subject", "s"}, {"text", text}}}}}};
  };
  EXPECT_EQ(status_of("PUT", "/v1/messages/welcome", message("one")), 201);
  auto taking = greeting("a", manual_trigger);
  taking.erase("messages");
  taking["steps"]["tell"]["message"] = "library:welcome";
  EXPECT_EQ(status_of("PUT", "/v1/campaigns/a", taking), 201);
  as_boss();
  answer("POST", "/v1/campaigns/a/activate");
  as_writer();
  EXPECT_EQ(status_of("PUT", "/v1/messages/welcome", message("two")), 200);
  EXPECT_EQ(status_of("PUT", "/v1/campaigns/a", taking), 403) << "it would take the new text";
  as_boss();
  answer("POST", "/v1/campaigns/a/runs", {{"customer", "1"}});
  settle();
  EXPECT_EQ(mailbox().at(0).at("text"), "one");
}

TEST_F(permissions, the_audit_says_who_did_what_to_what_and_when) {
  start();
  as_writer();
  answer("PUT", "/v1/campaigns/a", greeting("a", manual_trigger));
  answer("PUT", "/v1/campaigns/b", greeting("b", manual_trigger));
  as_boss();
  pass("PT1H");
  answer("POST", "/v1/campaigns/a/activate", {{"why", "spring"}});

  const auto found = [&](const std::string& filter) {
    std::vector<std::string> lines;
    const auto told = answer("GET", "/v1/audit?" + filter);
    for (const auto& line : told.at("items"))
      lines.push_back(line.at("who").get<std::string>() + " " + line.at("what").get<std::string>() +
                      " " + line.at("target").get<std::string>());
    return lines;
  };
  using lines = std::vector<std::string>;
  EXPECT_EQ(found("what=campaign."),
            (lines{"boss campaign.active a", "anna campaign.put b", "anna campaign.put a"}));
  EXPECT_EQ(found("what=campaign.put"), (lines{"anna campaign.put b", "anna campaign.put a"}));
  EXPECT_EQ(found("what=campaign"), lines{});
  EXPECT_EQ(found("target=a"), (lines{"boss campaign.active a", "anna campaign.put a"}));
  EXPECT_EQ(found("who=anna&target=b"), lines{"anna campaign.put b"});
  EXPECT_EQ(found("what=campaign.&from=2026-03-01T02:30:00Z"), lines{"boss campaign.active a"});
  EXPECT_EQ(found("what=campaign.&to=2026-03-01T03:00:00Z").size(), 2u);
  EXPECT_EQ(answer("GET", "/v1/audit?target=a&limit=1").at("items").at(0).at("why"), "spring");

  const auto first = answer("GET", "/v1/audit?what=campaign.&limit=2");
  const auto second = answer("GET", "/v1/audit?what=campaign.&limit=2&cursor=" +
                                        first.at("next_cursor").get<std::string>());
  EXPECT_EQ(second.at("items").size(), 1u);
  EXPECT_TRUE(second.at("next_cursor").is_null());
  as_writer();
  EXPECT_EQ(status_of("GET", "/v1/audit"), 403);
  as_boss();
}

TEST_F(permissions, nothing_that_is_there_is_overwritten_under_if_none_match) {
  start();
  for (const auto& [path, first, second] : std::vector<std::tuple<std::string, json, json>>{
           {"/v1/records/order/1", {{"a", 1}}, {{"a", 2}}},
           {"/v1/campaigns/c", greeting("c", manual_trigger),
            greeting("c", manual_trigger, "Other")},
           {"/v1/segments/s",
            {{"name", "s"}, {"condition", true}},
            {{"name", "t"}, {"condition", true}}},
           {"/v1/hooks/h", hook_with(long_secret), hook_with("another-secret-of-a-hook")},
           {"/v1/record-types/ticket", {{"properties", json::object()}}, {{"title", "T"}}},
           {"/v1/send-rules", {{"caps", json::array()}}, json::object()},
           {"/v1/forms/f", form_called("One"), form_called("Two")},
           {"/v1/messages/m",
            {{"fallback", "en"}, {"languages", {{"en", {{"subject", "s"}, {"text", "one"}}}}}},
            {{"fallback", "en"}, {"languages", {{"en", {{"subject", "s"}, {"text", "two"}}}}}}}}) {
    const auto only_new = std::pair<std::string, std::string>{"If-None-Match", "*"};
    const auto none_there = ask("PUT", path, first.dump(), {{"If-Match", "*"}});
    EXPECT_EQ(none_there.status, 412) << path << none_there.body;
    const auto made = ask("PUT", path, first.dump(), {only_new});
    EXPECT_LT(made.status, 300) << path << made.body;
    const auto before = ask("GET", path);
    EXPECT_EQ(ask("PUT", path, second.dump(), {only_new}).status, 412) << path;
    EXPECT_EQ(ask("GET", path).body, before.body) << path;

    const auto etag = before.header("etag");
    ASSERT_FALSE(etag.empty()) << path;
    EXPECT_EQ(ask("GET", path, "", {{"If-None-Match", etag}}).status, 304) << path;
    EXPECT_EQ(ask("PUT", path, second.dump(), {{"If-Match", "\"77\", \"78\""}}).status, 412)
        << path;
    const auto written = ask("PUT", path, second.dump(), {{"If-Match", "\"77\", " + etag}});
    EXPECT_LT(written.status, 300) << path << written.body;
    EXPECT_EQ(ask("PUT", path, first.dump(), {{"If-Match", etag}}).status, 412) << path;
    EXPECT_EQ(ask("GET", path, "", {{"If-None-Match", etag}}).status, 200) << path;
  }
}

TEST_F(permissions, the_etag_of_a_campaign_changes_with_its_state_and_still_names_its_version) {
  start();
  answer("PUT", "/v1/campaigns/a", greeting("a", manual_trigger));
  const auto draft = ask("GET", "/v1/campaigns/a").header("etag");
  answer("POST", "/v1/campaigns/a/activate");
  EXPECT_EQ(ask("GET", "/v1/campaigns/a", "", {{"If-None-Match", draft}}).status, 200);
  EXPECT_EQ(ask("PUT", "/v1/campaigns/a", greeting("a", manual_trigger, "New").dump(),
                {{"If-Match", draft}})
                .status,
            201)
      << "the definition is the one that was read";
}

TEST_F(permissions, of_many_that_create_at_once_one_does) {
  start();
  std::atomic<int> created{0};
  std::atomic<int> refused{0};
  std::vector<std::jthread> clients;
  for (int i = 0; i < 8; ++i)
    clients.emplace_back([&, i] {
      client::request request;
      request.method = "PUT";
      request.target = "/v1/records/order/1";
      request.body = json{{"writer", i}}.dump();
      request.content_type = "application/json";
      request.headers = {{"If-None-Match", "*"},
                         {"Authorization", "Bearer token-of-the-writer-anna"}};
      const auto response = client::send(where_, request);
      if (response && response->status == 201)
        ++created;
      if (response && response->status == 412)
        ++refused;
    });
  clients.clear();
  EXPECT_EQ(created, 1);
  EXPECT_EQ(refused, 7);
}

} // namespace sojourn::tests
