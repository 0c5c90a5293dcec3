#include "signing/base64.hpp"

#include <gtest/gtest.h>
#include <string>
#include <utility>

namespace sojourn::signing {

TEST(base64, the_vectors_of_rfc_4648_hold_both_ways) {
  const std::pair<std::string, std::string> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : vectors) {
    EXPECT_EQ(base64_encode(bytes), text);
    EXPECT_EQ(base64_decode(text), bytes);
  }
}

TEST(base64, every_byte_survives) {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte)
    bytes += static_cast<char>(byte);
  EXPECT_EQ(base64_decode(base64_encode(bytes)), bytes);
}

TEST(base64, what_the_encoder_would_not_write_is_refused) {
  for (const std::string text : {"Zg", "Zg=", "Zg===", "=", "====", "Z===", "Zm9v\n", "Zm 9",
                                 "Zm-_", "Zg==Zg==", "Zh==", "Zm9="})
    EXPECT_EQ(base64_decode(text), std::nullopt) << text;
}

TEST(base64url, has_the_alphabet_of_urls_and_no_padding) {
  const std::string bytes{"\xfb\xff\xbf\x00", 4};

  EXPECT_EQ(base64url_encode(bytes), "-_-_AA");
  EXPECT_EQ(base64url_decode("-_-_AA"), bytes);
  EXPECT_EQ(base64url_encode(""), "");
}

TEST(base64url, takes_nothing_but_its_one_text) {
  for (const auto* text : {"-_-_AA==", "+/+/AA", "-_-_AB", "A", "AA A"})
    EXPECT_EQ(base64url_decode(text), std::nullopt) << text;
}

} // namespace sojourn::signing
