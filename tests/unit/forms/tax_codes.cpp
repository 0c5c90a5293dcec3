// Tax codes of Vietnam.
#include "forms/tax_code.hpp"

#include <gtest/gtest.h>

namespace sojourn::forms {

TEST(a_tax_code, of_a_company_is_told_by_its_check_digit) {
  for (const auto* code : {"0100109106", "0300588569", "0314409058"})
    EXPECT_EQ(tax_code_of_vietnam(code, false), code);
}

TEST(a_tax_code, with_one_digit_wrong_is_none) {
  const std::string right = "0100109106";
  for (std::size_t at = 0; at < right.size(); ++at) {
    for (char digit = '0'; digit <= '9'; ++digit) {
      auto wrong = right;
      wrong[at] = digit;
      EXPECT_EQ(tax_code_of_vietnam(wrong, false).has_value(), wrong == right) << wrong;
    }
  }
}

TEST(a_tax_code, of_a_branch_has_three_more_digits) {
  EXPECT_EQ(tax_code_of_vietnam("0100109106-001", false), "0100109106-001");
  EXPECT_EQ(tax_code_of_vietnam("0100109106001", false), "0100109106-001");
  EXPECT_EQ(tax_code_of_vietnam("0100109106-000", false), std::nullopt);
  EXPECT_EQ(tax_code_of_vietnam("0100109106-01", false), std::nullopt);
  EXPECT_EQ(tax_code_of_vietnam("0100109106--001", false), std::nullopt);
  EXPECT_EQ(tax_code_of_vietnam("010010-9106001", false), std::nullopt);
}

TEST(a_tax_code, is_taken_with_the_blanks_and_dots_of_a_letterhead) {
  EXPECT_EQ(tax_code_of_vietnam(" 01 0010 9106 ", false), "0100109106");
  EXPECT_EQ(tax_code_of_vietnam("0100.109.106", false), "0100109106");
}

TEST(a_tax_code, is_that_of_a_person_only_where_the_form_takes_them) {
  EXPECT_EQ(tax_code_of_vietnam("001099012345", true), "001099012345");
  EXPECT_EQ(tax_code_of_vietnam("001099012345", false), std::nullopt);
  EXPECT_EQ(tax_code_of_vietnam("000000000000", true), std::nullopt);
}

TEST(a_tax_code, is_nothing_else) {
  for (const auto* text : {"", "-", "0000000000", "010010910", "01001091060", "010010910x",
                           "٠١٠٠١٠٩١٠٦", "01001091060012"})
    EXPECT_EQ(tax_code_of_vietnam(text, true), std::nullopt) << text;
}

} // namespace sojourn::forms
