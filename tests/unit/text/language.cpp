// Language tags: which of several texts somebody reads (RFC 4647, 3.4).
#include "text/language.hpp"

#include <gtest/gtest.h>
#include <map>

namespace sojourn::text {

namespace {

std::string found(const std::string& range) {
  static const std::map<std::string, int> tags{{"en", 1},      {"pt-BR", 2}, {"vi", 3},
                                               {"zh-Hant", 4}, {"zh", 5},    {"de-CH-1996", 6}};
  const auto at = find_language(tags, range);
  return at == tags.end() ? "" : at->first;
}

} // namespace

TEST(language, a_range_finds_its_tag_in_letters_of_either_case) {
  EXPECT_EQ(found("en"), "en");
  EXPECT_EQ(found("EN"), "en");
  EXPECT_EQ(found("pt-br"), "pt-BR");
  EXPECT_EQ(found("PT_BR"), "pt-BR");
}

TEST(language, a_range_is_shortened_until_a_tag_is_found) {
  EXPECT_EQ(found("en-US"), "en");
  EXPECT_EQ(found("vi_VN"), "vi");
  EXPECT_EQ(found("zh-Hant-CN-x-private1-private2"), "zh-Hant");
  EXPECT_EQ(found("zh-Hans"), "zh");
  EXPECT_EQ(found("de-CH-1996-x-a"), "de-CH-1996");
}

TEST(language, a_range_never_finds_a_tag_that_says_more) {
  EXPECT_EQ(found("pt"), "");
  EXPECT_EQ(found("de-CH"), "");
  EXPECT_EQ(found("e"), "");
  EXPECT_EQ(found(""), "");
  EXPECT_EQ(found("-"), "");
  EXPECT_EQ(found("fr-FR"), "");
}

TEST(language, a_single_letter_goes_with_what_followed_it) {
  EXPECT_EQ(shortened("en-a-bbb"), "en");
  EXPECT_EQ(shortened("a-b"), "a");
  EXPECT_EQ(shortened("en"), "");
}

TEST(language, a_tag_is_of_the_language_that_it_begins_with) {
  EXPECT_TRUE(is_of_language("vi-VN", "vi"));
  EXPECT_TRUE(is_of_language("VI", "vi"));
  EXPECT_FALSE(is_of_language("vie", "vi"));
  EXPECT_FALSE(is_of_language("", "vi"));
}

} // namespace sojourn::text
