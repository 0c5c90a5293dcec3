// The library of scenarios: what it needs and reaches, what it installs, and what it offers later.
#include "whole_daemon.hpp"

#include <gmock/gmock.h>

namespace sojourn::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class library : public whole_daemon {
protected:
  struct outcome_of_request {
    int status = 0;
    json body;
    std::string etag;
  };
  outcome_of_request try_to(const std::string& method, const std::string& target,
                            const json& body = {},
                            std::vector<std::pair<std::string, std::string>> headers = {}) {
    const auto response =
        ask(method, target, body.is_null() ? "" : body.dump(), std::move(headers));
    return {response.status, json::parse(response.body, nullptr, false), response.header("etag")};
  }

  void fill(const std::string& pool, const std::vector<std::string>& codes) {
    answer("POST", "/v1/vouchers", {{"id", pool}});
    answer("POST", "/v1/vouchers/" + pool + "/codes", {{"codes", codes}});
  }

  /// A campaign of the shop, out of which scenarios are made.
  void put_tea_campaign(const std::string& wait = "P2D") {
    answer(
        "PUT", "/v1/campaigns/tea",
        {{"id", "tea"},
         {"name", "Tea"},
         {"trigger", {{"type", "manual"}}},
         {"start", "rest"},
         {"steps",
          {{"rest", {{"type", "delay"}, {"for", wait}, {"next", "tell"}}},
           {"tell", {{"type", "send"}, {"message", "m"}, {"via", {"mailbox"}}, {"next", "end"}}}}},
         {"messages",
          {{"m",
            {{"purpose", "service"},
             {"fallback", "en"},
             {"languages", {{"en", {{"text", "Tea"}}}, {"vi", {{"text", "Trà"}}}}}}}}}});
  }
  json tea_scenario() {
    return {{"campaign", "tea"},
            {"title", {{"vi", "Trà"}, {"en", "Tea"}}},
            {"goal", "repeat_order"},
            {"parameters",
             {{"properties", {{"days", {{"type", "integer"}, {"default", 2}, {"minimum", 1}}}}}}},
            {"placeholders", {{"/steps/rest/for", "P{{parameters.days}}D"}}}};
  }
};

std::vector<std::string> ids_of(const json& page) {
  std::vector<std::string> ids;
  for (const auto& one : page.at("items"))
    ids.push_back(one.at("id"));
  return ids;
}

json need_called(const json& needs, const std::string& kind, const std::string& name) {
  for (const auto& one : needs) {
    if (one.at("kind") == kind && one.at("name") == name)
      return one;
  }
  return nullptr;
}

} // namespace

TEST_F(library, lists_what_is_shipped_and_what_the_shop_saved_page_by_page) {
  start();
  put_tea_campaign();
  answer("PUT", "/v1/library/my-tea", tea_scenario());

  const auto all = answer("GET", "/v1/library");
  EXPECT_THAT(ids_of(all), ::testing::IsSupersetOf({"abandoned-cart", "my-tea", "welcome"}));
  const auto first = answer("GET", "/v1/library?limit=2");
  EXPECT_THAT(first.at("items"), SizeIs(2));
  const auto second =
      answer("GET", "/v1/library?limit=2&cursor=" + first.at("next_cursor").get<std::string>());
  EXPECT_GT(ids_of(second).front(), ids_of(first).back());
  EXPECT_THAT(ids_of(answer("GET", "/v1/library?goal=first_order")), ElementsAre("welcome"));
  for (const auto& one : answer("GET", "/v1/library?trade=beauty").at("items"))
    EXPECT_NE(one.at("trades"), json::array({"marketplace"})) << one.at("id");
}

