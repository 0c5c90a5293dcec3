// The library of messages, previews, lints and the values of products, over HTTP.
#include "whole_daemon.hpp"

#include <gmock/gmock.h>

namespace sojourn::tests {

namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

json message(const std::string& text, const std::string& purpose = "service") {
  return {{"purpose", purpose},
          {"fallback", "vi"},
          {"languages",
           {{"vi", {{"subject", "Chào {{customer.name}}"}, {"text", text}}},
            {"en", {{"text", "Hello {{customer.name}}"}}}}}};
}

json care_campaign(const std::string& id = "care") {
  return {{"id", id},
          {"name", "Care"},
          {"trigger", {{"type", "manual"}}},
          {"start", "tell"},
          {"steps",
           {{"tell",
             {{"type", "send"},
              {"message", "library:welcome"},
              {"via", {"mailbox"}},
              {"next", "rest"}}},
            {"rest", {{"type", "delay"}, {"for", "P1D"}, {"next", "again"}}},
            {"again",
             {{"type", "send"},
              {"message", "library:welcome"},
              {"via", {"mailbox"}},
              {"next", "end"}}}}}};
}

class saved_messages : public whole_daemon {
protected:
  json refusal(const std::string& method, const std::string& target, const json& body, int status) {
    const auto response = ask(method, target, body.is_null() ? "" : body.dump());
    EXPECT_EQ(response.status, status) << response.body;
    return json::parse(response.body, nullptr, false);
  }
  void begin(const std::string& customer, const std::string& id = "care") {
    answer("POST", "/v1/campaigns/" + id + "/runs", {{"customer", customer}});
    settle();
  }
  std::vector<std::string> texts() {
    std::vector<std::string> found;
    for (const auto& mail : mailbox())
      found.insert(found.begin(), mail.at("text"));
    return found;
  }
  static std::vector<std::string> codes(const json& findings) {
    std::vector<std::string> found;
    for (const auto& one : findings)
      found.push_back(one.at("code"));
    return found;
  }
};

} // namespace

TEST_F(saved_messages, a_use_keeps_the_version_it_began_with_over_changes_and_restarts) {
  start();
  answer("PUT", "/v1/records/customer/an", {{"name", "An"}});
  EXPECT_EQ(answer("PUT", "/v1/messages/welcome", message("one")).at("version"), 1);
  EXPECT_EQ(answer("PUT", "/v1/messages/welcome", message("one")).at("version"), 1);
  install(care_campaign());
  begin("an");

  EXPECT_EQ(answer("PUT", "/v1/messages/welcome", message("two")).at("version"), 2);
  EXPECT_EQ(answer("GET", "/v1/campaigns/care").at("library"),
            (json{{{"message", "welcome"}, {"version", 1}, {"newest", 2}}}));
  daemon_.reset();
  start();
  pass("P1D");
  EXPECT_THAT(texts(), ElementsAre("one", "one"));

  // The same definition again takes what the library has now, as a new version.
  EXPECT_EQ(answer("PUT", "/v1/campaigns/care", care_campaign()).at("version"), 2);
  EXPECT_EQ(answer("PUT", "/v1/campaigns/care", care_campaign()).at("version"), 2);
  begin("an");
  EXPECT_THAT(texts(), ElementsAre("one", "one", "two"));
  EXPECT_EQ(answer("GET", "/v1/campaigns/care/versions").at("items").at(0).at("library"),
            (json{{{"message", "welcome"}, {"version", 1}}}));
  EXPECT_EQ(answer("GET", "/v1/messages/welcome/versions").at("items").size(), 2u);
}

TEST_F(saved_messages, a_copy_begins_with_what_the_other_takes) {
  start();
  answer("PUT", "/v1/messages/welcome", message("one"));
  install(care_campaign());
  answer("PUT", "/v1/messages/welcome", message("two"));

  answer("POST", "/v1/campaigns/care/copy", {{"id", "care-2"}});

  EXPECT_EQ(answer("GET", "/v1/campaigns/care-2").at("library").at(0).at("version"), 1);
}

TEST_F(saved_messages,
       one_that_is_used_cannot_be_deleted_and_one_that_is_not_there_cannot_be_used) {
  start();
  const auto unknown = refusal("PUT", "/v1/campaigns/care", care_campaign(), 422);
  EXPECT_EQ(unknown.at("errors").at(0).at("pointer"), "/steps/again/message");
  answer("PUT", "/v1/messages/welcome", message("one"));
  install(care_campaign());

  EXPECT_THAT(refusal("DELETE", "/v1/messages/welcome", {}, 409).at("detail").get<std::string>(),
              HasSubstr("\"care\""));
  answer("POST", "/v1/campaigns/care/end", json::object());
  EXPECT_EQ(answer("DELETE", "/v1/messages/welcome").at("deleted"), true);
  refusal("GET", "/v1/messages/welcome", {}, 404);
  EXPECT_FALSE(answer("GET", "/v1/campaigns/care").at("library").at(0).contains("newest"));
}

