#include "signing/aes_gcm.hpp"

#include "signing/digest.hpp"

#include <gtest/gtest.h>

namespace sojourn::signing {
namespace {

const std::string key(16, '\0');
const std::string nonce(12, '\0');

TEST(aes_gcm, gives_the_second_test_case_of_its_specification) {
  EXPECT_EQ(hex_encode(aes_128_gcm_seal(key, nonce, std::string(16, '\0'))),
            "0388dace60b6a392f328c2b971b2fe78ab6e47d42cec13bdf53a67b21257bddf");
}

TEST(aes_gcm, opens_what_was_sealed_and_nothing_else) {
  const auto sealed = aes_128_gcm_seal(key, nonce, "a text");
  auto changed = sealed;
  changed[0] = static_cast<char>(changed[0] ^ 1);

  EXPECT_EQ(aes_128_gcm_open(key, nonce, sealed), "a text");
  EXPECT_EQ(aes_128_gcm_open(key, nonce, changed), std::nullopt);
  EXPECT_EQ(aes_128_gcm_open(std::string(16, 'k'), nonce, sealed), std::nullopt);
  EXPECT_EQ(aes_128_gcm_open(key, nonce, "short"), std::nullopt);
  EXPECT_EQ(aes_128_gcm_open(key, nonce, aes_128_gcm_seal(key, nonce, "")), "");
}

} // namespace
} // namespace sojourn::signing
