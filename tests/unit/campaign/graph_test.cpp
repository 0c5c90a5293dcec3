// The steps as a graph: what leads where, and at what cost that is found out.
#include "campaign/graph.hpp"
#include "definitions.hpp"

#include <gmock/gmock.h>

namespace sojourn::campaign {

namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

/// A branch to `targets`.
json branch_to(const std::vector<std::string>& targets) {
  json step{{"type", "branch"}, {"cases", json::array()}, {"otherwise", "end"}};
  for (const auto& target : targets)
    step["cases"].push_back({{"when", true}, {"next", target}});
  return step;
}

std::string numbered(int step) {
  auto digits = std::to_string(step);
  return "s" + std::string(3 - digits.size(), '0') + digits;
}

/// As many steps and ways as a definition may have; each step leads to the hundred after it, and
/// with `round` the last ones to the first.
json largest(bool round) {
  constexpr int steps = 500;
  constexpr int cases = 100;
  auto definition = smallest();
  definition["start"] = numbered(0);
  definition["steps"] = json::object();
  for (int step = 0; step < steps; ++step) {
    std::vector<std::string> targets;
    for (int transition = 1; transition <= cases; ++transition) {
      const auto target = step + transition;
      targets.push_back(target < steps ? numbered(target) : round ? numbered(0) : "end");
    }
    definition["steps"][numbered(step)] = branch_to(targets);
  }
  return definition;
}

std::size_t ways_in(const definition& of) {
  std::size_t count = 0;
  for (const auto& [id, step] : of.steps)
    count += transitions_of(step).size();
  return count;
}

} // namespace

TEST(graph, a_definition_at_the_limits_is_read_and_its_ways_are_followed_a_few_times) {
  const auto source = largest(false);
  const auto read = campaign::read(source);
  ASSERT_EQ(ways_in(*read), 500u * 101);

  mistake_list mistakes;
  const auto followed = check_graph(*read, node{source, mistakes}["steps"]);

  EXPECT_LE(followed, 3 * ways_in(*read));
  EXPECT_TRUE(mistakes.empty());
}

TEST(graph, a_loop_through_all_steps_is_told_once_by_its_shortest_way) {
  const auto found = mistakes_in(largest(true));

  ASSERT_EQ(found.size(), 1u) << as_text(found);
  EXPECT_EQ(found[0].pointer, "/steps/s000");
  EXPECT_THAT(found[0].message, testing::HasSubstr("s000 → s100 → s200 → s300 → s400 → s000;"));
}

TEST(graph, loops_of_steps_that_do_not_lead_to_one_another_are_told_each) {
  auto source = smallest();
  source["start"] = "fork";
  source["steps"] = {{"fork", branch_to({"a", "c"})},
                     {"a", branch_to({"b"})},
                     {"b", branch_to({"a"})},
                     {"c", branch_to({"c"})}};

  std::vector<std::string> places;
  for (const auto& one : mistakes_in(source))
    places.push_back(one.pointer);

  EXPECT_THAT(places, ElementsAre("/steps/a", "/steps/c"));
}

TEST(components, hold_what_leads_to_one_another_each_after_all_that_it_leads_to) {
  const auto found = components_of({{1, 2}, {2}, {1, 3}, {}, {4}});

  ASSERT_EQ(found.members.size(), 4u);
  EXPECT_THAT(found.members[0], ElementsAre(3u));
  EXPECT_THAT(found.members[1], UnorderedElementsAre(1u, 2u));
  EXPECT_THAT(found.members[2], ElementsAre(0u));
  EXPECT_THAT(found.members[3], ElementsAre(4u));
  EXPECT_EQ(found.of_node[2], 1u);
}

TEST(components, of_a_long_chain_need_no_stack_of_calls) {
  constexpr std::size_t length = 1'000'000;
  adjacency chain(length);
  for (std::size_t node = 0; node + 1 < length; ++node)
    chain[node].push_back(node + 1);

  EXPECT_EQ(components_of(chain).members.size(), length);
}

} // namespace sojourn::campaign
