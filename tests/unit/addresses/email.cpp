#include "addresses/email.hpp"

#include <gtest/gtest.h>
#include <string>

namespace sojourn::addresses {

TEST(address, what_people_write_is_an_address) {
  for (const std::string text : {"an@example.com", "an.nguyen+tet@mail.example.vn", "a@b",
                                 "o'neil@example.com", "ánh@ví-dụ.vn", "x_y-z@a-b.c1"})
    EXPECT_TRUE(is_email_address(text)) << text;
  EXPECT_TRUE(is_email_address(std::string(64, 'a') + "@example.com"));
}

TEST(address, what_no_server_takes_or_a_header_cannot_hold_is_none) {
  for (const std::string text : {"",
                                 "@",
                                 "an",
                                 "an@",
                                 "@example.com",
                                 "an@@example.com",
                                 "an nguyen@example.com",
                                 "an@exam ple.com",
                                 "an@example.com ",
                                 "<an@example.com>",
                                 "an@example..com",
                                 ".an@example.com",
                                 "an.@example.com",
                                 "a..n@example.com",
                                 "an@-example.com",
                                 "an@example-.com",
                                 "an@example.com.",
                                 "an@[127.0.0.1]",
                                 "\"an\"@example.com",
                                 "an@example.com\r\nBcc: x@y",
                                 "a,b@example.com",
                                 "an@exam_ple.com",
                                 "an\u00a0nguyen@example.com",
                                 "an@exam\u200bple.com",
                                 "an\u0085@example.com",
                                 "\xff@example.com"})
    EXPECT_FALSE(is_email_address(text)) << text;
  EXPECT_FALSE(is_email_address(std::string(65, 'a') + "@example.com"));
  EXPECT_FALSE(is_email_address("a@" + std::string(64, 'b') + ".com"));
  std::string too_long = "a@b";
  while (too_long.size() <= 254)
    too_long += ".bbbbbbbb";
  EXPECT_FALSE(is_email_address(too_long));
}

TEST(address, a_domain_of_other_letters_goes_out_in_ascii_and_nothing_else_changes) {
  EXPECT_EQ(with_ascii_domain("an@ví-dụ.vn"), "an@xn--v-d-rma6749a.vn");
  EXPECT_EQ(with_ascii_domain("an@example.com"), "an@example.com");
  EXPECT_EQ(with_ascii_domain("An@Example.COM"), "An@Example.COM");
  EXPECT_EQ(with_ascii_domain("ánh@ví-dụ.vn"), "ánh@xn--v-d-rma6749a.vn");
}

TEST(address, letters_before_the_at_need_smtputf8_and_those_of_the_domain_do_not) {
  EXPECT_TRUE(needs_smtputf8("nguyễn@example.com"));
  EXPECT_FALSE(needs_smtputf8("an@ví-dụ.vn"));
  EXPECT_FALSE(needs_smtputf8("an@example.com"));
}

TEST(address, is_compared_in_one_form_however_it_is_written) {
  for (const std::string written :
       {"an@shop.example", "An@Shop.Example", " AN@SHOP.EXAMPLE\t", "<an@shop.example>",
        "\u00a0an@shop.example\u200b", "\ufeffan@shop.example", "an@ｓｈｏｐ.example"})
    EXPECT_EQ(canonical_email(written), "an@shop.example") << written;
  for (const std::string written : {"an@ví-dụ.vn", "an@VÍ-DỤ.VN", "An@xn--v-d-rma6749a.vn",
                                    "an@XN--V-D-RMA6749A.vn", "an@vi\u0301-du\u0323.vn"})
    EXPECT_EQ(canonical_email(written), "an@xn--v-d-rma6749a.vn") << written;
  for (const std::string written : {"ánh@example.com", "ÁNH@example.com", "a\u0301nh@example.com"})
    EXPECT_EQ(canonical_email(written), "ánh@example.com") << written;
}

TEST(address, of_another_mailbox_has_another_form) {
  EXPECT_NE(canonical_email("an+news@example.com"), canonical_email("an@example.com"));
  EXPECT_NE(canonical_email("a.n@example.com"), canonical_email("an@example.com"));
  EXPECT_EQ(canonical_email("an"), std::nullopt);
  EXPECT_EQ(canonical_email("An <an@example.com>"), std::nullopt);
  EXPECT_EQ(canonical_email(""), std::nullopt);
}

} // namespace sojourn::addresses