TEST_F(library, says_of_each_need_whether_the_shop_has_it) {
  start();
  const auto before = answer("GET", "/v1/library/welcome").at("needs");
  EXPECT_EQ(need_called(before, "channel", "mailbox").at("has"), true);
  EXPECT_EQ(need_called(before, "channel", "email").at("has"), false);
  EXPECT_EQ(need_called(before, "pool", "welcome").at("has"), false);
  EXPECT_EQ(need_called(before, "record_type", "customer").at("has"), false);
  EXPECT_EQ(need_called(before, "event", "order.paid").at("has"), nullptr);

  fill("welcome", {"W-1"});
  answer("PUT", "/v1/records/customer/an", {{"name", "An"}});
  answer("PUT", "/v1/send-rules",
         {{"consent", {{"required", {{{"channel", "email"}, {"purposes", {"promotional"}}}}}}}});

  const auto after = answer("GET", "/v1/library/welcome").at("needs");
  EXPECT_EQ(need_called(after, "pool", "welcome").at("has"), true);
  EXPECT_EQ(need_called(after, "pool", "welcome").at("facts").at("free"), 1);
  EXPECT_EQ(need_called(after, "record_type", "customer").at("facts").at("records"), 1);
  EXPECT_EQ(need_called(after, "consent", "promotional").at("has"), false) << "nobody gave it yet";
  answer("PUT", "/v1/records/customer/an/consents",
         {{"channel", "email"}, {"purpose", "promotional"}, {"state", "given"}});
  EXPECT_EQ(need_called(answer("GET", "/v1/library/welcome").at("needs"), "consent", "promotional")
                .at("has"),
            true);
}

TEST_F(library, draws_every_scenario_that_is_shipped) {
  start();
  const auto shipped = answer("GET", "/v1/library?limit=100").at("items");
  for (const auto& one : shipped) {
    const auto id = one.at("id").get<std::string>();
    const auto graph = answer("GET", "/v1/library/" + id).at("graph");
    EXPECT_FALSE(graph.at("edges").empty()) << id;
    const auto& nodes = graph.at("nodes");
    EXPECT_TRUE(std::any_of(nodes.begin(), nodes.end(), [&](const json& node) {
      return node.at("id") == graph.at("start");
    })) << id;
  }
}

TEST_F(library, installs_a_draft_with_the_parameters_that_it_was_given) {
  start();

  const auto made =
      try_to("POST", "/v1/library/welcome/install",
             {{"campaign", "hello"}, {"parameters", {{"pool", "spring"}, {"language", "en"}}}});

  EXPECT_EQ(made.status, 201);
  EXPECT_EQ(made.body.at("state"), "draft");
  EXPECT_EQ(made.body.at("activated"), false);
  const auto campaign = answer("GET", "/v1/campaigns/hello");
  EXPECT_EQ(campaign.at("name"), "Welcome to the first order");
  EXPECT_EQ(campaign.at("definition").at("steps").at("offer").at("pool"), "spring");
  EXPECT_EQ(campaign.at("definition").at("steps").at("rest").at("for"), "P2D") << "the default";
  const auto listed = answer("GET", "/v1/library/welcome/installations").at("items");
  ASSERT_THAT(listed, SizeIs(1));
  EXPECT_EQ(listed.at(0).at("campaign"), "hello");
  EXPECT_EQ(listed.at(0).at("parameters").at("pool"), "spring");
  EXPECT_EQ(listed.at(0).at("offers"), false);
  EXPECT_EQ(try_to("POST", "/v1/library/welcome/install", {{"campaign", "hello"}}).status, 409);
}

TEST_F(library, makes_nothing_of_parameters_that_are_wrong_and_says_where) {
  start();

  const auto refused = try_to("POST", "/v1/library/welcome/install",
                              {{"parameters", {{"offer_after_days", 0}, {"poool", "x"}}}});

  EXPECT_EQ(refused.status, 422);
  std::vector<std::string> pointers;
  for (const auto& one : refused.body.at("errors"))
    pointers.push_back(one.at("pointer"));
  EXPECT_THAT(pointers, ElementsAre("/parameters/offer_after_days", "/parameters/poool"));
  EXPECT_EQ(try_to("GET", "/v1/campaigns/welcome").status, 404);
}

TEST_F(library, points_at_the_parameter_that_the_campaign_cannot_take) {
  start();

  const auto refused = try_to("POST", "/v1/library/welcome/install",
                              {{"parameters", {{"channels", {"mailbox", "pigeon"}}}}});

  EXPECT_EQ(refused.status, 422);
  ASSERT_THAT(refused.body.at("errors"), SizeIs(1)) << "whatever steps it stands in";
  EXPECT_EQ(refused.body.at("errors").at(0).at("pointer"), "/parameters/channels/1");
}

