#include "channels/web_push/encryption.hpp"
#include "signing/base64.hpp"
#include "simulators/push_service.hpp"

#include <gtest/gtest.h>

namespace sojourn::channels {
namespace {

std::string bytes_of(const char* base64url) { return signing::base64url_decode(base64url).value(); }

signing::p256_key key_of(const char* base64url) {
  return signing::p256_key::from_private(bytes_of(base64url)).value();
}

// The example of RFC 8291, section 5.
const std::string example_text = "When I grow up, I want to be a watermelon";
const auto receiver = key_of("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94");
const auto sender = key_of("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw");
const auto auth = bytes_of("BTBZMqHH6r4Tts7J_aSIgg");
const auto salt = bytes_of("DGv6ra1nlYgDCS1FRnbzlw");

TEST(push_encryption, gives_the_example_of_rfc_8291_byte_for_byte) {
  const auto body = encrypt_push(example_text, {receiver.public_bytes(), auth}, sender, salt);

  ASSERT_TRUE(body);
  EXPECT_EQ(body->size(), 144u);
  EXPECT_EQ(signing::base64url_encode(*body),
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml"
            "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
            "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN");
}

TEST(push_encryption, only_the_browser_that_subscribed_reads_it) {
  const auto body = encrypt_push("Xin chào", {receiver.public_bytes(), auth}, sender, salt).value();

  EXPECT_EQ(decrypt_push(body, receiver, auth), "Xin chào");
  EXPECT_EQ(decrypt_push(body, sender, auth), std::nullopt);
  EXPECT_EQ(decrypt_push(body, receiver, std::string(16, 'x')), std::nullopt);
}

TEST(push_encryption, the_longest_text_fills_what_every_service_takes) {
  const push_keys to{receiver.public_bytes(), auth};

  EXPECT_EQ(encrypt_push(std::string(max_push_text_bytes, 'x'), to, sender, salt)->size(), 4096u);
  EXPECT_EQ(encrypt_push(std::string(max_push_text_bytes + 1, 'x'), to, sender, salt).error().code,
            error_code::invalid_request);
}

TEST(push_encryption, keys_that_are_none_are_refused) {
  EXPECT_FALSE(encrypt_push("x", {std::string(65, '\4'), auth}, sender, salt));
  EXPECT_FALSE(encrypt_push("x", {receiver.public_bytes(), "short"}, sender, salt));
}

} // namespace
} // namespace sojourn::channels
