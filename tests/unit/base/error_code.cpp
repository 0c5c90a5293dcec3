#include "base/error_code.hpp"

#include <gtest/gtest.h>
#include <set>

namespace sojourn {
namespace {

TEST(error_catalogue, every_code_stands_at_its_own_place) {
  const auto rows = error_catalogue();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(static_cast<std::size_t>(rows[i].code), i) << rows[i].text;
    EXPECT_EQ(&describe(rows[i].code), &rows[i]);
  }
}

TEST(error_catalogue, texts_are_unique_and_well_formed) {
  std::set<std::string_view> texts;
  for (const auto& row : error_catalogue()) {
    EXPECT_TRUE(texts.insert(row.text).second) << row.text << " stands twice";
    EXPECT_TRUE(row.text.size() == 6 && row.text.starts_with("SJ") &&
                row.text.find_first_not_of("0123456789", 2) == std::string_view::npos)
        << row.text;
  }
}

TEST(error_catalogue, every_row_has_a_title_and_an_http_error_status) {
  for (const auto& row : error_catalogue()) {
    EXPECT_FALSE(row.title.empty()) << row.text;
    EXPECT_GE(row.status, 400) << row.text;
    EXPECT_LT(row.status, 600) << row.text;
  }
}

TEST(error_catalogue, a_code_is_found_by_its_text) {
  const auto found = find_error("SJ0412");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->code, error_code::invalid_definition);
  EXPECT_FALSE(find_error("SJ9999"));
  EXPECT_FALSE(find_error("sj0412"));
}

} // namespace
} // namespace sojourn