TEST_F(library, does_not_run_a_scenario_whose_instant_has_passed) {
  start(); // it is March 2026
  const json gone{{"at", "2026-02-01T10:00:00+07:00"}, {"sale", "2.2"}};

  const auto made = try_to("POST", "/v1/library/booster-teasing-follower/install",
                           {{"parameters", gone}, {"activate", true}});

  EXPECT_EQ(made.body.at("state"), "draft") << made.body.dump();
  ASSERT_THAT(made.body.at("against"), SizeIs(1));
  const auto& against = made.body.at("against").at(0);
  EXPECT_EQ(against.at("code"), "schedule_over");
  EXPECT_EQ(against.at("parameter"), "/parameters/at");
  EXPECT_EQ(against.at("facts").at("last"), "2026-02-01T03:00:00Z");
  EXPECT_EQ(
      try_to("POST", "/v1/campaigns/booster-teasing-follower/activate", json::object()).status,
      409);
}

TEST_F(library, says_exactly_what_stands_against_a_scenario_and_runs_it_once_nothing_does) {
  start();

  const auto made = try_to("POST", "/v1/library/welcome/install",
                           {{"parameters", {{"channels", {"email"}}}}, {"activate", true}});

  EXPECT_EQ(made.status, 201);
  EXPECT_EQ(made.body.at("activated"), false);
  std::vector<std::string> codes;
  for (const auto& one : made.body.at("against"))
    codes.push_back(one.at("code"));
  EXPECT_THAT(codes, ElementsAre("no_channel", "no_channel", "no_channel", "no_pool"));
  EXPECT_EQ(made.body.at("against").at(3),
            (json{{"code", "no_pool"},
                  {"pointer", "/steps/offer/pool"},
                  {"parameter", "/parameters/pool"},
                  {"message", "there is no pool \"welcome\"; create it and add codes"},
                  {"facts", {{"step", "offer"}, {"pool", "welcome"}, {"free", 0}}}}));
  EXPECT_EQ(answer("GET", "/v1/campaigns/welcome").at("state"), "draft");

  fill("welcome", {"W-1"});
  const auto again =
      try_to("POST", "/v1/library/welcome/install", {{"campaign", "second"}, {"activate", true}});
  EXPECT_EQ(again.body.at("against"), json::array());
  EXPECT_EQ(again.body.at("state"), "active");
  answer("PUT", "/v1/records/customer/an", {{"name", "An"}, {"language", "en"}});
  settle();
  EXPECT_THAT(mailbox(), SizeIs(1));
}

TEST_F(library, runs_a_scenario_against_which_something_stands_if_its_code_is_overridden) {
  start();

  const auto made =
      try_to("POST", "/v1/library/welcome/install",
             {{"activate", true}, {"override", {"no_pool"}}, {"why", "codes come tomorrow"}});

  EXPECT_EQ(made.body.at("state"), "active") << made.body.dump();
  const auto audited = answer("GET", "/v1/audit?what=campaign.active&target=welcome").at("items");
  ASSERT_THAT(audited, SizeIs(1));
  EXPECT_EQ(audited.at(0).at("why"), "codes come tomorrow; overrides no_pool");
}

TEST_F(library, goes_on_where_the_first_answer_was_lost) {
  start();
  fill("welcome", {"W-1"});
  const std::vector<std::pair<std::string, std::string>> key{{"Idempotency-Key", "install-1"}};
  const json request{{"activate", true}};

  const auto first = try_to("POST", "/v1/library/welcome/install", request, key);
  const auto second = try_to("POST", "/v1/library/welcome/install", request, key);

  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(second.status, 201);
  EXPECT_EQ(second.body.at("state"), "active");
  EXPECT_THAT(answer("GET", "/v1/library/welcome/installations").at("items"), SizeIs(1));
}

TEST_F(library, activates_only_for_those_who_may_send) {
  settings_.auth.tokens = {{.name = "anna",
                            .sha256 = {},
                            .token = "token-of-the-writer-anna",
                            .scopes = {config::scope::write}},
                           {.name = "boss",
                            .sha256 = {},
                            .token = "token-of-the-boss-of-anna",
                            .scopes = {config::scope::admin}}};
  start();
  token_ = "token-of-the-writer-anna";

  const auto refused = try_to("POST", "/v1/library/welcome/install", {{"activate", true}});
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(refused.body.at("code"), "SJ0112");
  EXPECT_EQ(try_to("GET", "/v1/campaigns/welcome").status, 404);
  EXPECT_EQ(try_to("POST", "/v1/library/welcome/install", json::object()).status, 201);

  token_ = "token-of-the-boss-of-anna";
}

