#include "signing/p256.hpp"

#include "signing/base64.hpp"

#include <gtest/gtest.h>

namespace sojourn::signing {
namespace {

p256_key private_key_of(std::string_view base64url) {
  return p256_key::from_private(base64url_decode(base64url).value()).value();
}

// The example of RFC 8291, section 5 and appendix A.
const auto receiver = private_key_of("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94");
const auto sender = private_key_of("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw");

TEST(p256, a_private_key_has_the_public_key_that_rfc_8291_gives_for_it) {
  EXPECT_EQ(base64url_encode(receiver.public_bytes()),
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAi"
            "w4");
  EXPECT_EQ(base64url_encode(sender.public_bytes()),
            "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7"
            "A8");
}

TEST(p256, two_keys_agree_on_the_secret_that_rfc_8291_gives_for_them) {
  const auto secret = receiver.agree(sender.public_bytes());

  EXPECT_EQ(secret, sender.agree(receiver.public_bytes()));
  EXPECT_EQ(base64url_encode(secret.value()), "kyrL1jIIOHEzg3sM2ZWRHDRB62YACZhhSlknJ672kSs");
}

TEST(p256, what_is_no_point_of_the_curve_is_refused) {
  auto off_the_curve = sender.public_bytes();
  off_the_curve.back() = static_cast<char>(off_the_curve.back() ^ 1);
  for (const auto& bytes :
       {off_the_curve, sender.public_bytes().substr(1), std::string(65, '\0'), std::string{}}) {
    EXPECT_FALSE(is_p256_point(bytes));
    EXPECT_EQ(receiver.agree(bytes).error().code, error_code::invalid_request);
  }
}

TEST(p256, what_is_no_private_key_is_refused_without_telling_it) {
  for (const auto& bytes : {std::string(32, '\0'), std::string(32, '\xff'), std::string(31, 'a')}) {
    const auto made = p256_key::from_private(bytes);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, error_code::invalid_settings);
    EXPECT_EQ(made.error().message.find("aaaa"), std::string::npos);
  }
}

TEST(p256, a_signature_holds_for_its_text_and_its_key_alone) {
  const auto signature = sender.sign("header.claims");

  EXPECT_EQ(signature.size(), 64u);
  EXPECT_TRUE(verify_es256(sender.public_bytes(), "header.claims", signature));
  EXPECT_FALSE(verify_es256(sender.public_bytes(), "header.claimz", signature));
  EXPECT_FALSE(verify_es256(receiver.public_bytes(), "header.claims", signature));
  EXPECT_FALSE(verify_es256(sender.public_bytes(), "header.claims", std::string(64, '\0')));
  EXPECT_FALSE(verify_es256(sender.public_bytes(), "header.claims", signature.substr(1)));
}

TEST(p256, the_signed_token_of_rfc_7515_is_verified) { // appendix A.3
  const auto point = "\x04" +
                     base64url_decode("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU").value() +
                     base64url_decode("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0").value();
  const auto text = "eyJhbGciOiJFUzI1NiJ9."
                    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc1"
                    "9yb290Ijp0cnVlfQ";
  const auto signature = base64url_decode("DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djx"
                                          "La8ISlSApmWQxfKTUJqPP3-Kg6NU1Q")
                             .value();

  EXPECT_TRUE(verify_es256(point, text, signature));
}

TEST(p256, a_new_key_is_another_one_each_time) {
  EXPECT_NE(p256_key::make().private_bytes(), p256_key::make().private_bytes());
}

} // namespace
} // namespace sojourn::signing
