// Eligibility: which figures pass, what is missing, and by how much.
#include "boosters/eligibility.hpp"
#include "boosters_fixture.hpp"

namespace sojourn::boosters {

namespace {

const json passing{{"positive_rating", 0.85},
                   {"chat_response", 0.85},
                   {"followers", 50},
                   {"revenue_30_days", {{"amount", "500.01"}, {"currency", "USD"}}}};

assessment assess_with(const json& changes) {
  auto given = passing;
  given.merge_patch(changes);
  const auto by = read_settings(json::object()).value();
  return assess(read_inputs(given, by).value(), by.limits);
}

json missing_with(const json& changes) {
  json told = json::array();
  for (const auto& one : assess_with(changes).missing)
    told.push_back(as_json(one));
  return told;
}

} // namespace

TEST(eligibility, is_advanced_at_the_very_thresholds_of_rates_and_followers) {
  EXPECT_EQ(assess_with(json::object()).result, eligibility::advanced);
  EXPECT_EQ(missing_with(json::object()), json::array());
}

TEST(eligibility, needs_more_revenue_than_the_threshold) {
  const auto exact = missing_with({{"revenue_30_days", {{"amount", "500.00"}}}});

  EXPECT_EQ(exact, json::parse(R"([{"input": "revenue_30_days", "code": "not_above",
    "value": "500", "wanted": "500", "by": "0", "currency": "USD", "needed_for": "basic"}])"));
  EXPECT_EQ(assess_with({{"revenue_30_days", {{"amount", "500.00"}}}}).result, eligibility::none);
}

TEST(eligibility, is_basic_without_enough_followers_and_says_how_many_lack) {
  EXPECT_EQ(assess_with({{"followers", 30}}).result, eligibility::basic);
  EXPECT_EQ(missing_with({{"followers", 30}}),
            json::parse(R"([{"input": "followers", "code": "below", "value": "30",
    "wanted": "50", "by": "20", "needed_for": "advanced"}])"));
}

TEST(eligibility, is_none_when_one_rate_is_a_little_too_low) {
  for (const auto* rate : {"positive_rating", "chat_response"}) {
    EXPECT_EQ(assess_with({{rate, 0.8499}}).result, eligibility::none) << rate;
    EXPECT_EQ(missing_with({{rate, 0.8499}}).at(0).at("by"), "0.0001") << rate;
  }
}

TEST(eligibility, does_not_pass_what_is_not_known) {
  EXPECT_EQ(assess_with({{"chat_response", nullptr}}).result, eligibility::none);
  EXPECT_EQ(missing_with({{"chat_response", nullptr}}),
            json::parse(R"([{"input": "chat_response", "code": "unknown", "wanted": "0.85",
    "needed_for": "basic"}])"));
}

TEST(eligibility, compares_money_in_one_currency_only) {
  auto given = passing;
  given["revenue_30_days"]["currency"] = "VND";

  EXPECT_EQ(pointers(read_inputs(given, read_settings(json::object()).value()).error()),
            std::vector<std::string>{"/revenue_30_days/currency"});
}

TEST(eligibility, takes_thresholds_and_a_schedule_of_the_shop) {
  const auto by =
      read_settings({{"thresholds", {{"followers", 10}, {"approved_skus", 3}}},
                     {"measured", {{"rule", "FREQ=DAILY"}, {"start", "2026-01-01T06:00"}}},
                     {"applied_after", "PT1H"},
                     {"people_a_day", 100}})
          .value();

  EXPECT_EQ(assess(read_inputs(passing, by).value(), by.limits).result, eligibility::advanced);
  EXPECT_EQ(by.measured.next(at("2026-03-01T00:00:00+07:00"), 1).front(),
            at("2026-03-01T06:00:00+07:00"));
  EXPECT_EQ(by.people_a_day, 100);
  EXPECT_EQ(by.group_cap, 2000) << "what is left out is the default";
  EXPECT_EQ(pointers(read_settings({{"measured",
                                     {{"rule", "FREQ=SOMETIMES"}, {"start", "2026-01-01T06:00"}}}})
                         .error()),
            std::vector<std::string>{"/measured/rule"});
}

TEST(eligibility, is_measured_on_sundays_and_applied_on_mondays_at_two_by_default) {
  const auto by = read_settings(json::object()).value();
  const auto measured = by.measured.next(at("2026-09-02T12:00:00+07:00"), 1).front();

  EXPECT_EQ(measured, at("2026-09-06T00:00:00+07:00")) << "a Sunday";
  EXPECT_EQ(calendar::add(measured, by.applied_after, by.zone).value(),
            at("2026-09-07T14:00:00+07:00"));
}

TEST(an_event, says_how_many_approved_skus_it_lacks) {
  const auto by = read_settings(json::object()).value();

  EXPECT_FALSE(missing_skus(5, by.limits));
  EXPECT_EQ(missing_skus(3, by.limits)->by, "2");
}

} // namespace sojourn::boosters
