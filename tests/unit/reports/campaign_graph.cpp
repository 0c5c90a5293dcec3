#include "reports/campaign_graph.hpp"

#include "campaign/reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sojourn::reports {
namespace {

using engine::passage_kind;
using ::testing::ElementsAre;

campaign::definition_ptr tier_upgrade() {
  return campaign::read_definition(json::parse(R"({
    "id": "tiers", "name": "Tiers", "trigger": {"type": "manual"},
    "goal": {"event": "order.paid"}, "exit": {"event": "customer.left"},
    "start": "which",
    "steps": {
      "which": {"type": "branch", "title": {"vi": "Hạng nào?", "en": "Which tier?"},
                "on": {"var": "customer.tier"},
                "cases": {"gold": {"next": "tell", "title": "Vàng"}, "silver": "end"},
                "otherwise": "end"},
      "tell": {"type": "send", "message": "hello", "via": ["email"], "next": "end"}
    },
    "messages": {"hello": {"fallback": "en", "languages": {"en": {"text": "Hello"}}}}})"))
      .value();
}

json node_in(const json& graph, const std::string& id) {
  for (const auto& node : graph.at("nodes")) {
    if (node.at("id") == id)
      return node;
  }
  return nullptr;
}

json edge_in(const json& graph, const std::string& from, const std::string& transition) {
  for (const auto& edge : graph.at("edges")) {
    if (edge.at("from") == from && edge.at("transition") == transition)
      return edge;
  }
  return nullptr;
}

TEST(a_graph, of_a_campaign_that_never_ran_shows_all_that_it_could_do) {
  const auto graph = campaign_graph(*tier_upgrade(), {}, {});

  std::vector<std::string> ids;
  for (const auto& node : graph.at("nodes"))
    ids.push_back(node.at("id"));
  EXPECT_THAT(ids, ElementsAre(":trigger", "tell", "which", ":goal:order.paid",
                               ":exit:customer.left", ":end", ":cancelled", ":failed"));
  EXPECT_EQ(node_in(graph, "which").at("title").at("vi"), "Hạng nào?");
  EXPECT_EQ(edge_in(graph, ":trigger", "start").at("to"), "which");
  EXPECT_EQ(edge_in(graph, "which", "case 1").at("title"), "Vàng");
  EXPECT_EQ(edge_in(graph, "which", "case 2").at("title"), "silver") << "the value it is for";
  EXPECT_EQ(edge_in(graph, "which", "case 2").at("to"), ":end");
  EXPECT_EQ(edge_in(graph, "which", "case 2").at("passed"), 0);
  EXPECT_EQ(edge_in(graph, "which", "goal"), nullptr) << "nobody took it";
}

TEST(a_graph, gives_each_node_what_came_and_went) {
  const std::vector<engine::passage_sum> sums{
      {passage_kind::moved, "", "start", "which", 10},
      {passage_kind::moved, "which", "case 1", "tell", 6},
      {passage_kind::moved, "which", "otherwise", "", 3},
      {passage_kind::moved, "tell", "skipped", "", 1},
      {passage_kind::converted, "tell", "order.paid", "", 2},
      {passage_kind::cancelled, "tell", "cancel", "", 1},
      {passage_kind::held, "which", "condition_failed", "", 1},
      {passage_kind::migrated_in, "tell", "", "", 1}};
  const step_standings standing{{"tell",
                                 {{engine::instance_status::waiting, 2},
                                  {engine::instance_status::paused, 1},
                                  {engine::instance_status::converted, 2}}},
                                {"which", {{engine::instance_status::held, 1}}}};

  const auto graph = campaign_graph(*tier_upgrade(), sums, standing);

  const auto tell = node_in(graph, "tell");
  EXPECT_EQ(tell.at("entered"), 7);
  EXPECT_EQ(tell.at("left"), 4);
  EXPECT_EQ(tell.at("waiting"), 3);
  EXPECT_EQ(tell.at("skipped"), 1);
  EXPECT_EQ(node_in(graph, "which").at("entered"), 10);
  EXPECT_EQ(node_in(graph, "which").at("held"), 1);
  EXPECT_EQ(node_in(graph, "which").at("holds"), 1);
  EXPECT_EQ(node_in(graph, ":goal:order.paid").at("entered"), 2);
  EXPECT_EQ(node_in(graph, ":end").at("entered"), 4);
  EXPECT_EQ(node_in(graph, ":cancelled").at("entered"), 1);
  EXPECT_EQ(edge_in(graph, "tell", "goal").at("to"), ":goal:order.paid");
  EXPECT_EQ(edge_in(graph, "tell", "goal").at("declared"), false);
  EXPECT_EQ(edge_in(graph, "which", "case 1").at("passed"), 6);
  EXPECT_EQ(edge_in(graph, "which", "case 1").at("declared"), true);
}

TEST(messages_in_a_graph, are_told_apart_by_what_became_of_them) {
  const std::vector<engine::passage_sum> sums{
      {passage_kind::accepted, "tell", "zns", "", 5},
      {passage_kind::accepted, "tell", "email", "", 2},
      {passage_kind::delivered, "tell", "zns", "", 4},
      {passage_kind::unknown, "tell", "zns", "", -1}, // cleared in these days, of earlier ones
      {passage_kind::skipped, "tell", "consent_withdrawn", "", 3},
      {passage_kind::skipped, "tell", "cap:weekly", "", 1},
      {passage_kind::unreachable, "tell", "suppressed", "", 2},
      {passage_kind::unreachable, "tell", "no_channel", "", 6}};

  const auto told = message_figures(sums);

  EXPECT_EQ(told.at("accepted"), 7);
  EXPECT_EQ(told.at("by_channel").at("zns"),
            json({{"accepted", 5}, {"delivered", 4}, {"unknown", 0}}));
  EXPECT_EQ(told.at("unknown"), 0);
  EXPECT_EQ(told.at("unsubscribed"), 3);
  EXPECT_EQ(told.at("suppressed"), 2);
  EXPECT_EQ(told.at("unreachable"), 6);
  EXPECT_EQ(told.at("skipped"), json({{"cap:weekly", 1}}));
}

} // namespace
} // namespace sojourn::reports
