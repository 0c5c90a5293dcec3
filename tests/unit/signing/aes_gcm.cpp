#include "signing/aes_gcm.hpp"

#include "signing/digest.hpp"

#include <gtest/gtest.h>

namespace sojourn::signing {
namespace {

const std::string key(16, '\0');
const std::string zero_nonce(12, '\0');

TEST(aes_gcm, gives_the_second_test_case_of_its_specification) {
  EXPECT_EQ(hex_encode(aes_gcm_seal(key, zero_nonce, std::string(16, '\0'))),
            "0388dace60b6a392f328c2b971b2fe78ab6e47d42cec13bdf53a67b21257bddf");
}

TEST(aes_gcm, gives_the_fourteenth_test_case_of_its_specification_with_a_long_key) {
  EXPECT_EQ(hex_encode(aes_gcm_seal(std::string(32, '\0'), zero_nonce, std::string(16, '\0'))),
            "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919");
}

TEST(aes_gcm, opens_what_was_sealed_beside_the_same_text_alone) {
  const auto sealed = aes_gcm_seal(key, zero_nonce, "a text", "name");
  EXPECT_EQ(aes_gcm_open(key, zero_nonce, sealed, "name"), "a text");
  EXPECT_EQ(aes_gcm_open(key, zero_nonce, sealed, "other"), std::nullopt);
  EXPECT_EQ(aes_gcm_open(key, zero_nonce, sealed), std::nullopt);
}

TEST(aes_gcm, opens_what_was_sealed_and_nothing_else) {
  const auto sealed = aes_gcm_seal(key, zero_nonce, "a text");
  auto changed = sealed;
  changed[0] = static_cast<char>(changed[0] ^ 1);

  EXPECT_EQ(aes_gcm_open(key, zero_nonce, sealed), "a text");
  EXPECT_EQ(aes_gcm_open(key, zero_nonce, changed), std::nullopt);
  EXPECT_EQ(aes_gcm_open(std::string(16, 'k'), zero_nonce, sealed), std::nullopt);
  EXPECT_EQ(aes_gcm_open(key, zero_nonce, "short"), std::nullopt);
  EXPECT_EQ(aes_gcm_open(key, zero_nonce, aes_gcm_seal(key, zero_nonce, "")), "");
}

} // namespace
} // namespace sojourn::signing
