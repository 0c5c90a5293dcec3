#include "base/folding.hpp"

#include "base/decimal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sojourn {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(folded_text, has_neither_case_nor_accents_nor_bars) {
  EXPECT_EQ(folded("Nguyễn Thị Đào"), "nguyen thi dao");
  EXPECT_EQ(folded("Nguye\xCC\x82\xCC\x83n"), "nguyen") << "the same letter, written in parts";
  EXPECT_EQ(folded("TĂNG HẠNG"), "tang hang");
  EXPECT_EQ(folded("Łódź"), "lodz");
}

TEST(folded_text, has_one_space_where_anything_else_stood) {
  EXPECT_EQ(folded("  an.nguyen+shop@example.com "), "an nguyen shop example com");
  EXPECT_EQ(folded("KH-0042"), "kh 0042");
  EXPECT_EQ(folded("…"), "");
  EXPECT_THAT(folded_words("Trần  Văn-An"), ElementsAre("tran", "van", "an"));
  EXPECT_THAT(folded_words(""), IsEmpty());
}

TEST(folded_text, has_one_i_whatever_its_dots_are) {
  for (const auto* name : {"Işık", "IŞIK", "ışık", "İşik", "isik"})
    EXPECT_EQ(folded(name), "isik") << name;
}

TEST(folded_text, has_letters_as_people_type_them) {
  EXPECT_EQ(folded("Đặng"), "dang");
  EXPECT_EQ(folded("Ðặng"), "dang") << "the capital of ð looks like that of đ";
  EXPECT_EQ(folded("Ɖặng"), "dang");
  EXPECT_EQ(folded("Søren Æbelø Œuvre Þór Straße"), "soren aebelo oeuvre thor strasse");
}

TEST(folded_text, takes_all_apostrophes_for_one) {
  for (const auto* name : {"O'Brien", "O’Brien", "Oʼbrien", "O`BRIEN"}) {
    EXPECT_EQ(folded(name), "o brien") << name;
    EXPECT_EQ(folded_without_apostrophes(name), "obrien") << name;
  }
  EXPECT_EQ(folded_without_apostrophes("D'Arc  d’Orléans"), "darc dorleans");
}

TEST(folded_text, stays_as_it_is_where_it_is_no_utf_8) { EXPECT_EQ(folded("\xFF"), "\xFF"); }

TEST(a_sum_of_money, is_written_without_what_says_nothing) {
  EXPECT_EQ(text_of_thousandths(0), "0");
  EXPECT_EQ(text_of_thousandths(350'000'000), "350000");
  EXPECT_EQ(text_of_thousandths(1'250'500), "1250.5");
  EXPECT_EQ(text_of_thousandths(-5), "-0.005");
}

} // namespace
} // namespace sojourn
