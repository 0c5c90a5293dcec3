// Scenarios of the library for members, with the daemon killed at every stage: points, tiers and
// their rewards.
#include "tests/scenarios/library_shop.hpp"

namespace sojourn::scenarios {

namespace {

json points_of(mortal_daemon& shop, const std::string& customer) {
  return shop.answer("GET", "/v1/records/customer/" + customer + "/traits")
      .at("traits")
      .at("points");
}

} // namespace

TEST(points_for_returning_customers, are_booked_once_for_each_order_and_taken_back_with_it) {
  expect_same_through_deaths(monday_morning, [](mortal_daemon& shop) {
    run_scenario(shop, "returning-customer-points");
    put_record(shop, "customer", "an", {{"name", "An"}, {"language", "en"}});
    put_record(shop, "order", "first", order_of("an", "paid", monday_morning));
    shop.clock_to("2026-03-03T09:00:00+07:00");
    put_record(shop, "order", "second", order_of("an", "paid", "2026-03-03T09:00:00+07:00"));
    shop.event("again", "order.paid", "customer:an",
               {{"order_id", "second"}, {"amount", 250'000}}); // told twice
    shop.clock_to("2026-03-04T09:00:00+07:00");
    auto dollars = order_of("an", "paid", "2026-03-04T09:00:00+07:00");
    dollars["currency"] = "USD";
    put_record(shop, "order", "dollars", dollars);
    put_record(shop, "order", "third", order_of("an", "paid", "2026-03-04T09:00:00+07:00"));
    shop.clock_to("2026-03-05T09:00:00+07:00");
    EXPECT_EQ(points_of(shop, "an"), 50);
    put_record(shop, "order", "second", order_of("an", "refunded", "2026-03-03T09:00:00+07:00"));
    shop.clock_to("2026-03-06T09:00:00+07:00");
    const auto got = letters(shop); // what they say is forgotten after a month
    shop.clock_to("2026-05-05T09:00:00+07:00");

    EXPECT_EQ(points_of(shop, "an"), 25);
    EXPECT_EQ(got, json::parse(R"([
      ["2026-03-03T02:00:00Z", "customer:an", "You have earned 25 points"],
      ["2026-03-04T02:00:00Z", "customer:an", "You have earned 25 points"],
      ["2026-03-05T02:00:00Z", "customer:an", "Points of an order that was taken back"]])"));
    return json{got, endings(shop), points_of(shop, "an")};
  });
}

TEST(points_of_the_first_month, are_a_multiple_for_those_who_registered_lately) {
  expect_same_through_deaths(monday_morning, [](mortal_daemon& shop) {
    run_scenario(shop, "first-month-points", {{"factor", 3}});
    put_record(shop, "customer", "new",
               {{"language", "en"}, {"registered_at", "2026-02-20T09:00:00+07:00"}});
    put_record(shop, "customer", "old",
               {{"language", "en"}, {"registered_at", "2025-02-20T09:00:00+07:00"}});
    put_record(shop, "order", "n-1", order_of("new", "paid", monday_morning));
    put_record(shop, "order", "o-1", order_of("old", "paid", monday_morning));
    shop.clock_to("2026-03-03T09:00:00+07:00");
    const auto got = letters(shop); // what they say is forgotten after a month
    shop.clock_to("2026-04-20T09:00:00+07:00");
    put_record(shop, "order", "n-2", order_of("new", "paid", "2026-04-20T09:00:00+07:00"));
    shop.clock_to("2026-06-20T09:00:00+07:00");

    EXPECT_EQ(points_of(shop, "new"), 75);
    EXPECT_EQ(points_of(shop, "old"), 0);
    EXPECT_EQ(got, json::parse(R"([
      ["2026-03-02T02:00:00Z", "customer:new", "More points in your first month: +75"]])"));
    return json{got, letters(shop).size(), points_of(shop, "new")};
  });
}

TEST(a_tier_upgrade_of_the_library, has_a_part_for_the_staff_and_reminds_on_its_day_all_the_same) {
  expect_same_through_deaths(monday_morning, [](mortal_daemon& shop) {
    fill_pool(shop, "gold", {"G-1", "G-2", "G-3"});
    shop.answer("PUT", "/v1/records/customer/an",
                {{"tier", "silver"}, {"language", "en"}, {"name", "An"}, {"phone", "0912345678"}});
    shop.answer("PUT", "/v1/records/customer/bo", {{"tier", "silver"}, {"language", "en"}});
    shop.create("/v1/library/tier-upgrade/install", "install",
                {{"activate", true},
                 {"override", {"no_pool"}}}); // for silver and diamond there are no pools yet
    for (const std::string who : {"an", "bo"})
      shop.answer("PATCH", "/v1/records/customer/" + who, {{"tier", "gold"}});
    shop.clock_to("2026-03-03T09:00:00+07:00");
    // An comes into the shop on the next day, and says the phone number.
    const auto seen = shop.answer("GET", "/v1/desk?phone=%2B84%20912%20345%20678");
    EXPECT_EQ(seen.at("customer").at("id"), "an");
    EXPECT_EQ(seen.at("customer").at("tier"), "gold");
    EXPECT_EQ(seen.at("customer").at("tier_since"), "2026-03-02T02:00:00Z");
    EXPECT_EQ(seen.at("offers").size(), 1u);
    EXPECT_EQ(seen.at("tasks").size(), 1u);
    const auto code = seen.at("offers").at(0).at("code").get<std::string>();
    EXPECT_EQ(seen.at("tasks").at(0).at("text").at("en"),
              "Congratulate An on reaching GOLD. Remind them of their code " + code + ".");
    const auto marked =
        shop.create("/v1/desk/an/marks", "gift-an", {{"mark", "gift_given"}, {"note", "tea"}});
    EXPECT_EQ(marked.at("tasks_done").size(), 1u);
    shop.clock_to("2026-03-04T09:00:00+07:00");
    const auto an = customer_of(shop, "an");
    EXPECT_EQ(an.at("gift_given_at"), "2026-03-03T02:00:00Z") << "the journey heard it";
    EXPECT_EQ(shop.answer("GET", "/v1/desk?code=" + code).at("tasks"), json::array());
    EXPECT_EQ(shop.items("/v1/desk/tasks").size(), 1u) << "that of Bo";
    shop.clock_to("2026-05-01T09:00:00+07:00");

    EXPECT_EQ(shop.items("/v1/desk/tasks"), json::array()) << "it is too late for that";
    EXPECT_FALSE(customer_of(shop, "bo").contains("greeted_at"));
    const auto got = letters(shop);
    EXPECT_EQ(got.size(), 4u);
    EXPECT_EQ(got.at(2).at(0), "2026-03-27T02:00:00Z") << "25 days after the message";
    EXPECT_EQ(got.at(3).at(0), "2026-03-27T02:00:00Z");
    EXPECT_EQ(endings(shop), json::parse(R"([["customer:an", "completed", ""],
      ["customer:bo", "completed", ""]])"));
    return json{got.size(), endings(shop), an};
  });
}

TEST(a_birthday_of_the_library, comes_with_a_gift_while_there_are_codes) {
  expect_same_through_deaths("2027-02-26T12:00:00+07:00", [](mortal_daemon& shop) {
    fill_pool(shop, "birthday", {"C-1"});
    put_record(shop, "customer", "an", {{"birthday", "1990-02-28"}, {"language", "en"}});
    put_record(shop, "customer", "chi", {{"birthday", "1991-03-01"}, {"language", "en"}});
    run_scenario(shop, "birthday");
    shop.clock_to("2027-03-02T12:00:00+07:00");

    json told = json::array();
    for (const auto& mail : shop.mailbox())
      told.push_back({mail.at("subject"), mail.at("text")});
    EXPECT_EQ(told, json::parse(R"([
      ["customer:an", "Have a wonderful day, friend. Your gift: the code C-1."],
      ["customer:chi", "Have a wonderful day, friend."]])"));
    return told;
  });
}

} // namespace sojourn::scenarios
