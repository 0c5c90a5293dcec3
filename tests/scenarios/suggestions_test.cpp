// A suggestion that becomes a campaign, with the daemon killed at every stage.
#include "tests/scenarios/library_shop.hpp"

namespace sojourn::scenarios {

TEST(a_suggestion, becomes_one_draft_and_writes_to_those_who_are_still_in_its_group) {
  expect_same_through_deaths(monday_morning, [](mortal_daemon& shop) {
    put_record(shop, "customer", "away", {{"language", "en"}});
    put_record(shop, "customer", "returns", {{"language", "vi"}});
    put_record(shop, "customer", "here", {{"language", "en"}});
    put_record(shop, "product", "oolong", {{"name", "Oolong"}});
    put_record(shop, "product_view", "v-1",
               {{"customer_id", "away"},
                {"product_id", "oolong"},
                {"viewed_at", "2025-10-01T09:00:00+07:00"}});
    for (const std::string who : {"away", "returns"})
      put_record(shop, "order", who + "-1", order_of(who, "paid", "2025-10-01T09:00:00+07:00"));
    put_record(shop, "order", "here-1", order_of("here", "paid", "2026-02-20T09:00:00+07:00"));

    const auto draft =
        shop.create("/v1/suggestions/win-back/draft", "draft", {{"campaign", "back"}});
    EXPECT_EQ(draft.at("state"), "draft");
    shop.answer("POST", "/v1/campaigns/back/activate", json::object());
    shop.clock_to("2026-03-03T09:00:00+07:00");
    put_record(shop, "order", "returns-2",
               order_of("returns", "paid", "2026-03-03T09:00:00+07:00"));
    shop.clock_to("2026-03-04T09:00:00+07:00"); // it was sent on the 3rd at ten
    shop.clock_to("2026-03-20T09:00:00+07:00");

    EXPECT_EQ(letters(shop), json::parse(R"([
      ["2026-03-03T03:00:00Z", "customer:away", "It has been a while"]])"));
    EXPECT_EQ(shop.mailbox().at(0).at("text"),
              "You have not been in the shop for a while. Have a look at what is at a good price "
              "now. Such as Oolong.");
    EXPECT_EQ(endings(shop), json::parse(R"([["customer:away", "completed", ""]])"));
    const auto away = shop.answer("GET", "/v1/suggestions?show=all").at("suggestions");
    EXPECT_EQ(away.at(0).at("away").at("campaign"), "back");
    return json::array({letters(shop), endings(shop), away.at(0).at("away"),
                        shop.items("/v1/score/history").size()});
  });
}

TEST(the_engagement_of_a_group, writes_in_two_languages_once_to_each_and_counts_what_they_buy) {
  expect_same_through_deaths(monday_morning, [](mortal_daemon& shop) {
    for (const std::string who : {"an", "bo", "stranger"})
      put_record(shop, "customer", who, {{"language", who == "an" ? "vi" : "en"}});
    for (const std::string who : {"an", "bo"})
      put_record(shop, "follow", "f-" + who, {{"customer_id", who}, {"shop_id", "ours"}});
    run_scenario(shop, "engage",
                 {{"group", "follower"}, {"at", "2026-03-02T20:00:00+07:00"}, {"listen_days", 3}});
    shop.clock_to("2026-03-03T09:00:00+07:00");
    put_record(shop, "order", "b-1", order_of("bo", "paid", "2026-03-03T09:00:00+07:00"));
    shop.clock_to("2026-03-10T09:00:00+07:00");

    EXPECT_EQ(letters(shop), json::parse(R"([
      ["2026-03-02T13:00:00Z", "customer:an", "Có món hợp với bạn"],
      ["2026-03-02T13:00:00Z", "customer:bo", "Something that suits you"]])"));
    EXPECT_EQ(endings(shop), json::parse(R"([["customer:an", "completed", ""],
      ["customer:bo", "converted", "goal: order.paid"]])"));
    return json{letters(shop), endings(shop)};
  });
}

} // namespace sojourn::scenarios
