// /v1/messages and what belongs to it: what is asked of the services.
#include "http_fixture.hpp"

namespace sojourn::tests {

TEST_F(http, a_preview_asks_for_what_the_body_says) {
  const auto answer = ask_json("POST", "/v1/messages/welcome/preview",
                               R"({"customer":"a:b","data":{"vars":{}},"language":"vi",
                                   "channels":["email","webhook:crm"],"campaign":"spring"})");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(fake.last(), (json{{"call", "messages.preview"},
                               {"message", "welcome"},
                               {"campaign", "spring"},
                               {"of_campaign", false},
                               {"customer", "a:b"},
                               {"data", {{"vars", json::object()}}},
                               {"language", "vi"},
                               {"channels", {"email", "webhook:crm"}}}));
}

TEST_F(http, a_preview_needs_no_body_and_may_be_of_a_campaigns_own_message) {
  EXPECT_EQ(ask_json("POST", "/v1/campaigns/spring/messages/tell/preview", "{}").status, 200);
  EXPECT_EQ(fake.last().at("message"), "tell");
  EXPECT_EQ(fake.last().at("campaign"), "spring");
  EXPECT_EQ(fake.last().at("of_campaign"), true);
  EXPECT_EQ(fake.last().at("data"), json::object());
  EXPECT_EQ(ask_json("POST", "/v1/messages/welcome/preview", R"({"channels":[true]})").status, 422);
}

TEST_F(http, an_activation_may_override_findings_by_their_codes) {
  EXPECT_EQ(ask_json("POST", "/v1/campaigns/spring/activate",
                     R"({"override":["too_few_codes"],"why":"more come tomorrow"})")
                .status,
            200);
  EXPECT_EQ(fake.last().at("overridden"), (json{"too_few_codes"}));
  EXPECT_EQ(fake.last().at("why"), "more come tomorrow");
  EXPECT_EQ(ask_json("POST", "/v1/campaigns/spring/activate", R"({"override":"all"})").status, 422);
}

TEST_F(http, a_pool_may_be_created_to_expire) {
  EXPECT_EQ(
      ask_json("POST", "/v1/vouchers", R"({"id":"p","expires_at":"2026-04-01T00:00:00Z"})").status,
      201);
  EXPECT_EQ(fake.last().at("expires_at"), "2026-04-01T00:00:00Z");
  EXPECT_EQ(ask_json("POST", "/v1/vouchers", R"({"id":"p","expires_at":"soon"})").status, 422);
}

TEST_F(http, recommendations_are_for_one_person_and_so_many_products) {
  EXPECT_EQ(ask("GET", "/v1/recommendations?visitor=7f&count=5&slot=home").status, 200);
  EXPECT_EQ(fake.last(), (json{{"call", "recommendations.recommend"},
                               {"subject", "visitor:7f"},
                               {"slot", "home"},
                               {"count", 5}}));
  EXPECT_EQ(ask("GET", "/v1/recommendations?visitor=7f&count=many").status, 422);
  EXPECT_EQ(ask("GET", "/v1/recommendations?visitor=7f&customer=42").status, 422);
}

} // namespace sojourn::tests
