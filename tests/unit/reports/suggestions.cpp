// Which suggestion comes first, why it is one, and the draft that it makes.
#include "reports/suggestions.hpp"

#include "tests/support/instants.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace sojourn::reports {
namespace {

suggestion suggested(const char* id, std::int64_t size, std::int64_t peers) {
  return {.action = {.id = id, .segment = id, .peers = peers, .effect = "more_orders"},
          .size = size};
}

suggestion with_past(suggestion one, std::int64_t sent, std::int64_t buyers) {
  one.past.sent = sent;
  one.past.buyers = buyers;
  one.campaigns = 1;
  return one;
}

std::vector<std::string> arranged(std::vector<suggestion> all) {
  arrange(all);
  std::vector<std::string> ids;
  for (const auto& one : all)
    ids.push_back(one.action.id);
  return ids;
}

using ids = std::vector<std::string>;

} // namespace

TEST(suggestions, without_a_past_come_by_the_benchmark_then_by_size) {
  const std::vector<suggestion> all{suggested("frequent", 13, 2'500), suggested("new", 65, 4'000),
                                    suggested("inactive", 29, 4'000)};
  EXPECT_EQ(arranged(all), (ids{"new", "inactive", "frequent"}));
  auto turned = all;
  std::ranges::reverse(turned);
  EXPECT_EQ(arranged(turned), (ids{"new", "inactive", "frequent"})) << "however they came";
}

TEST(suggestions, of_groups_that_bought_come_first_and_of_those_that_did_not_come_last) {
  EXPECT_EQ(
      arranged({suggested("unknown", 10, 4'000), with_past(suggested("poor", 99, 4'000), 1'000, 10),
                with_past(suggested("good", 5, 2'500), 1'000, 90),
                with_past(suggested("better", 5, 2'500), 200, 30)}),
      (ids{"better", "good", "unknown", "poor"}));
}

TEST(suggestions, are_not_judged_by_a_past_of_a_few_people) {
  EXPECT_EQ(arranged({with_past(suggested("few", 10, 2'500), enough_of_past - 1, 99),
                      suggested("unknown", 10, 4'000)}),
            (ids{"unknown", "few"}));
}

TEST(suggestions, that_are_alike_come_by_id) {
  EXPECT_EQ(arranged({suggested("b", 10, 4'000), suggested("a", 10, 4'000)}), (ids{"a", "b"}));
}

TEST(suggestions, of_groups_without_anybody_are_none) {
  EXPECT_EQ(arranged({suggested("empty", 0, 4'000), suggested("some", 1, 2'500)}), (ids{"some"}));
}

TEST(reasons_of_a_suggestion, are_codes_with_facts) {
  auto one = with_past(suggested("good", 5, 2'500), 200, 30);
  one.past.bought.orders = 31;
  one.past.bought.amount = {{"VND", 1'000'000}};

  const auto reasons = reasons_of(one);

  ASSERT_EQ(reasons.size(), 2u);
  EXPECT_EQ(reasons[0].at("code"), "own_past");
  const auto& own = reasons[0].at("facts");
  EXPECT_EQ(own.at("conversion"), (json{{"count", 30}, {"of", 200}, {"ratio", 0.15}}));
  EXPECT_EQ(own.at("amount"), (json{{"VND", "1000"}}));
  EXPECT_EQ(own.at("is_enough"), true);
  EXPECT_EQ(reasons[1].at("code"), "peers");
  EXPECT_EQ(reasons[1].at("facts"),
            (json{{"share", 0.25}, {"effect", "more_orders"}, {"is_template", true}}));
  EXPECT_EQ(reasons_of(suggested("unknown", 1, 1))[0].at("code"), "no_own_past");
}

TEST(a_prefilled_draft, takes_what_the_scenario_asks_for_and_the_action_leaves_open) {
  const suggested_action action{.id = "back",
                                .segment = "inactive",
                                .segment_parameters = {{"days", 60}},
                                .parameters = {{"group", "mine"}, {"pool", "gold"}}};
  const draft_start start{.zone = tests::hanoi, .at = tests::at("2026-03-01T13:00:00Z")};
  const auto text = json{{"type", "string"}};

  const auto all = prefilled(action,
                             {{"properties",
                               {{"group", text},
                                {"group_parameters", {{"type", "object"}}},
                                {"timezone", text},
                                {"at", text},
                                {"pool", text}}}},
                             start);
  EXPECT_EQ(all, (json{{"group", "mine"},
                       {"group_parameters", {{"days", 60}}},
                       {"timezone", "Asia/Ho_Chi_Minh"},
                       {"at", "2026-03-01T20:00:00+07:00"},
                       {"pool", "gold"}}));

  const auto of_list =
      prefilled({.id = "x", .segment = "new"},
                {{"properties", {{"at", {{"type", "array"}, {"items", text}}}}}}, start);
  EXPECT_EQ(of_list, (json{{"at", {"2026-03-01T20:00:00+07:00"}}}));
}

TEST(a_prefilled_draft, is_called_by_the_day_of_the_shop) {
  const auto night = tests::at("2026-03-01T18:00:00Z");
  EXPECT_EQ(draft_id({.id = "back"}, night, tests::hanoi), "back-2026-03-02");
  EXPECT_EQ(draft_id({.id = "back"}, night, "UTC"), "back-2026-03-01");
}

} // namespace sojourn::reports
