// Steps that call other systems: what leaves once, what may be repeated, who waits for whom.
#include "simulators/http_server.hpp"
#include "whole_daemon.hpp"

namespace sojourn::tests {

namespace {

using channels::connection;
using channels::http_answer;
using channels::http_server;
using channels::seen_request;

/// Calls once, and says how it went by the step it comes to.
json calling_campaign(const std::string& id, json call) {
  call["type"] = "http";
  call["next"] = "end";
  call["as"] = "answer";
  return {{"id", id},
          {"name", id},
          {"timezone", "UTC"},
          {"trigger", {{"type", "manual"}}},
          {"reentry", {{"policy", "parallel"}}},
          {"start", "call"},
          {"steps", {{"call", std::move(call)}}}};
}

class calls : public whole_daemon {
protected:
  calls() {
    settings_.channels.webhook.allow_private_addresses = true;
    settings_.channels.webhook.timeout_ms = 500;
  }
  std::string begin(const std::string& id) {
    return answer("POST", "/v1/campaigns/" + id + "/runs", {{"customer", "an"}}).at("id");
  }
  json instance(const std::string& id) { return answer("GET", "/v1/instances/" + id); }
  /// Whether any file of the data directory holds `text`.
  bool is_in_files(const std::string& text) {
    for (const auto& entry : fs::recursive_directory_iterator(directory_)) {
      if (!entry.is_regular_file())
        continue;
      std::ifstream file{entry.path(), std::ios::binary};
      const std::string whole{std::istreambuf_iterator<char>{file}, {}};
      if (whole.find(text) != std::string::npos)
        return true;
    }
    return false;
  }
};

/// Takes the request, and ends the connection without an answer.
void lose_answer(const seen_request&, connection& peer) { peer.reset(); }
void stay_silent(const seen_request&, connection& peer) { peer.wait_for_close(); }

} // namespace

TEST_F(calls, a_post_whose_answer_is_lost_is_made_once_and_held) {
  for (const auto& behave : {lose_answer, stay_silent}) {
    http_server invoices{behave};
    start();
    install(calling_campaign("bill",
                             {{"method", "POST"}, {"url", invoices.url()}, {"body", {{"n", 1}}}}));

    const auto id = begin("bill");
    invoices.wait_for(1);
    settle();
    pass("P2D");

    EXPECT_EQ(instance(id).at("status"), "held");
    EXPECT_NE(explain(id).at("summary").get<std::string>().find("the outcome is unknown"),
              std::string::npos);
    EXPECT_EQ(invoices.wait_for(1).size(), 1u);
    daemon_.reset();
    fs::remove_all(directory_);
  }
}

TEST_F(calls, on_unknown_decides_about_a_post_whose_answer_is_lost) {
  http_server invoices{lose_answer};
  start();
  install(calling_campaign("on",
                           {{"method", "POST"}, {"url", invoices.url()}, {"on_unknown", "next"}}));
  install(calling_campaign("again", {{"method", "POST"},
                                     {"url", invoices.url()},
                                     {"on_unknown", "retry"},
                                     {"retry", {{"max_attempts", 2}}}}));

  const auto on = begin("on");
  settle();
  EXPECT_EQ(instance(on).at("status"), "completed");
  EXPECT_EQ(invoices.wait_for(1).size(), 1u);

  begin("again");
  settle();
  pass("P1D");
  EXPECT_EQ(invoices.wait_for(3).size(), 3u) << "it may arrive twice: so it says";
}

TEST_F(calls, what_is_idempotent_or_has_a_key_of_its_own_is_made_again) {
  http_server lossy{lose_answer};
  start();
  install(calling_campaign(
      "put", {{"method", "PUT"}, {"url", lossy.url("/put")}, {"retry", {{"max_attempts", 2}}}}));
  install(calling_campaign("keyed", {{"method", "POST"},
                                     {"url", lossy.url("/keyed")},
                                     {"headers", {{"Idempotency-Key", "bill-{{customer.id}}"}}},
                                     {"retry", {{"max_attempts", 2}}}}));

  for (const auto* id : {"put", "keyed"})
    begin(id);
  settle();
  pass("P1D");

  std::map<std::string, std::set<std::string>> keys;
  std::map<std::string, int> count;
  for (const auto& request : lossy.wait_for(4)) {
    keys[request.target].insert(request.headers.at("idempotency-key"));
    ++count[request.target];
  }
  EXPECT_GE(count["/put"], 2);
  EXPECT_GE(count["/keyed"], 2);
  EXPECT_EQ(keys["/keyed"], std::set<std::string>{"bill-an"});
}

TEST_F(calls, a_call_that_never_left_is_made_again) {
  const auto port = channels::closed_port();
  start();
  install(calling_campaign("bill", {{"method", "POST"},
                                    {"url", "http://127.0.0.1:" + std::to_string(port) + "/"},
                                    {"retry", {{"max_attempts", 3}}},
                                    {"on_failure", "end"}}));

  const auto id = begin("bill");
  settle();
  pass("P1D");

  EXPECT_EQ(instance(id).at("status"), "completed");
  const auto journal = answer("GET", "/v1/instances/" + id + "/journal").dump();
  EXPECT_NE(journal.find("connect_failed"), std::string::npos) << journal;
  EXPECT_NE(journal.find(R"("attempt":3)"), std::string::npos) << journal;
}

TEST_F(calls, a_json_body_goes_out_as_json_whatever_the_values_are) {
  http_server crm{http_answer(200)};
  start();
  answer("PUT", "/v1/records/customer/an", {{"name", "An \"Gold\" Nguyễn"}});
  install(
      calling_campaign("note", {{"method", "POST"},
                                {"url", crm.url("/people/{{customer.id}}/notes")},
                                {"headers", {{"X-Campaign", "{{campaign.id}}"}}},
                                {"body", {{"text", "{{customer.name}} is here"}, {"source", 7}}}}));
  begin("note");
  settle();

  const auto request = crm.wait_for(1).front();
  EXPECT_EQ(request.headers.at("content-type"), "application/json");
  EXPECT_EQ(json::parse(request.body),
            (json{{"text", "An \"Gold\" Nguyễn is here"}, {"source", 7}}));
}

TEST_F(calls, one_silent_host_holds_up_no_call_to_another) {
  settings_.channels.webhook.timeout_ms = 20'000;
  http_server silent{stay_silent};
  http_server good{http_answer(200)};
  start();
  install(calling_campaign("stuck", {{"method", "POST"}, {"url", silent.url()}}));
  install(calling_campaign("fine", {{"method", "POST"}, {"url", good.url()}}));
  for (int i = 0; i < 300; ++i)
    begin("stuck");
  silent.wait_for(8);

  for (int i = 0; i < 20; ++i)
    begin("fine");

  EXPECT_EQ(good.wait_for(20).size(), 20u) << "long before the silent one times out";
  EXPECT_EQ(silent.wait_for(8).size(), 8u) << "a quarter of the places, and no more";
  daemon_.reset(); // what is under way ends with it
}

TEST_F(calls, a_secret_is_sent_where_a_step_names_it_and_is_shown_nowhere) {
  const std::string hush = "hush-4711-hush";
  http_server crm{[&](const seen_request& request, connection& peer) {
    // A server that repeats what it was sent.
    peer.write(http_answer(200, json{{"got", request.headers.at("authorization")}}.dump()));
  }};
  start();
  const auto note = calling_campaign(
      "note",
      {{"method", "POST"},
       {"url", crm.url("/?k={{secrets.crm}}")},
       {"headers", {{"Authorization", {{"secret", "crm"}}}, {"X-Key", "Key {{secrets.crm}}"}}},
       {"body", {{"key", {{"secret", "crm"}}}, {"n", 1}}}});
  answer("PUT", "/v1/campaigns/note", note);
  const auto refused = ask("POST", "/v1/campaigns/note/activate", "{}");
  EXPECT_EQ(refused.status, 409) << refused.body;
  EXPECT_NE(refused.body.find("no_secret"), std::string::npos) << refused.body;

  EXPECT_EQ(ask("PUT", "/v1/secrets/crm", json{{"value", hush}}.dump()).status, 201);
  install(note);
  const auto id = begin("note");
  settle();

  const auto request = crm.wait_for(1).front();
  EXPECT_EQ(request.target, "/?k=" + hush);
  EXPECT_EQ(request.headers.at("authorization"), hush);
  EXPECT_EQ(request.headers.at("x-key"), "Key " + hush);
  EXPECT_EQ(json::parse(request.body), (json{{"key", hush}, {"n", 1}}));
  EXPECT_EQ(instance(id).at("status"), "completed");
  for (const auto& target : {"/v1/campaigns/note", "/v1/secrets", "/v1/campaigns/note/versions"}) {
    EXPECT_EQ(ask("GET", target).body.find(hush), std::string::npos) << target;
  }
  for (const auto& part : {"", "/journal", "/explain"}) {
    const auto shown = ask("GET", "/v1/instances/" + id + part).body;
    EXPECT_EQ(shown.find(hush), std::string::npos) << part << shown;
  }
  const auto listed = answer("GET", "/v1/secrets").at("items");
  EXPECT_EQ(listed.at(0).at("name"), "crm");
  EXPECT_EQ(listed.at(0).at("campaigns"), json{"note"});
  EXPECT_FALSE(is_in_files(hush));
}

TEST_F(calls, a_secret_outlives_a_restart_and_a_new_value_counts_from_the_next_call) {
  http_server crm{http_answer(200)};
  start();
  answer("PUT", "/v1/secrets/crm", {{"value", "first-value"}});
  install(calling_campaign("note", {{"method", "POST"},
                                    {"url", crm.url()},
                                    {"headers", {{"Authorization", "Bearer {{secrets.crm}}"}}}}));
  daemon_.reset();
  start();
  begin("note");
  settle();
  answer("PUT", "/v1/secrets/crm", {{"value", "second-value"}});
  begin("note");
  settle();

  const auto requests = crm.wait_for(2);
  EXPECT_EQ(requests[0].headers.at("authorization"), "Bearer first-value");
  EXPECT_EQ(requests[1].headers.at("authorization"), "Bearer second-value");
  EXPECT_EQ(ask("DELETE", "/v1/secrets/crm").status, 409) << "a campaign names it";
  answer("POST", "/v1/campaigns/note/end", json::object());
  EXPECT_EQ(ask("DELETE", "/v1/secrets/crm").status, 200);
  EXPECT_EQ(ask("DELETE", "/v1/secrets/crm").status, 404);
}

TEST_F(calls, a_secret_that_cannot_be_one_changes_nothing) {
  start();
  for (const auto& value : {"abc", "two\nlines", ""})
    EXPECT_EQ(ask("PUT", "/v1/secrets/crm", json{{"value", value}}.dump()).status, 422) << value;
  EXPECT_EQ(ask("PUT", "/v1/secrets/CRM", R"({"value": "long-enough"})").status, 400)
      << "no id of a path";
  EXPECT_EQ(ask("PUT", "/v1/secrets/crm.key", R"({"value": "long-enough"})").status, 422);
  EXPECT_EQ(answer("GET", "/v1/secrets").at("items"), json::array());
}

TEST_F(calls, a_key_that_is_written_out_is_warned_of) {
  start();
  answer("PUT", "/v1/campaigns/note",
         calling_campaign("note", {{"method", "POST"},
                                   {"url", "https://crm.example/?api_key=0123456789abcdef"},
                                   {"headers",
                                    {{"Authorization", "Bearer 0123456789abcdef"},
                                     {"X-Shop", "0123456789abcdef"}}}}));

  std::set<std::string> warned;
  const auto linted = answer("POST", "/v1/campaigns/note/lint", json::object());
  for (const auto& one : linted.at("findings"))
    if (one.at("code") == "secret_in_clear")
      warned.insert(one.at("pointer"));
  EXPECT_EQ(warned,
            (std::set<std::string>{"/steps/call/url", "/steps/call/headers/Authorization"}));
}

} // namespace sojourn::tests
