#include "cli/table.hpp"

#include <array>
#include <gtest/gtest.h>

namespace sojourn::cli {
namespace {

constexpr std::array columns{column{"ID", "id"}, column{"NAME", "data.name"}, column{"N", "n"}};

TEST(table, columns_are_as_wide_as_their_widest_cell_on_screen) {
  EXPECT_EQ(to_table({json{{"id", "c1"}, {"data", {{"name", "Hường"}}}, {"n", 5}},
                      json{{"id", "c2"}, {"data", {{"name", "An"}}}, {"n", 1200}}},
                     columns),
            "ID  NAME      N\n"
            "c1  Hường     5\n"
            "c2  An     1200\n");
}

TEST(table, a_column_that_no_row_fills_is_left_out) {
  EXPECT_EQ(to_table({json{{"id", "c1"}, {"n", nullptr}}}, columns), "ID\nc1\n");
}

TEST(table, a_missing_value_leaves_its_cell_empty) {
  EXPECT_EQ(to_table({json{{"id", "c1"}}, json{{"id", "c2"}, {"n", 7}}}, columns), "ID  N\n"
                                                                                   "c1\n"
                                                                                   "c2  7\n");
}

TEST(table, no_rows_give_no_heading) { EXPECT_EQ(to_table({}, columns), ""); }

TEST(table, a_value_cannot_break_its_line) {
  EXPECT_EQ(to_table({json{{"id", "a\nb"}}}, columns), "ID\na\\nb\n");
}

TEST(cell, values_are_shown_without_quotes_and_lists_with_commas) {
  EXPECT_EQ(to_cell("text"), "text");
  EXPECT_EQ(to_cell(nullptr), "");
  EXPECT_EQ(to_cell(true), "true");
  EXPECT_EQ(to_cell(1.5), "1.5");
  EXPECT_EQ(to_cell(json::array({"zns", "email"})), "zns, email");
}

TEST(cell, an_object_is_shown_by_its_members) {
  EXPECT_EQ(to_cell({{"step", "rest"}, {"visit", 1}}), "step=rest visit=1");
  EXPECT_EQ(to_cell({{"deep", {{"a", 1}}}}), R"(deep={"a":1})");
}

TEST(fields, names_are_aligned_and_nested_objects_indented) {
  EXPECT_EQ(to_fields({{"id", "tier-upgrade"},
                       {"state", "active"},
                       {"counts", {{"waiting", 3}, {"held", 0}}},
                       {"vars", json::object()}}),
            "counts\n"
            "  held     0\n"
            "  waiting  3\n"
            "id      tier-upgrade\n"
            "state   active\n"
            "vars    none\n");
}

TEST(fields, a_list_of_objects_becomes_a_table) {
  EXPECT_EQ(to_fields({{"ways", {{{"name", "next"}, {"to", "end"}}}}}), "ways\n"
                                                                        "  name  to\n"
                                                                        "  next  end\n");
}

} // namespace
} // namespace sojourn::cli