TEST_F(saved_messages, bad_input_changes_nothing_and_says_where_it_is_wrong) {
  start();
  const auto wrong = refusal("PUT", "/v1/messages/welcome", message("{{custmer.name}}"), 422);
  EXPECT_EQ(wrong.at("errors").at(0).at("pointer"), "/languages/vi/text");
  refusal("GET", "/v1/messages/welcome", {}, 404);
  refusal("POST", "/v1/messages", message("no id"), 422);
  auto named = message("Hi");
  named["id"] = "welcome";
  EXPECT_EQ(ask("POST", "/v1/messages", named.dump()).status, 201);
  refusal("POST", "/v1/messages", named, 409);
  EXPECT_EQ(answer("GET", "/v1/messages").at("items").size(), 1u);
  const auto stale =
      ask("PUT", "/v1/messages/welcome", message("x").dump(), {{"If-Match", "\"7\""}});
  EXPECT_EQ(stale.status, 412);
}

TEST_F(saved_messages, a_preview_shows_what_is_sent_and_what_it_lacked) {
  start();
  answer("PUT", "/v1/records/customer/an", {{"name", "An"}, {"language", "vi"}});
  answer("PUT", "/v1/records/customer/ba", {{"city", "Hue"}});
  answer("PUT", "/v1/messages/welcome",
         message("{{#fallback}}{{customer.name}}|bạn{{/fallback}}, {{vars.offer.code}}"));

  const auto full =
      answer("POST", "/v1/messages/welcome/preview",
             {{"customer", "an"}, {"data", {{"vars", {{"offer", {{"code", "A1"}}}}}}}})
          .at("previews");
  ASSERT_EQ(full.size(), 1u);
  EXPECT_EQ(full[0].at("text"), "An, A1");
  EXPECT_EQ(full[0].at("subject"), "Chào An");
  EXPECT_THAT(full[0].at("missing"), IsEmpty());

  const auto poor = answer("POST", "/v1/messages/welcome/preview",
                           {{"customer", "ba"}, {"language", "fr"}, {"channels", {"email", "sms"}}})
                        .at("previews");
  ASSERT_EQ(poor.size(), 2u);
  EXPECT_EQ(poor[1].at("channel"), "sms");
  EXPECT_EQ(poor[1].at("in_fallback_language"), true);
  EXPECT_EQ(poor[1].at("missing"), (json{"customer.name", "vars.offer.code"}));
  EXPECT_EQ(poor[1].at("fallbacks"), (json{{{"names", {"customer.name"}}, {"shown", "bạn"}}}));
  refusal("POST", "/v1/messages/welcome/preview", {{"customer", "nobody"}}, 404);
}

TEST_F(saved_messages, a_preview_within_a_campaign_shows_the_version_that_it_sends) {
  start();
  answer("PUT", "/v1/messages/welcome", message("one"));
  auto definition = care_campaign();
  definition["messages"] = {{"own", message("{{campaign.name}} {{customer.tier}}")}};
  answer("PUT", "/v1/campaigns/care", definition);
  answer("PUT", "/v1/messages/welcome", message("two"));

  const auto within = answer("POST", "/v1/messages/welcome/preview", {{"campaign", "care"}});
  EXPECT_EQ(within.at("version"), 1);
  EXPECT_EQ(within.at("previews").at(0).at("text"), "one");
  EXPECT_EQ(answer("POST", "/v1/messages/welcome/preview").at("previews").at(0).at("text"), "two");
  const auto own = answer("POST", "/v1/campaigns/care/messages/own/preview",
                          {{"data", {{"customer", {{"tier", "gold"}}}}}});
  EXPECT_EQ(own.at("previews").at(0).at("text"), "Care gold");
  refusal("POST", "/v1/campaigns/care/messages/none/preview", json::object(), 404);
}

TEST_F(saved_messages, errors_of_the_lint_stand_against_activating_until_they_are_overridden) {
  start();
  answer("PUT", "/v1/send-rules", {{"links", {{"domains", {"shop.vn"}}}}});
  answer(
      "PUT", "/v1/messages/welcome",
      message("https://evil.com {{#fallback}}{{customer.name}}|bạn{{/fallback}}", "promotional"));
  answer("PUT", "/v1/campaigns/care", care_campaign());

  const auto alone = answer("POST", "/v1/messages/welcome/lint").at("findings");
  EXPECT_THAT(codes(alone),
              ElementsAre("missing_fallback", "missing_fallback", "link_outside", "no_incentive"));
  const auto refused = refusal("POST", "/v1/campaigns/care/activate", json::object(), 409);
  EXPECT_EQ(refused.at("code"), "SJ0303");
  EXPECT_THAT(refused.at("errors").at(0).at("message").get<std::string>(),
              HasSubstr("link_outside"));
  EXPECT_EQ(answer("GET", "/v1/campaigns/care").at("state"), "draft");

  const auto activated = answer("POST", "/v1/campaigns/care/activate",
                                {{"override", {"link_outside"}}, {"why", "a partner"}});
  EXPECT_EQ(activated.at("state"), "active");
  EXPECT_FALSE(activated.at("findings").empty());
  EXPECT_FALSE(answer("POST", "/v1/campaigns/care/lint").at("findings").empty());
}

