// Lists whose elements must differ, however long they are.
#include "base/json_schema.hpp"

#include <gtest/gtest.h>

namespace sojourn {
namespace {

std::size_t findings(const json& list) {
  static const json_schema schema{std::make_shared<const json>(
      json{{"type", "object"},
           {"properties", {{"names", {{"type", "array"}, {"uniqueItems", true}}}}}})};
  return schema.check({{"names", list}}, "").size();
}

TEST(lists_without_equals, are_taken) { EXPECT_EQ(findings({"a", "b", 1, json{{"a", 1}}}), 0U); }

TEST(lists_without_equals, are_refused_once_where_something_stands_twice) {
  EXPECT_EQ(findings({"a", "b", "a", "b"}), 1U);
  EXPECT_EQ(findings({json{{"a", 1}}, json{{"a", 1}}}), 1U);
}

TEST(lists_without_equals, are_refused_with_what_stands_twice) {
  const json_schema schema{std::make_shared<const json>(
      json{{"type", "array"}, {"uniqueItems", true}, {"description", "a list of ids"}})};
  mistake_list mistakes;
  schema.check({"tea-1", "tea-2", "tea-1"}, "/skus", mistakes);

  const auto told = mistakes.sorted();
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told.front().pointer, "/skus");
  EXPECT_EQ(told.front().message, "\"tea-1\" stands in this list more than once; write it once");
}

TEST(lists_without_equals, cost_no_more_than_sorting_them) {
  const json equal = std::vector<std::string>(100'000, "x");
  json distinct = json::array();
  for (int i = 0; i < 100'000; ++i)
    distinct.push_back(std::to_string(i));
  // Compared each with each, these would take hours.
  EXPECT_EQ(findings(equal), 1U);
  EXPECT_EQ(findings(distinct), 0U);
}

} // namespace
} // namespace sojourn
