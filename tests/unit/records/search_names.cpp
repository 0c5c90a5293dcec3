#include "records/search_names.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sojourn::records {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(the_names_of_a_customer, begin_with_each_word_in_turn) {
  EXPECT_THAT(search_names({{"name", "Nguyễn Văn An"}}),
              ElementsAre("an nguyen van", "nguyen van an", "van an nguyen"));
  EXPECT_THAT(search_names({{"name", "Đào"}}), ElementsAre("dao"));
  EXPECT_THAT(search_names({{"name", "An An"}}), ElementsAre("an an"));
}

TEST(the_names_of_a_customer, hold_together_at_apostrophes_and_come_apart_there) {
  const auto names =
      ElementsAre("brien pat o", "o brien pat", "obrien pat", "pat o brien", "pat obrien");
  EXPECT_THAT(search_names({{"name", "O'Brien Pat"}}), names);
  EXPECT_THAT(search_names({{"name", "O’Brien Pat"}}), names);
}

TEST(the_names_of_a_customer, are_none_where_there_is_no_name) {
  EXPECT_THAT(search_names(json::object()), IsEmpty());
  EXPECT_THAT(search_names({{"name", nullptr}}), IsEmpty());
  EXPECT_THAT(search_names({{"name", 42}}), IsEmpty());
  EXPECT_THAT(search_names({{"name", " - "}}), IsEmpty());
}

TEST(the_names_of_a_customer, are_cut_between_characters) {
  std::string name(max_searched_name_bytes - 1, 'a');
  EXPECT_THAT(search_names({{"name", name + "ĐỗẠ"}}), ElementsAre(name));
}

TEST(the_names_of_a_customer, are_no_more_than_the_words_that_are_searched) {
  EXPECT_EQ(search_names({{"name", "a b c d e f g h i j"}}).size(), most_name_words);
}

} // namespace
} // namespace sojourn::records
