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

TEST(digest, hkdf_agrees_with_rfc_5869) {
  const std::string key_material(22, '\x0b');
  const std::string salt{"\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c", 13};
  const std::string info{"\xf0\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9"};

  EXPECT_EQ(hex_encode(hkdf_sha256(salt, key_material, info, 32)),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf");
  EXPECT_EQ(hex_encode(hkdf_sha256(salt, key_material, info, 12)), "3cb25f25faacd57a90434f64");
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
