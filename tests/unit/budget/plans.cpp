// Budgets: what is read, what actions cost, and whether the pots can pay.
#include "budget/plan.hpp"
#include "tests/support/instants.hpp"

#include <gtest/gtest.h>

namespace sojourn::budget {

namespace {

using tests::at;

plan_ptr plan_of(const json& source) {
  auto read = read_plan(source);
  for (const auto& one : read ? std::vector<error_detail>{} : read.error().details)
    ADD_FAILURE() << one.pointer << ": " << one.message;
  return read ? *read : std::make_shared<const plan>();
}

std::vector<std::string> mistakes_of(const json& source) {
  const auto read = read_plan(source);
  std::vector<std::string> told;
  if (read)
    return told;
  for (const auto& one : read.error().details)
    told.push_back(one.pointer + ": " + one.message);
  return told;
}

json fixed(std::int64_t month, std::int64_t day) {
  return {{"tokens", {{"prices", {{"send", 2}}}, {"fixed", {{"month", month}, {"day", day}}}}}};
}

} // namespace

TEST(budget, a_send_costs_what_its_channel_does_or_else_what_any_send_does) {
  const auto plan =
      plan_of({{"tokens", {{"prices", {{"send", 1}, {"send:zns", 5}, {"http", 3}}}}}});

  EXPECT_EQ(price_of(*plan, "send:zns").tokens, 5);
  EXPECT_EQ(price_of(*plan, "send:email").tokens, 1);
  EXPECT_EQ(price_of(*plan, "http").tokens, 3);
  EXPECT_TRUE(price_of(*plan, "voucher").is_free());
}

TEST(budget, tokens_and_credits_are_two_parts_of_a_price) {
  const auto plan =
      plan_of({{"tokens", {{"prices", {{"send", 1}}}}},
               {"credits", {{"zalo", {{"currency", "VND"}, {"prices", {{"send:zns", 300}}}}}}}});

  const auto zns = price_of(*plan, "send:zns");
  EXPECT_EQ(zns, (price{.tokens = 1, .account = "zalo", .credits = 300}));
  EXPECT_EQ(as_json(zns), (json{{"tokens", 1}, {"credits", 300}, {"account", "zalo"}}));
  EXPECT_EQ(price_of(*plan, "send:email"), (price{.tokens = 1}));
  EXPECT_TRUE(as_json(price{}).is_null());
}

TEST(budget, a_price_that_one_channel_has_in_an_account_goes_before_that_of_any_send_in_another) {
  const auto plan = plan_of({{"credits",
                              {{"all", {{"currency", "VND"}, {"prices", {{"send", 10}}}}},
                               {"sms", {{"currency", "USD"}, {"prices", {{"send:sms", 4}}}}}}}});

  EXPECT_EQ(price_of(*plan, "send:sms"), (price{.account = "sms", .credits = 4}));
  EXPECT_EQ(price_of(*plan, "send:zns"), (price{.account = "all", .credits = 10}));
}

TEST(budget, every_mistake_is_told_at_its_place) {
  const auto told = mistakes_of({{"timezone", "Asia/Hanoi"},
                                 {"tokens",
                                  {{"prices", {{"send", 1}}},
                                   {"flexible", {{"year", 1}}},
                                   {"fixed", {{"month", 1}, {"day", 1}}}}},
                                 {"credits",
                                  {{"a", {{"currency", "VND"}, {"prices", {{"send:zns", 1}}}}},
                                   {"b", {{"currency", "VND"}, {"prices", {{"send:zns", 1}}}}}}}});

  ASSERT_EQ(told.size(), 3u);
  EXPECT_TRUE(told[0].starts_with("/credits/b/prices/send:zns: the account \"a\"")) << told[0];
  EXPECT_TRUE(told[1].starts_with("/timezone: ")) << told[1];
  EXPECT_TRUE(told[2].starts_with("/tokens/fixed: ")) << told[2];
}

TEST(budget, what_is_no_action_has_no_price) {
  const auto told = mistakes_of({{"tokens", {{"prices", {{"mail", 1}, {"http", -1}}}}}});

  ASSERT_EQ(told.size(), 2u);
  EXPECT_TRUE(told[0].starts_with("/tokens/prices/http: expected a price")) << told[0];
  EXPECT_TRUE(told[1].starts_with("/tokens/prices/mail: expected an action")) << told[1];
}

TEST(budget, fixed_limits_hold_for_the_day_and_for_the_month) {
  const auto plan = plan_of(fixed(100, 10));
  const price costs{.tokens = 2};

  EXPECT_EQ(shortage(*plan, costs, {.day = {.reserved = 3, .spent = 5}}), "");
  EXPECT_EQ(shortage(*plan, costs, {.day = {.reserved = 4, .spent = 5}}),
            "the tokens of the day cannot pay 2: 1 left");
  EXPECT_EQ(shortage(*plan, costs, {.day = {}, .month = {.reserved = 9, .spent = 90}}),
            "the tokens of the month cannot pay 2: 1 left");
  EXPECT_EQ(tokens_left(*plan, {.day = {.spent = 4}, .month = {.spent = 97}}), 3);
}

TEST(budget, a_flexible_one_is_one_pot_a_year) {
  const auto plan =
      plan_of({{"tokens", {{"prices", {{"send", 2}}}, {"flexible", {{"year", 1000}}}}}});

  EXPECT_EQ(shortage(*plan, {.tokens = 2}, {.day = {.spent = 998}, .year = {.spent = 998}}), "");
  EXPECT_NE(shortage(*plan, {.tokens = 2}, {.year = {.spent = 999}}), "");
}

TEST(budget, without_limits_tokens_are_only_counted) {
  const auto plan = plan_of({{"tokens", {{"prices", {{"send", 2}}}}}});

  EXPECT_EQ(shortage(*plan, {.tokens = 2}, {.year = {.spent = 1'000'000'000}}), "");
  EXPECT_FALSE(tokens_left(*plan, {}).has_value());
}

TEST(budget, a_prepaid_account_pays_what_was_deposited_and_no_tokens_help_it) {
  const auto plan = plan_of(
      {{"tokens", {{"prices", {{"send", 1}}}, {"flexible", {{"year", 1000}}}}},
       {"credits",
        {{"zalo", {{"currency", "VND"}, {"prices", {{"send:zns", 300}}}}},
         {"sms", {{"currency", "VND"}, {"prices", {{"send:sms", 9}}}, {"prepaid", false}}}}}});
  const auto zns = price_of(*plan, "send:zns");

  EXPECT_EQ(shortage(*plan, zns, {.account = {.reserved = 300, .spent = 400}, .deposited = 1000}),
            "");
  EXPECT_EQ(shortage(*plan, zns, {.account = {.reserved = 301, .spent = 400}, .deposited = 1000}),
            "the credits of \"zalo\" cannot pay 300: 299 left");
  EXPECT_EQ(shortage(*plan, price_of(*plan, "send:sms"), {}), "");
}

// ---- periods ---------------------------------------------------------------------------

namespace {

std::string resumes(const std::string& zone, const std::string& hour, std::string_view now) {
  const auto plan = plan_of({{"timezone", zone}, {"resume_at", hour}});
  return to_text(next_resume(*plan, at(now)).value());
}

} // namespace

TEST(budget_periods, a_day_is_that_of_the_budgets_zone) {
  EXPECT_EQ(day_of(at("2026-03-01T16:59:59Z"), "Asia/Ho_Chi_Minh").value(), "2026-03-01");
  EXPECT_EQ(day_of(at("2026-03-01T17:00:00Z"), "Asia/Ho_Chi_Minh").value(), "2026-03-02");
  EXPECT_EQ(month_of("2026-03-02"), "2026-03");
  EXPECT_EQ(year_of("2026-03-02"), "2026");
  EXPECT_FALSE(day_of(at("2026-03-01T16:59:59Z"), "Asia/Hanoi"));
}

TEST(budget_periods, campaigns_go_on_at_the_next_hour_that_the_budget_says) {
  EXPECT_EQ(resumes("Asia/Ho_Chi_Minh", "06:00", "2026-03-01T02:00:00+07:00"),
            "2026-02-28T23:00:00Z"); // the same morning
  EXPECT_EQ(resumes("Asia/Ho_Chi_Minh", "06:00", "2026-03-01T06:00:00+07:00"),
            "2026-03-01T23:00:00Z"); // not at once again
  EXPECT_EQ(resumes("Asia/Ho_Chi_Minh", "00:00", "2026-12-31T23:59:59+07:00"),
            "2026-12-31T17:00:00Z");
}

TEST(budget_periods, an_hour_that_daylight_saving_skips_is_the_first_one_after_the_gap) {
  // On 2026-03-29 the wall in Berlin goes from 02:00 to 03:00.
  EXPECT_EQ(resumes("Europe/Berlin", "02:30", "2026-03-28T12:00:00Z"), "2026-03-29T01:00:00Z");
  EXPECT_EQ(resumes("Europe/Berlin", "02:30", "2026-03-29T12:00:00Z"), "2026-03-30T00:30:00Z");
}

TEST(budget_periods, an_hour_that_comes_twice_counts_once) {
  // On 2026-10-25 the wall in Berlin goes from 03:00 back to 02:00.
  EXPECT_EQ(resumes("Europe/Berlin", "02:30", "2026-10-24T12:00:00Z"), "2026-10-25T00:30:00Z");
  EXPECT_EQ(resumes("Europe/Berlin", "02:30", "2026-10-25T00:30:00Z"), "2026-10-26T01:30:00Z");
}

} // namespace sojourn::budget
