#include "channels/email/address.hpp"

#include <gtest/gtest.h>
#include <string>

namespace sojourn::channels {

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
                                 "\xff@example.com"})
    EXPECT_FALSE(is_email_address(text)) << text;
  EXPECT_FALSE(is_email_address(std::string(65, 'a') + "@example.com"));
  EXPECT_FALSE(is_email_address("a@" + std::string(64, 'b') + ".com"));
  std::string too_long = "a@b";
  while (too_long.size() <= 254)
    too_long += ".bbbbbbbb";
  EXPECT_FALSE(is_email_address(too_long));
}

TEST(address, a_domain_of_other_letters_has_a_form_in_ascii) {
  EXPECT_EQ(with_ascii_domain("an@ví-dụ.vn"), "an@xn--v-d-rma6749a.vn");
  EXPECT_EQ(with_ascii_domain("an@example.com"), "an@example.com");
  EXPECT_EQ(with_ascii_domain("an@Example.COM"), "an@Example.COM");
  EXPECT_EQ(with_ascii_domain("ánh@ví-dụ.vn"), "ánh@ví-dụ.vn")
      << "it needs a server that takes other letters anyway";
}

} // namespace sojourn::channels
