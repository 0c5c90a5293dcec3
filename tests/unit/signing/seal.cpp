#include "signing/seal.hpp"

#include "signing/base64.hpp"

#include <gtest/gtest.h>

namespace sojourn::signing {
namespace {

seal_key key_of(char byte) {
  return seal_key::parse(base64_encode(std::string(seal_key::size, byte))).value();
}

const std::string nonce(seal_nonce_bytes, '\x07');

TEST(seal, what_was_sealed_opens_with_its_key_and_name_alone) {
  const auto sealed = seal(key_of('k'), nonce, "zalo.tokens", "a refresh token");

  EXPECT_EQ(open_seal(key_of('k'), "zalo.tokens", sealed), "a refresh token");
  EXPECT_EQ(open_seal(key_of('x'), "zalo.tokens", sealed).error().code, error_code::data_corrupt);
  EXPECT_EQ(open_seal(key_of('k'), "hook:1", sealed).error().code, error_code::data_corrupt);
}

TEST(seal, the_text_shows_nothing_of_the_secret_and_says_its_format) {
  const auto sealed = seal(key_of('k'), nonce, "n", "secret");
  EXPECT_TRUE(sealed.starts_with("seal1."));
  EXPECT_TRUE(is_sealed(sealed));
  EXPECT_FALSE(is_sealed("secret"));
  EXPECT_EQ(base64_decode(sealed.substr(6))->find("secret"), std::string::npos);
}

TEST(seal, is_aes_256_gcm_as_others_compute_it) {
  // AES-256-GCM by another program: key "k" x 32, nonce 07 x 12, data "seal1.n".
  const auto sealed = seal(key_of('k'), nonce, "n", "secret");
  EXPECT_EQ(sealed, "seal1.BwcHBwcHBwcHBwcHJHLP8ZDDEUwZHEbcyP+TxmF2JE181Q==");
}

TEST(seal, another_nonce_gives_another_text) {
  EXPECT_NE(seal(key_of('k'), nonce, "n", "s"),
            seal(key_of('k'), std::string(seal_nonce_bytes, '\x08'), "n", "s"));
}

TEST(seal, every_changed_byte_and_every_cut_is_noticed) {
  const auto sealed = seal(key_of('k'), nonce, "n", "secret");
  const auto bytes = base64_decode(sealed.substr(6)).value();
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    auto changed = bytes;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(open_seal(key_of('k'), "n", "seal1." + base64_encode(changed))) << i;
    EXPECT_FALSE(open_seal(key_of('k'), "n", "seal1." + base64_encode(bytes.substr(0, i)))) << i;
  }
  EXPECT_FALSE(open_seal(key_of('k'), "n", "seal2." + sealed.substr(6)));
  EXPECT_FALSE(open_seal(key_of('k'), "n", "secret"));
}

TEST(seal, an_empty_secret_is_one_too) {
  EXPECT_EQ(open_seal(key_of('k'), "n", seal(key_of('k'), nonce, "n", "")), "");
}

TEST(seal_key, is_the_base64_of_32_bytes_with_blanks_around_it) {
  EXPECT_TRUE(seal_key::parse("  " + base64_encode(std::string(32, 'k')) + "\n"));
  for (const auto& wrong :
       {std::string{}, std::string{"short"}, base64_encode(std::string(31, 'k')),
        base64_encode(std::string(33, 'k')), std::string(32, 'k')})
    EXPECT_EQ(seal_key::parse(wrong).error().code, error_code::invalid_settings);
}

TEST(seal_key, an_error_does_not_repeat_the_key) {
  EXPECT_EQ(seal_key::parse("hunter2").error().message.find("hunter2"), std::string::npos);
}

} // namespace
} // namespace sojourn::signing