TEST_F(library, estimates_on_the_shops_data) {
  start();
  answer("PUT", "/v1/budget",
         {{"tokens", {{"prices", {{"send", 2}}}, {"fixed", {{"month", 5}, {"day", 5}}}}}});
  fill("welcome", {"W-1"});
  for (const std::string who : {"an", "bo"})
    answer("PUT", "/v1/records/customer/" + who, {{"registered_at", "2026-02-20T09:00:00+07:00"}});
  answer("PUT", "/v1/records/customer/old", {{"registered_at", "2025-02-20T09:00:00+07:00"}});

  const auto told = answer("POST", "/v1/library/welcome/estimate", json::object());

  EXPECT_EQ(told.at("people"), (json{{"form", "month"}, {"count", 2}, {"customers", 3}}));
  EXPECT_EQ(told.at("sends_at_most"), 3);
  EXPECT_EQ(told.at("pools"),
            json::parse(R"([{"pool": "welcome", "exists": true, "free": 1, "suffices": false}])"));
  EXPECT_EQ(told.at("cost").at("per_person").at("tokens"), 6);
  EXPECT_EQ(told.at("cost").at("most").at("tokens"), 12);
  EXPECT_EQ(told.at("cost").at("suffices"), false);
  EXPECT_EQ(told.at("parameters").at("pool"), "welcome");
}

TEST_F(library, estimates_every_scenario_that_is_shipped) {
  start();
  answer("PUT", "/v1/records/shop/ours",
         {{"positive_rating", 0.9},
          {"chat_response", 0.9},
          {"revenue_30_days_usd", 900},
          {"approved_skus", 7}});
  answer("PUT", "/v1/records/customer/an", {{"tier", "diamond"}, {"birthday", "1990-03-08"}});
  for (const auto& id : ids_of(answer("GET", "/v1/library"))) {
    const auto told = answer("POST", "/v1/library/" + id + "/estimate", json::object());
    // Who will agree to get messages, nobody can tell.
    EXPECT_EQ(told.at("people").at("count").is_number(), id != "double-opt-in") << told.dump();
  }
  EXPECT_EQ(answer("POST", "/v1/library/tier-monthly-reward/estimate", json::object())
                .at("people")
                .at("count"),
            1);
}

TEST_F(library, keeps_a_scenario_that_the_shop_made_of_a_campaign_with_its_versions) {
  start();
  put_tea_campaign();

  const auto made = try_to("PUT", "/v1/library/my-tea", tea_scenario());
  EXPECT_EQ(made.status, 201) << made.body.dump();
  EXPECT_EQ(made.body.at("scenario").at("campaign").at("steps").at("rest").at("for"),
            "P{{parameters.days}}D");
  const auto got = try_to("GET", "/v1/library/my-tea");
  EXPECT_EQ(got.body.at("version"), 1);
  EXPECT_EQ(got.body.at("shipped"), false);

  auto changed = got.body.at("scenario");
  changed["title"]["en"] = "Tea again";
  EXPECT_EQ(try_to("PUT", "/v1/library/my-tea", changed, {{"If-Match", got.etag}}).status, 200);
  EXPECT_EQ(try_to("PUT", "/v1/library/my-tea", changed, {{"If-Match", "\"1\""}}).status, 412);
  EXPECT_THAT(answer("GET", "/v1/library/my-tea/versions").at("items"), SizeIs(2));
  EXPECT_EQ(try_to("DELETE", "/v1/library/my-tea", {}, {{"If-Match", "\"1\""}}).status, 412);
  EXPECT_EQ(try_to("DELETE", "/v1/library/my-tea").status, 200);
  EXPECT_EQ(try_to("GET", "/v1/library/my-tea").status, 404);
}

TEST_F(library, leaves_alone_what_is_shipped) {
  start();
  put_tea_campaign();

  EXPECT_EQ(try_to("PUT", "/v1/library/welcome", tea_scenario()).status, 409);
  EXPECT_EQ(try_to("DELETE", "/v1/library/welcome").status, 409);
}

