// Instances that need somebody: their groups, and what an operator does about them.
#include "sends_fixture.hpp"

namespace sojourn::tests {

namespace {

class trouble : public sends {
protected:
  json groups(const std::string& query = {}) {
    return answer("GET", "/v1/instances/groups" + query).at("items");
  }
  json found(const std::string& query) {
    json ids = json::array();
    const auto page = answer("GET", "/v1/instances" + query);
    for (const auto& one : page.at("items"))
      ids.push_back(one.at("id"));
    return ids;
  }
  json command(const std::string& id, const std::string& what, const json& body) {
    const auto told = answer("POST", "/v1/instances/" + id + "/" + what, body);
    settle();
    return told;
  }
};

} // namespace

TEST_F(trouble, is_grouped_by_campaign_step_and_code_the_newest_first) {
  given(sending_campaign("news"));
  sms->answer_with(outcome::rejected, "-124");
  begin();
  begin();
  pass("PT1M");
  sms->answer_with(outcome::rejected, "-201");
  const auto other = begin();

  const auto shown = groups();

  ASSERT_EQ(shown.size(), 2u);
  EXPECT_EQ(shown.at(0).at("example"), other);
  EXPECT_NE(shown.at(0).at("reason").get<std::string>().find("refused for good"),
            std::string::npos);
  EXPECT_EQ(shown.at(1).at("code"), "-124");
  EXPECT_EQ(shown.at(1).at("count"), 2);
  EXPECT_EQ(shown.at(1).at("campaign"), "news");
  EXPECT_EQ(shown.at(1).at("step"), "tell");
  EXPECT_EQ(shown.at(1).at("status"), "held");
  EXPECT_EQ(groups("?campaign=more"), json::array());
}

TEST_F(trouble, an_unknown_outcome_is_shown_when_it_has_been_unknown_for_long) {
  sms->can.receipt_within = std::chrono::hours{48};
  given(sending_campaign("news"));
  sms->answer_with(outcome::unknown, "timeout");
  begin();
  EXPECT_EQ(groups(), json::array());
  EXPECT_EQ(groups("?unknown_for=PT0S").size(), 1u);
  pass("PT2H");

  const auto shown = groups();

  ASSERT_EQ(shown.size(), 1u);
  EXPECT_EQ(shown.at(0).at("status"), "unknown");
  EXPECT_EQ(shown.at(0).at("code"), "timeout");
  EXPECT_EQ(groups("?unknown_for=P1D"), json::array());
  EXPECT_EQ(ask("GET", "/v1/instances/groups?unknown_for=long").status, 422);
}

TEST_F(trouble, instances_are_found_by_version_by_what_they_wait_for_and_by_code) {
  given(sending_campaign("news"));
  const auto first = begin();
  auto changed = sending_campaign("news");
  changed["name"] = "News again";
  answer("PUT", "/v1/campaigns/news", changed);
  const auto second = begin();
  sms->answer_with(outcome::rejected, "-124");
  const auto held = begin();

  EXPECT_EQ(found("?campaign=news&version=1"), json({first}));
  EXPECT_EQ(found("?campaign=news&version=2"), json({held, second})) << "newest first";
  EXPECT_EQ(found("?campaign=news&version=3"), json::array());
  EXPECT_EQ(found("?waiting_for=timer"), json({second, first}));
  EXPECT_EQ(found("?code=-124"), json({held}));
  EXPECT_EQ(found("?code=-124&subject=customer:an"), json({held}));
  EXPECT_EQ(found("?code=-125"), json::array());
  EXPECT_EQ(found("?waiting_for=timer&subject=customer:an&limit=1"), json({second}));
  EXPECT_EQ(ask("GET", "/v1/instances?version=1").status, 422) << "of which campaign?";
}

TEST_F(trouble, a_held_instance_goes_on_from_another_step) {
  given(sending_campaign("news"));
  sms->answer_with(outcome::rejected, "-124");
  const auto held = begin();

  EXPECT_EQ(command(held, "continue", {{"step", "rest"}, {"why", "called them"}}).at("status"),
            "waiting");

  EXPECT_EQ(instance(held).at("step"), "rest");
  EXPECT_FALSE(instance(held).contains("code"));
  const auto journal = answer("GET", "/v1/instances/" + held + "/journal").at("items");
  EXPECT_TRUE(std::any_of(journal.begin(), journal.end(), [](const json& entry) {
    return entry.at("type") == "commanded" && entry.at("payload").at("command") == "continue" &&
           entry.at("payload").at("why") == "called them" &&
           entry.at("payload").at("who") == "loopback";
  }));
  EXPECT_EQ(ask("POST", "/v1/instances/" + held + "/continue", R"({"step": "nowhere"})").status,
            409);
  EXPECT_EQ(ask("POST", "/v1/instances/" + held + "/continue", "{}").status, 422);
}

TEST_F(trouble, variables_are_edited_and_survive_a_restart) {
  given(sending_campaign("news"));
  const auto id = begin();

  command(id, "edit", {{"vars", {{"note", "vip"}, {"level", 3}}}, {"why", "the shop said so"}});
  command(id, "edit", {{"vars", {{"level", nullptr}}}});

  EXPECT_EQ(instance(id).at("vars"), json({{"note", "vip"}}));
  daemon_.reset();
  start_with_provider();
  EXPECT_EQ(instance(id).at("vars"), json({{"note", "vip"}}));
  EXPECT_EQ(ask("POST", "/v1/instances/" + id + "/edit", R"({"vars": {"Bad Name": 1}})").status,
            409);
}

TEST_F(trouble, a_whole_group_is_edited_and_goes_on_as_a_job) {
  given(sending_campaign("news"));
  sms->answer_with(outcome::rejected, "-124");
  begin();
  begin();
  pass("PT1M");
  sms->answer_with(outcome::rejected, "-201");
  const auto other = begin();
  const json group{{"campaign", "news"}, {"step", "tell"}, {"code", "-124"}};

  const auto counted =
      answer("POST", "/v1/instances/bulk",
             {{"filter", group}, {"action", "continue"}, {"to_step", "rest"}, {"dry_run", true}});
  EXPECT_EQ(counted.at("total"), 2);
  answer("POST", "/v1/instances/bulk",
         {{"filter", group}, {"action", "edit"}, {"vars", {{"note", "late"}}}});
  settle();
  answer("POST", "/v1/instances/bulk",
         {{"filter", group}, {"action", "continue"}, {"to_step", "rest"}});
  settle();

  ASSERT_EQ(groups().size(), 1u);
  EXPECT_EQ(groups().at(0).at("example"), other);
  for (const auto& id : found("?campaign=news&waiting_for=timer"))
    EXPECT_EQ(instance(id).at("vars"), json({{"note", "late"}}));
  EXPECT_EQ(
      ask("POST", "/v1/instances/bulk", json{{"filter", group}, {"action", "continue"}}.dump())
          .status,
      422)
      << "it needs to_step";
}

} // namespace sojourn::tests
