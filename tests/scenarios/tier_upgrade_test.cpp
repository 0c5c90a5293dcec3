// The tier upgrade of examples/, with the daemon killed at every stage.
#include "tests/scenarios/mortal_daemon.hpp"

#include <gtest/gtest.h>

namespace sojourn::scenarios {

namespace {

constexpr auto begin = "2026-03-01T09:00:00+07:00";

void tier(mortal_daemon& shop, const std::string& value) {
  shop.answer("PATCH", "/v1/records/customer/an", {{"tier", value}});
}

/// The campaign with `codes` for gold and none for the other tiers, and An, a silver customer.
void prepare(mortal_daemon& shop, const std::vector<std::string>& codes,
             const json& campaign = read_json("examples/tier-upgrade/campaign.json")) {
  shop.create_pool("gold-2026");
  if (!codes.empty())
    shop.answer("POST", "/v1/vouchers/gold-2026/codes", {{"codes", codes}});
  shop.answer("PUT", "/v1/records/customer/an",
              {{"name", "An"}, {"tier", "silver"}, {"language", "en"}});
  shop.install(campaign);
}

json received(mortal_daemon& shop) {
  json told = json::array();
  for (const auto& mail : shop.mailbox())
    told.push_back({mail.at("at"), mail.at("message"), mail.at("subject_line")});
  return told;
}

/// Of all instances, the oldest first.
json fates(mortal_daemon& shop) {
  json told = json::array();
  for (const auto& one : shop.items("/v1/instances"))
    told.push_back({one.at("status"), one.value("reason", "")});
  std::reverse(told.begin(), told.end());
  return told;
}

} // namespace

TEST(tier_upgrade, reminds_on_the_25th_day_of_a_code_that_nobody_used) {
  expect_same_through_deaths(begin, [](mortal_daemon& shop) {
    prepare(shop, {"G-1", "G-2"});
    tier(shop, "gold");
    shop.clock_to("2026-03-26T08:59:59+07:00");
    EXPECT_EQ(received(shop).size(), 1u);
    shop.clock_to("2026-03-26T09:00:00+07:00");

    EXPECT_EQ(received(shop), json::parse(R"([
      ["2026-03-01T02:00:00Z", "tier-upgraded", "Welcome to GOLD!"],
      ["2026-03-26T02:00:00Z", "offer-reminder", "Your voucher G-1 is still waiting"]])"));
    EXPECT_EQ(fates(shop), json::parse(R"([["completed", ""]])"));
    return json{received(shop), fates(shop)};
  });
}

TEST(tier_upgrade, ends_at_the_moment_the_code_is_used) {
  expect_same_through_deaths(begin, [](mortal_daemon& shop) {
    prepare(shop, {"G-1"});
    tier(shop, "gold");
    shop.clock_to("2026-03-10T09:00:00+07:00");
    shop.event("till-7", "voucher.redeemed", "customer:an", {{"code", "another"}});
    EXPECT_EQ(fates(shop), json::parse(R"([["waiting", ""]])"));
    shop.event("till-8", "voucher.redeemed", "customer:an", {{"code", "G-1"}});
    shop.clock_to("2026-05-01T09:00:00+07:00");

    EXPECT_EQ(received(shop).size(), 1u);
    EXPECT_EQ(fates(shop), json::parse(R"([["converted", "goal: voucher.redeemed"]])"));
    return json{received(shop), fates(shop)};
  });
}

TEST(tier_upgrade, begins_again_with_a_second_upgrade_and_is_silent_about_the_first) {
  expect_same_through_deaths(begin, [](mortal_daemon& shop) {
    prepare(shop, {"G-1"});
    tier(shop, "gold");
    shop.clock_to("2026-03-11T09:00:00+07:00");
    tier(shop, "diamond");                      // whose pool is not there
    shop.clock_to("2026-03-30T09:00:00+07:00"); // while the contents of sends are kept

    EXPECT_EQ(received(shop), json::parse(R"([
      ["2026-03-01T02:00:00Z", "tier-upgraded", "Welcome to GOLD!"],
      ["2026-03-11T02:00:00Z", "tier-upgraded", "Welcome to DIAMOND!"]])"));
    shop.clock_to("2026-05-01T09:00:00+07:00");
    const auto ended = fates(shop);
    EXPECT_EQ(ended.at(0).at(0), "cancelled");
    EXPECT_EQ(ended.at(1).at(0), "completed") << "without a code there is nothing to remind of";
    return json{received(shop).size(), ended.at(0).at(0), ended.at(1).at(0)};
  });
}

TEST(tier_upgrade, congratulates_nobody_on_a_tier_that_falls) {
  expect_same_through_deaths(begin, [](mortal_daemon& shop) {
    const auto campaign = read_json("examples/tier-upgrade/campaign.json");
    shop.answer("PUT", "/v1/records/customer/an", {{"name", "An"}, {"tier", "gold"}});
    shop.install(campaign);
    tier(shop, "silver");
    shop.clock_to("2026-03-11T09:00:00+07:00");

    EXPECT_EQ(fates(shop), json::array());
    return fates(shop);
  });
}

TEST(tier_upgrade, of_somebody_who_falls_while_it_waits_goes_on_with_the_code_that_is_theirs) {
  expect_same_through_deaths(begin, [](mortal_daemon& shop) {
    prepare(shop, {"G-1"});
    tier(shop, "gold");
    shop.clock_to("2026-03-11T09:00:00+07:00");
    tier(shop, "silver");
    shop.clock_to("2026-03-30T09:00:00+07:00"); // while the contents of sends are kept

    EXPECT_EQ(received(shop), json::parse(R"([
      ["2026-03-01T02:00:00Z", "tier-upgraded", "Welcome to GOLD!"],
      ["2026-03-26T02:00:00Z", "offer-reminder", "Your voucher G-1 is still waiting"]])"));
    EXPECT_EQ(fates(shop), json::parse(R"([["completed", ""]])"));
    return json{received(shop), fates(shop)};
  });
}

TEST(tier_upgrade, asks_anew_before_the_reminder_whether_the_customer_follows) {
  expect_same_through_deaths(begin, [](mortal_daemon& shop) {
    auto campaign = read_json("examples/tier-upgrade/campaign.json");
    const auto asks = [&](const std::string& send) {
      campaign["steps"][send + "-how"] = {
          {"type", "branch"},
          {"cases", {{{"when", {{">", {{{"var", "traits.follows"}}, 0}}}}, {"next", send}}}},
          {"otherwise", send + "-by-letter"}};
      campaign["steps"][send + "-by-letter"] = campaign["steps"][send];
      campaign["steps"][send + "-by-letter"]["message"] = "letter";
    };
    asks("tell");
    asks("remind");
    campaign["steps"]["offer-gold"]["next"] = "tell-how";
    campaign["steps"]["used?"]["cases"][0]["next"] = "remind-how";
    campaign["messages"]["letter"] = {
        {"fallback", "en"}, {"languages", {{"en", {{"subject", "A letter"}, {"text", "Hello"}}}}}};
    prepare(shop, {"G-1"}, campaign);
    tier(shop, "gold");
    shop.clock_to("2026-03-11T09:00:00+07:00");
    shop.answer("PUT", "/v1/records/follow/an", {{"customer_id", "an"}, {"shop_id", "ours"}});
    shop.clock_to("2026-03-26T09:00:00+07:00");

    EXPECT_EQ(received(shop), json::parse(R"([
      ["2026-03-01T02:00:00Z", "letter", "A letter"],
      ["2026-03-26T02:00:00Z", "offer-reminder", "Your voucher G-1 is still waiting"]])"));
    return received(shop);
  });
}

TEST(tier_upgrade, congratulates_without_a_code_when_the_pool_is_empty_and_reminds_of_nothing) {
  expect_same_through_deaths(begin, [](mortal_daemon& shop) {
    prepare(shop, {"G-1"});
    shop.answer("PUT", "/v1/records/customer/bo", {{"name", "Bo"}, {"tier", "silver"}});
    tier(shop, "gold"); // takes the last one
    shop.clock_to("2026-03-02T09:00:00+07:00");
    shop.answer("PATCH", "/v1/records/customer/bo", {{"tier", "gold"}});
    shop.clock_to("2026-05-01T09:00:00+07:00");

    json told = json::array();
    for (const auto& mail : shop.mailbox())
      told.push_back({mail.at("subject"), mail.at("message")});
    EXPECT_EQ(told, json::parse(R"([["customer:an", "tier-upgraded"],
      ["customer:bo", "tier-upgraded"], ["customer:an", "offer-reminder"]])"));
    return told;
  });
}

TEST(tier_upgrade, does_not_remind_of_an_offer_that_is_over_by_then) {
  expect_same_through_deaths(begin, [](mortal_daemon& shop) {
    auto campaign = read_json("examples/tier-upgrade/campaign.json");
    // Codes of this shop hold for two weeks.
    auto& when = campaign["steps"]["used?"]["cases"][0]["when"]["and"];
    when.push_back({{"within", {{{"var", "vars.offer.issued_at"}}, "P14D"}}});
    prepare(shop, {"G-1"}, campaign);
    tier(shop, "gold");
    shop.clock_to("2026-05-01T09:00:00+07:00");

    EXPECT_EQ(received(shop).size(), 1u);
    EXPECT_EQ(fates(shop), json::parse(R"([["completed", ""]])"));
    return json{received(shop), fates(shop)};
  });
}

} // namespace sojourn::scenarios
