// The scenarios of the library that follow the calendar, over restarts and through a change of the
// clocks.
#include "tests/scenarios/library_shop.hpp"

namespace sojourn::scenarios {

namespace {

json greeted(mortal_daemon& shop) {
  json told = json::array();
  for (const auto& mail : shop.mailbox())
    told.push_back({mail.at("at"), mail.at("subject")});
  std::sort(told.begin(), told.end()); // those of one instant come in any order
  return told;
}

void customer(mortal_daemon& shop, const std::string& id, const json& data) {
  shop.answer("PUT", "/v1/records/customer/" + id, data);
}

} // namespace

TEST(a_birthday, is_greeted_once_on_its_day_at_nine_and_the_29th_of_february_each_year) {
  expect_same_through_deaths("2027-02-26T12:00:00+07:00", [](mortal_daemon& shop) {
    customer(shop, "an", {{"birthday", "1990-02-28"}});
    customer(shop, "bo", {{"birthday", "1992-02-29"}});
    customer(shop, "chi", {{"birthday", "1991-03-01"}});
    customer(shop, "dung", {{"name", "Dung"}});
    shop.install(draft_of(shop, "birthday"));
    shop.clock_to("2027-03-02T12:00:00+07:00");

    EXPECT_EQ(greeted(shop), json::parse(R"([
      ["2027-02-28T02:00:00Z", "customer:an"], ["2027-02-28T02:00:00Z", "customer:bo"],
      ["2027-03-01T02:00:00Z", "customer:chi"]])"));
    return greeted(shop);
  });
}

TEST(a_birthday, in_a_leap_year_is_on_its_own_day) {
  expect_same_through_deaths("2028-02-27T12:00:00+07:00", [](mortal_daemon& shop) {
    customer(shop, "bo", {{"birthday", "1992-02-29"}});
    shop.install(draft_of(shop, "birthday"));
    shop.clock_to("2028-03-02T12:00:00+07:00");

    EXPECT_EQ(greeted(shop), json::parse(R"([["2028-02-29T02:00:00Z", "customer:bo"]])"));
    return greeted(shop);
  });
}

TEST(the_month, of_birthdays_begins_with_its_first_day) {
  expect_same_through_deaths("2026-02-20T12:00:00+07:00", [](mortal_daemon& shop) {
    customer(shop, "an", {{"birthday", "1990-03-31"}});
    customer(shop, "bo", {{"birthday", "1992-04-01"}});
    run_scenario(shop, "birthdays-of-the-month");
    shop.clock_to("2026-04-02T12:00:00+07:00");

    EXPECT_EQ(greeted(shop), json::parse(R"([
      ["2026-03-01T01:00:00Z", "customer:an"], ["2026-04-01T01:00:00Z", "customer:bo"]])"));
    return greeted(shop);
  });
}

TEST(a_schedule, keeps_its_hour_through_daylight_saving) {
  expect_same_through_deaths("2026-03-27T12:00:00+01:00", [](mortal_daemon& shop) {
    auto campaign = draft_of(
        shop, "birthday",
        {{"timezone", "Europe/Berlin"}, {"hour", "02:30"}}); // which the 29th of March lacks
    campaign["audience"] = true;
    customer(shop, "an", {{"name", "An"}});
    shop.install(campaign);
    shop.clock_to("2026-03-30T12:00:00+02:00");

    EXPECT_EQ(greeted(shop), json::parse(R"([
      ["2026-03-28T01:30:00Z", "customer:an"], ["2026-03-29T01:30:00Z", "customer:an"],
      ["2026-03-30T00:30:00Z", "customer:an"]])"));
    return greeted(shop);
  });
}

TEST(a_reward, is_handed_out_once_a_month_and_made_up_for_by_hand) {
  expect_same_through_deaths("2026-03-10T12:00:00+07:00", [](mortal_daemon& shop) {
    customer(shop, "an", {{"tier", "diamond"}});
    customer(shop, "bo", {{"tier", "gold"}});
    fill_pool(shop, "monthly-reward", {"D-1", "D-2", "D-3"});
    run_scenario(shop, "tier-monthly-reward");
    shop.answer("POST", "/v1/campaigns/tier-monthly-reward/schedule/backfill",
                {{"from", "2026-02-01T00:00:00+07:00"}, {"to", "2026-03-05T00:00:00+07:00"}});
    shop.clock_to("2026-03-10T12:00:01+07:00");
    shop.clock_to("2026-04-01T09:00:00+07:00");

    const auto issued = shop.items("/v1/vouchers/monthly-reward/codes?state=issued").size();
    EXPECT_EQ(issued, 3u);
    EXPECT_EQ(shop.mailbox().size(), 3u);
    json occurrences = json::array();
    for (const auto& run : shop.items("/v1/campaigns/tier-monthly-reward/runs"))
      occurrences.push_back({run.at("occurrence"), run.at("entered"), run.at("state")});
    EXPECT_EQ(occurrences, json::parse(R"([["2026-04-01T02:00:00Z", 1, "ended"],
      ["2026-03-01T02:00:00Z", 1, "ended"], ["2026-02-01T02:00:00Z", 1, "ended"]])"));
    return json{issued, occurrences};
  });
}

} // namespace sojourn::scenarios