TEST_F(saved_messages, too_few_codes_for_the_audience_stand_against_activating) {
  start();
  for (const std::string id : {"an", "ba", "co"})
    answer("PUT", "/v1/records/customer/" + id, {{"name", id}});
  answer("POST", "/v1/vouchers", {{"id", "p"}, {"expires_at", "2026-04-01T00:00:00Z"}});
  answer("POST", "/v1/vouchers/p/codes", {{"codes", {"A", "B"}}});
  json definition{
      {"id", "daily"},
      {"name", "Daily"},
      {"trigger",
       {{"type", "schedule"}, {"rule", "FREQ=DAILY;COUNT=9"}, {"start", "2026-03-02T09:00"}}},
      {"start", "offer"},
      {"steps",
       {{"offer", {{"type", "voucher"}, {"pool", "p"}, {"as", "offer"}, {"next", "end"}}}}}};
  answer("PUT", "/v1/campaigns/daily", definition);

  const auto found = answer("POST", "/v1/campaigns/daily/lint");
  EXPECT_EQ(found.at("audience"), 3);
  EXPECT_THAT(codes(found.at("findings")), ElementsAre("too_few_codes"));
  refusal("POST", "/v1/campaigns/daily/activate", json::object(), 409);
  answer("POST", "/v1/vouchers/p/codes", {{"codes", {"C"}}});
  EXPECT_THAT(answer("POST", "/v1/campaigns/daily/activate", json::object()).at("findings"),
              IsEmpty());
}

TEST_F(saved_messages, products_are_those_of_the_moment_of_sending) {
  start();
  const auto product = [](const std::string& name, double price, double stock) {
    return json{{"name", name}, {"category", "phones"}, {"price", price}, {"stock", stock}};
  };
  answer("PUT", "/v1/records/product/p1", product("One", 100, 5));
  answer("PUT", "/v1/records/product/p2", product("Two", 110, 5));
  answer("PUT", "/v1/records/product/p3", product("Three", 95, 5));
  answer("PUT", "/v1/records/customer/an", {{"name", "An"}});
  answer("PUT", "/v1/records/product_view/v1",
         {{"customer_id", "an"}, {"product_id", "p1"}, {"viewed_at", "2026-03-01T08:00:00+07:00"}});
  auto shown = message("{{products.last_viewed.name}} {{products.last_viewed.price}}:"
                       "{{#products.similar}} {{name}}{{/products.similar}}");
  shown["products"] = {{"fallback", {{"name", "News"}, {"price", 0}}}, {"similar", {{"count", 2}}}};
  answer("PUT", "/v1/messages/welcome", shown);
  install(care_campaign());

  begin("an");
  // Before the second send the product is sold out, and another became cheaper.
  answer("PUT", "/v1/records/product/p1", product("One", 100, 0));
  answer("PUT", "/v1/records/product/p2", product("Two", 101, 5));
  pass("P1D");

  EXPECT_THAT(texts(), ElementsAre("One 100: Three Two", "News 0: Two Three"));
  EXPECT_EQ(answer("POST", "/v1/messages/welcome/preview", {{"customer", "an"}})
                .at("previews")
                .at(0)
                .at("text"),
            "News 0: Two Three");
}

TEST_F(saved_messages, a_visitor_is_recommended_what_is_like_the_last_look) {
  start();
  for (const std::string id : {"p1", "p2", "p3"})
    answer("PUT", "/v1/records/product/" + id,
           {{"name", id}, {"category", "phones"}, {"price", 100}});
  answer("PUT", "/v1/records/product_view/1",
         {{"visitor_id", "v"}, {"product_id", "p2"}, {"viewed_at", "2026-03-01T08:00:00+07:00"}});

  const auto told = answer("GET", "/v1/recommendations?visitor=v&count=1");

  EXPECT_EQ(told.at("last_viewed").at("id"), "p2");
  ASSERT_EQ(told.at("similar").size(), 1u);
  EXPECT_EQ(told.at("similar").at(0).at("id"), "p1");
  EXPECT_EQ(answer("GET", "/v1/recommendations?visitor=v&count=1"), told);
  EXPECT_THAT(answer("GET", "/v1/recommendations?customer=nobody").at("similar"), IsEmpty());
  refusal("GET", "/v1/recommendations?visitor=v&count=13", {}, 422);
  refusal("GET", "/v1/recommendations", {}, 422);
}

} // namespace sojourn::tests
