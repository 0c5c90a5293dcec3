// What is forgotten of what has ended, over HTTP, and what holds afterwards.
#include "sends_fixture.hpp"

#include <gmock/gmock.h>

namespace sojourn::tests {

namespace {

using ::testing::HasSubstr;

class retention : public sends {
protected:
  retention() { settings_.tracking.base_url = "https://go.shop.example"; }
  json policy() { return answer("GET", "/v1/retention"); }
  json storage() { return answer("GET", "/v1/storage"); }
  int count_instances() {
    return static_cast<int>(answer("GET", "/v1/instances").at("items").size());
  }
  json forgotten() { return storage().at("retention").at("forgotten"); }
  /// A message to An that has ended, and later one to somebody else, which has the newest numbers.
  std::string a_message_long_ago() {
    given(sending_campaign("news", {"sms"}));
    const auto id = begin();
    const auto url = sms->last().unsubscribe_url;
    pass("P300D");
    answer("PUT", "/v1/records/customer/binh", {{"name", "Binh"}, {"phone", "+84901112244"}});
    answer("POST", "/v1/campaigns/news/runs", {{"customer", "binh"}});
    settle();
    pass("P200D");
    EXPECT_EQ(ask("GET", "/v1/instances/" + id).status, 404);
    return url.substr(std::string{"https://go.shop.example"}.size());
  }
};

} // namespace

TEST_F(retention, is_on_without_anybody_having_asked_for_it) {
  start();
  const auto shown = policy();
  EXPECT_EQ(shown.at("version"), 0);
  EXPECT_EQ(shown.at("retention").at("instances").at("days"), 400);
  EXPECT_EQ(shown.at("retention").at("send_contents").at("days"), 30);
  EXPECT_EQ(shown.at("retention").at("audit").at("days"), 1825);
}

TEST_F(retention, is_a_document_that_nobody_overwrites_unseen) {
  start();
  const auto put = ask("PUT", "/v1/retention", R"({"instances": {"days": 30}})");
  ASSERT_EQ(put.status, 200) << put.body;
  EXPECT_EQ(policy().at("retention").at("instances").at("days"), 30);
  EXPECT_EQ(policy().at("retention").at("jobs").at("days"), 90)
      << "what is left out has its default";
  EXPECT_EQ(
      ask("PUT", "/v1/retention", R"({"instances": {"days": 9}})", {{"If-Match", "\"7\""}}).status,
      412);
  EXPECT_EQ(ask("PUT", "/v1/retention", R"({"instances": {"days": -1}})").status, 422);
  EXPECT_EQ(policy().at("retention").at("instances").at("days"), 30);
  EXPECT_EQ(answer("GET", "/v1/audit?what=retention.put").at("items").size(), 1u);
}

TEST_F(retention, has_rules_only_for_campaigns_that_are_there) {
  given(sending_campaign("news", {"sms"}));
  const json rules{{"news", {{"days", 30}}}, {"nwes", {{"days", 900}}}};

  const auto refused =
      ask("PUT", "/v1/retention", json{{"instances", {{"by_campaign", rules}}}}.dump());

  EXPECT_EQ(refused.status, 422);
  const auto errors = json::parse(refused.body).at("errors");
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_EQ(errors.at(0).at("pointer"), "/instances/by_campaign/nwes");
  const auto null = ask("PUT", "/v1/retention", R"({"audit": null})");
  EXPECT_THAT(null.body, HasSubstr("{\\\"days\\\": null} to keep it for ever"));
  answer("PUT", "/v1/retention", {{"instances", {{"by_campaign", {{"news", {{"days", 30}}}}}}}});
  const auto line = answer("GET", "/v1/audit?what=retention.put").at("items").at(0);
  EXPECT_EQ(line.at("changes").at(0).at("pointer"), "/instances");
}

TEST_F(retention, storage_tells_what_goes_and_when_and_then_it_is_gone) {
  given(sending_campaign("news", {"sms"}));
  begin();
  pass("P30D");
  answer("PUT", "/v1/records/customer/binh", {{"name", "Binh"}, {"phone", "+84901112244"}});
  answer("POST", "/v1/campaigns/news/runs", {{"customer", "binh"}});
  pass("P2D");
  const auto stats = answer("GET", "/v1/campaigns/news/stats");
  const auto results = answer("GET", "/v1/campaigns/news/results");
  const auto outlook = storage().at("retention");
  EXPECT_EQ(outlook.at("areas").at(0).at("due"), 0);
  const auto next = outlook.at("areas").at(0).at("next_at").get<std::string>();

  answer("POST", "/v1/clock", {{"to", next}});
  EXPECT_EQ(count_instances(), 2) << "not a moment before";
  pass("PT1S");

  EXPECT_EQ(count_instances(), 1);
  EXPECT_EQ(forgotten().at("instances"), 1);
  EXPECT_EQ(answer("GET", "/v1/campaigns/news/stats"), stats);
  EXPECT_EQ(answer("GET", "/v1/campaigns/news/results"), results);
  EXPECT_THAT(ask("GET", "/metrics").body,
              HasSubstr("sojourn_forgotten_rows_total{what=\"instances\"} 1"));
}

TEST_F(retention, a_link_to_unsubscribe_holds_after_its_message_is_forgotten) {
  const auto path = a_message_long_ago();
  EXPECT_EQ(ask("GET", path).status, 200);

  EXPECT_EQ(ask("POST", path, "List-Unsubscribe=One-Click").status, 200);

  const auto consents = answer("GET", "/v1/records/customer/an/consents").at("items");
  ASSERT_EQ(consents.size(), 1u);
  EXPECT_EQ(consents.at(0).at("state"), "withdrawn");
  const auto got = sms->got().size();
  begin();
  EXPECT_EQ(sms->got().size(), got) << "nothing more is sent";
}

TEST_F(retention, a_link_to_unsubscribe_brings_nothing_back_of_whom_was_erased) {
  const auto path = a_message_long_ago();
  answer("DELETE", "/v1/records/customer/an");

  EXPECT_EQ(ask("POST", path, "List-Unsubscribe=One-Click").status, 200);

  EXPECT_TRUE(answer("GET", "/v1/records/customer/an/consents").at("items").empty());
}

TEST_F(retention, a_receipt_of_a_forgotten_message_is_taken_and_changes_nothing) {
  a_message_long_ago();
  const auto answer = receipt({{"kind", "delivered"}, {"provider_id", "p-1"}});
  EXPECT_EQ(answer.at("unknown"), 1);
}

TEST_F(retention, goes_on_after_a_restart) {
  given(sending_campaign("news", {"sms"}));
  begin();
  pass("P100D");
  answer("PUT", "/v1/records/customer/binh", {{"name", "Binh"}, {"phone", "+84901112244"}});
  answer("POST", "/v1/campaigns/news/runs", {{"customer", "binh"}});
  settle();
  answer("PUT", "/v1/retention", {{"instances", {{"days", 50}}}});
  settle();
  EXPECT_EQ(count_instances(), 1);
  EXPECT_EQ(forgotten().at("instances"), 1);
}

} // namespace sojourn::tests
