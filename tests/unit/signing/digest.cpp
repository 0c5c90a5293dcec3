#include "signing/digest.hpp"

#include "signing/base64.hpp"

#include <gtest/gtest.h>

namespace sojourn::signing {

TEST(digest, sha256_agrees_with_fips_180) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(digest, hmac_agrees_with_rfc_4231) {
  EXPECT_EQ(base64_encode(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=");
}

TEST(digest, equal_means_same_length_and_same_bytes) {
  EXPECT_TRUE(constant_time_equal("", ""));
  EXPECT_TRUE(constant_time_equal("abc", "abc"));
  EXPECT_FALSE(constant_time_equal("abc", "abd"));
  EXPECT_FALSE(constant_time_equal("abc", "ab"));
}

TEST(digest, hexadecimal_digits_are_read_back_as_their_bytes) {
  const std::string bytes{"\x00\x7f\xff", 3};
  EXPECT_EQ(hex_decode(hex_encode(bytes)), bytes);
  for (const auto* wrong : {"0", "0G", "AB", " 00"})
    EXPECT_EQ(hex_decode(wrong), std::nullopt) << wrong;
}

} // namespace sojourn::signing
