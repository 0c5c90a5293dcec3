// The group that a campaign writes to is read from its audience.
#include "segments/audience_group.hpp"

#include "rules/rule.hpp"

#include <gtest/gtest.h>

namespace sojourn::segments {
namespace {

/// Its segment_key; empty: none.
std::string group_named(const char* audience) {
  const auto found = group_in(json::parse(audience));
  return found ? rules::segment_key(found->name, found->parameters) : std::string{};
}

} // namespace

TEST(the_group_of_an_audience, is_the_segment_that_it_asks_for) {
  EXPECT_EQ(group_named(R"({"in_segment": "new"})"), "new");
  EXPECT_EQ(group_named(R"({"in_segment": ["new"]})"), "new");
  EXPECT_EQ(group_named(R"({"in_segment": ["new", {}]})"), "new");
  EXPECT_EQ(group_named(R"({"in_segment": ["inactive", {"days": 60}]})"), "inactive{\"days\":60}");
}

TEST(the_group_of_an_audience, may_be_one_condition_of_several) {
  EXPECT_EQ(group_named(R"({"and": [{"in_segment": "new"}, {"in_segment": "interacted"}]})"),
            "new");
  EXPECT_EQ(group_named(R"({"and": [{">": [1, 0]}, {"in_segment": "new"}]})"), "new");
}

TEST(the_group_of_an_audience, is_none_where_some_are_in_another) {
  EXPECT_EQ(group_named(R"({"and": [{"in_segment": "new"}, {"in_segment": "follower"}]})"), "");
  EXPECT_EQ(group_named(R"({"or": [{"in_segment": "new"}, {"in_segment": "follower"}]})"), "");
  EXPECT_EQ(group_named(R"({"!": [{"in_segment": "new"}]})"), "");
  EXPECT_EQ(group_named(R"({"in_segment": "interacted"})"), "");
  EXPECT_EQ(group_named("true"), "");
  EXPECT_EQ(group_named("null"), "");
}

} // namespace sojourn::segments