TEST_F(library, offers_what_a_later_version_changes_and_where_the_shop_did_too) {
  start();
  put_tea_campaign();
  answer("PUT", "/v1/library/my-tea", tea_scenario());
  answer("POST", "/v1/library/my-tea/install",
         {{"campaign", "green"}, {"parameters", {{"days", 5}}}});
  auto mine = answer("GET", "/v1/campaigns/green").at("definition");
  mine["messages"]["m"]["languages"]["en"]["text"] = "My tea";
  mine["name"] = "Green tea";
  answer("PUT", "/v1/campaigns/green", mine);

  auto later = answer("GET", "/v1/library/my-tea").at("scenario");
  later["campaign"]["messages"]["m"]["languages"]["en"]["text"] = "Their tea";
  later["campaign"]["messages"]["m"]["languages"]["vi"]["text"] = "Trà mới";
  later["campaign"]["steps"]["rest"]["for"] = "PT{{parameters.hours}}H";
  later["parameters"]["properties"] = {{"hours", {{"type", "integer"}, {"default", 12}}}};
  answer("PUT", "/v1/library/my-tea", later);

  const auto listed = answer("GET", "/v1/library/my-tea/installations").at("items").at(0);
  EXPECT_EQ(listed.at("offers"), true);
  EXPECT_EQ(listed.at("newest"), 2);
  const auto offered = try_to("GET", "/v1/library/my-tea/installations/green");
  EXPECT_EQ(offered.body.at("difference"), json::parse(R"([
    {"pointer": "/messages/m/languages/en/text", "change": "replaced", "from": "Tea",
     "to": "Their tea", "conflict": true, "yours": "My tea"},
    {"pointer": "/messages/m/languages/vi/text", "change": "replaced", "from": "Trà",
     "to": "Trà mới", "conflict": false},
    {"pointer": "/steps/rest/for", "change": "replaced", "from": "P5D", "to": "PT12H",
     "conflict": false}])"));

  const std::string update = "/v1/library/my-tea/installations/green/update";
  EXPECT_EQ(try_to("POST", update, json::object(), {{"If-Match", "\"1\""}}).status, 412);
  const auto taken =
      try_to("POST", update, {{"parameters", {{"hours", 6}}}}, {{"If-Match", offered.etag}});
  EXPECT_EQ(taken.status, 200) << taken.body.dump();
  EXPECT_EQ(taken.body.at("offers"), false);
  const auto now = answer("GET", "/v1/campaigns/green");
  EXPECT_EQ(now.at("version"), 3);
  EXPECT_EQ(now.at("name"), "Green tea");
  EXPECT_EQ(now.at("definition").at("steps").at("rest").at("for"), "PT6H");
  const auto& texts = now.at("definition").at("messages").at("m").at("languages");
  EXPECT_EQ(texts.at("en").at("text"), "My tea") << "the shop's own stays";
  EXPECT_EQ(texts.at("vi").at("text"), "Trà mới");
}

TEST_F(library, takes_the_changes_of_conflicts_that_are_named) {
  start();
  put_tea_campaign();
  answer("PUT", "/v1/library/my-tea", tea_scenario());
  answer("POST", "/v1/library/my-tea/install", {{"campaign", "green"}});
  auto mine = answer("GET", "/v1/campaigns/green").at("definition");
  mine["messages"]["m"]["languages"]["en"]["text"] = "My tea";
  answer("PUT", "/v1/campaigns/green", mine);
  auto later = answer("GET", "/v1/library/my-tea").at("scenario");
  later["campaign"]["messages"]["m"]["languages"]["en"]["text"] = "Their tea";
  answer("PUT", "/v1/library/my-tea", later);

  answer("POST", "/v1/library/my-tea/installations/green/update",
         {{"take", {"/messages/m/languages/en/text"}}});

  EXPECT_EQ(answer("GET", "/v1/campaigns/green")
                .at("definition")
                .at("messages")
                .at("m")
                .at("languages")
                .at("en")
                .at("text"),
            "Their tea");
}

TEST_F(library, is_there_after_a_restart) {
  start();
  put_tea_campaign();
  answer("PUT", "/v1/library/my-tea", tea_scenario());
  answer("POST", "/v1/library/my-tea/install", {{"campaign", "green"}});
  daemon_.reset();
  start();

  EXPECT_EQ(answer("GET", "/v1/library/my-tea").at("installed"), 1);
  EXPECT_EQ(answer("GET", "/v1/library/my-tea/installations/green").at("difference"),
            json::array());
}

} // namespace sojourn::tests
