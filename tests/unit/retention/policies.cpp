// The document of a retention, and what it says of an instance.
#include "retention/policy.hpp"
#include "tests/support/instants.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sojourn::retention {
namespace {

using std::chrono::days;
using ::testing::HasSubstr;
using tests::at;

policy read(const char* source) {
  auto made = read_policy(json::parse(source));
  EXPECT_TRUE(made) << made.error().message;
  return made.value_or(policy{});
}

TEST(retention, a_shop_that_says_nothing_has_a_default_for_everything) {
  const auto made = read("{}");
  EXPECT_EQ(keep_of(made, "welcome", "completed"), days{400});
  EXPECT_EQ(made.of(area::send_contents), days{30});
  EXPECT_EQ(made.of(area::events), days{30});
  EXPECT_EQ(made.of(area::hook_calls), days{90});
  EXPECT_EQ(made.of(area::runs), days{400});
  EXPECT_EQ(made.of(area::jobs), days{90});
  EXPECT_EQ(made.of(area::imports), days{90});
  EXPECT_EQ(made.of(area::audit), days{1825});
  EXPECT_EQ(made.of(area::figures), days{1100});
}

TEST(retention, the_rule_nearest_to_an_instance_holds) {
  const auto made =
      read(R"({"instances": {"days": 100, "by_status": {"failed": 10, "cancelled": 20},
      "by_campaign": {"vip": {"days": 1000, "by_status": {"failed": 5}},
                      "news": {"by_status": {"completed": 7}}}}})");
  EXPECT_EQ(keep_of(made, "other", "completed"), days{100});
  EXPECT_EQ(keep_of(made, "other", "failed"), days{10});
  EXPECT_EQ(keep_of(made, "vip", "failed"), days{5}) << "the campaign's rule for the status";
  EXPECT_EQ(keep_of(made, "vip", "cancelled"), days{1000}) << "the campaign's days come before";
  EXPECT_EQ(keep_of(made, "news", "completed"), days{7});
  EXPECT_EQ(keep_of(made, "news", "cancelled"), days{20}) << "what the campaign leaves out";
}

TEST(retention, null_keeps_for_ever) {
  const auto made = read(R"({"instances": {"days": null, "by_status": {"failed": 3}},
                             "audit": {"days": null}})");
  EXPECT_EQ(keep_of(made, "a", "completed"), period{});
  EXPECT_EQ(keep_of(made, "a", "failed"), days{3});
  EXPECT_EQ(due_before(made.of(area::audit), at("2026-03-02T09:00:00Z")), std::nullopt);
}

TEST(retention, what_is_due_ended_before_its_days_began) {
  EXPECT_EQ(due_before(days{30}, at("2026-03-31T09:00:00Z")), at("2026-03-01T09:00:00Z"));
}

TEST(retention, of_two_periods_for_ever_is_the_longer) {
  EXPECT_EQ(longer(days{3}, days{5}), days{5});
  EXPECT_EQ(longer(days{3}, period{}), period{});
}

TEST(retention, a_policy_and_its_document_say_the_same) {
  const auto made = read(R"({"instances": {"by_campaign": {"a": {"days": null}}},
                             "events": {"days": 60}})");
  EXPECT_EQ(read_policy(as_json(made)).value(), made);
}

TEST(retention, a_document_with_mistakes_is_refused_with_all_of_them) {
  const auto refused = read_policy(json::parse(
      R"({"instances": {"days": 0, "by_status": {"running": 3}}, "mail": {"days": 4},
          "jobs": {"days": "ten"}})"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, error_code::invalid_request);
  std::vector<std::string> where;
  for (const auto& one : refused.error().details)
    where.push_back(one.pointer);
  EXPECT_THAT(where, ::testing::UnorderedElementsAre("/instances/by_status/running",
                                                     "/instances/days", "/jobs/days", "/mail"));
}

} // namespace
} // namespace sojourn::retention
