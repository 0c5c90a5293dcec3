// What a later version changes, and what the shop keeps.
#include "library/difference.hpp"

#include <gtest/gtest.h>

namespace sojourn::library {

namespace {

const json installed = json::parse(R"({"name": "Tea", "steps": {
  "rest": {"type": "delay", "for": "P2D", "next": "tell"},
  "tell": {"type": "send", "via": ["email"], "next": "end"},
  "old": {"type": "end"}}})");

json told(const std::vector<change>& changes) {
  auto shown = json::array();
  for (const auto& one : changes)
    shown.push_back({one.pointer, to_text(one.kind), one.conflicts});
  return shown;
}

json offered_version() {
  auto offered = installed;
  offered["steps"]["rest"]["for"] = "P3D";
  offered["steps"]["tell"]["via"] = {"email", "mailbox"};
  offered["steps"]["new"] = {{"type", "end"}};
  offered["steps"].erase("old");
  return offered;
}

} // namespace

TEST(a_difference, of_a_campaign_that_nobody_changed_has_no_conflict) {
  const auto changes = difference(installed, offered_version(), installed);

  EXPECT_EQ(told(changes), json::parse(R"([["/steps/new", "added", false],
    ["/steps/old", "removed", false], ["/steps/rest/for", "replaced", false],
    ["/steps/tell/via", "replaced", false]])"));
  EXPECT_EQ(with_changes(installed, changes, {}), offered_version());
}

TEST(a_difference, leaves_alone_what_the_shop_changed_elsewhere) {
  auto current = installed;
  current["name"] = "My tea";

  const auto changes = difference(installed, offered_version(), current);
  const auto merged = with_changes(current, changes, {});

  EXPECT_EQ(merged.at("name"), "My tea");
  EXPECT_EQ(merged.at("steps"), offered_version().at("steps"));
}

TEST(a_difference, is_a_conflict_where_both_changed_the_same_place) {
  auto current = installed;
  current["steps"]["rest"]["for"] = "P9D";
  current["steps"].erase("tell");

  const auto changes = difference(installed, offered_version(), current);

  EXPECT_EQ(told(changes), json::parse(R"([["/steps/new", "added", false],
    ["/steps/old", "removed", false], ["/steps/rest/for", "replaced", true],
    ["/steps/tell/via", "replaced", true]])"));
  EXPECT_EQ(as_json(changes[2]), json::parse(R"({"pointer": "/steps/rest/for",
    "change": "replaced", "from": "P2D", "to": "P3D", "conflict": true, "yours": "P9D"})"));
  const auto kept = with_changes(current, changes, {});
  EXPECT_EQ(kept["steps"]["rest"]["for"], "P9D");
  EXPECT_FALSE(kept["steps"].contains("tell"));
  const auto taken = with_changes(current, changes, {"/steps/rest/for"});
  EXPECT_EQ(taken["steps"]["rest"]["for"], "P3D");
}

TEST(a_difference, does_not_offer_what_the_shop_has_already) {
  auto current = installed;
  current["steps"]["rest"]["for"] = "P3D";

  const auto changes = difference(installed, offered_version(), current);

  EXPECT_EQ(changes.size(), 3u);
}

TEST(a_difference, that_is_taken_where_everything_around_is_gone_makes_it_anew) {
  auto current = installed;
  current["steps"]["1"] = "gone";
  auto offered = installed;
  offered["steps"]["1"] = {{"a", {{"0", 1}}}};
  auto before = installed;
  before["steps"]["1"] = {{"a", {{"0", 0}}}};

  const auto changes = difference(before, offered, current);
  const auto merged = with_changes(current, changes, {"/steps/1/a/0"});

  EXPECT_EQ(merged["steps"]["1"], (json{{"a", {{"0", 1}}}}));
}

TEST(a_difference, that_removes_what_is_gone_anyway_changes_nothing) {
  auto current = installed;
  current["steps"].erase("rest");
  auto offered = installed;
  offered["steps"]["rest"].erase("for");

  const auto changes = difference(installed, offered, current);

  EXPECT_EQ(with_changes(current, changes, {"/steps/rest/for"}), current);
}

} // namespace sojourn::library
