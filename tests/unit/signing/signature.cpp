#include "signing/signature.hpp"

#include "signing/base64.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace sojourn::signing {
namespace {

using namespace std::chrono_literals;

secret secret_of(char fill) {
  return *secret::parse("whsec_" + base64_encode(std::string(32, fill)));
}

const auto now = from_unix_ms(1'614'265'330'000);
const std::string timestamp = "1614265330";
const std::string id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const std::string body = R"({"test": 2432232314})";
// The example that the Standard Webhooks libraries test themselves with.
const std::string known_secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const std::string known_signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

error_code code_of(const result<void>& checked) {
  return checked ? error_code::internal : checked.error().code;
}

TEST(signature, the_published_example_is_signed_as_published) {
  const std::vector secrets{*secret::parse(known_secret)};
  EXPECT_EQ(sign(secrets, id, timestamp, body), known_signature);
  EXPECT_TRUE(verify(secrets, id, timestamp, known_signature, body, now, 5min));
}

TEST(signature, any_of_the_senders_secrets_may_match_any_of_the_receivers) {
  const std::vector both{secret_of('a'), secret_of('b')};
  const auto header = sign(both, id, timestamp, body);

  EXPECT_TRUE(verify(std::vector{secret_of('a')}, id, timestamp, header, body, now, 5min));
  EXPECT_TRUE(verify(std::vector{secret_of('b')}, id, timestamp, header, body, now, 5min));
  EXPECT_EQ(code_of(verify(std::vector{secret_of('c')}, id, timestamp, header, body, now, 5min)),
            error_code::bad_signature);
}

TEST(signature, signatures_of_other_schemes_are_passed_over) {
  const std::vector secrets{secret_of('a')};
  const auto header = "v1a,c2lnbmF0dXJl v2,x " + sign(secrets, id, timestamp, body);
  EXPECT_TRUE(verify(secrets, id, timestamp, header, body, now, 5min));
}

TEST(signature, a_change_to_the_id_the_timestamp_or_the_body_is_noticed) {
  const std::vector secrets{secret_of('a')};
  const auto header = sign(secrets, id, timestamp, body);
  const auto check = [&](auto i, auto t, auto b) {
    return code_of(verify(secrets, i, t, header, b, now, 5min));
  };
  EXPECT_EQ(check("msg_other", timestamp, body), error_code::bad_signature);
  EXPECT_EQ(check(id, "1614265331", body), error_code::bad_signature);
  EXPECT_EQ(check(id, timestamp, body + " "), error_code::bad_signature);
}

TEST(signature, missing_or_unreadable_headers_are_bad_signatures) {
  const std::vector secrets{secret_of('a')};
  const auto check = [&](auto i, auto t, auto s) {
    return code_of(verify(secrets, i, t, s, body, now, 5min));
  };
  const auto header = sign(secrets, id, timestamp, body);
  EXPECT_EQ(check("", timestamp, header), error_code::bad_signature);
  EXPECT_EQ(check(id, timestamp, ""), error_code::bad_signature);
  for (const auto* unreadable : {"", "soon", "-1614265330", "1614265330.5", " 1614265330",
                                 "999999999999", "99999999999999999999"})
    EXPECT_EQ(code_of(verify(secrets, id, unreadable, sign(secrets, id, unreadable, body), body,
                             now, 5min)),
              error_code::bad_signature)
        << unreadable;
}

TEST(signature, without_secrets_nothing_verifies) {
  EXPECT_EQ(code_of(verify({}, id, timestamp, known_signature, body, now, 5min)),
            error_code::bad_signature);
}

TEST(signature, a_timestamp_beyond_the_tolerance_is_stale_in_both_directions) {
  const std::vector secrets{secret_of('a')};
  const auto header = sign(secrets, id, timestamp, body);
  const auto at = [&](instant when) {
    return verify(secrets, id, timestamp, header, body, when, 5min);
  };
  EXPECT_TRUE(at(now + 5min));
  EXPECT_TRUE(at(now - 5min));
  EXPECT_EQ(code_of(at(now + 5min + 1ms)), error_code::stale_signature);
  EXPECT_EQ(code_of(at(now - 5min - 1ms)), error_code::stale_signature);
}

TEST(signature, staleness_is_not_told_to_a_sender_without_the_secret) {
  EXPECT_EQ(code_of(verify(std::vector{secret_of('a')}, id, timestamp, known_signature, body,
                           now + 1h, 5min)),
            error_code::bad_signature);
}

TEST(secret, holds_24_to_64_bytes_in_base_64_after_its_prefix) {
  const auto of_size = [](std::size_t size) {
    return secret::parse("whsec_" + base64_encode(std::string(size, 'k')));
  };
  EXPECT_TRUE(of_size(24));
  EXPECT_TRUE(of_size(64));
  EXPECT_EQ(of_size(24)->bytes(), std::string(24, 'k'));
  for (const auto size : {0u, 23u, 65u}) {
    ASSERT_FALSE(of_size(size)) << size;
    EXPECT_EQ(of_size(size).error().code, error_code::invalid_settings);
  }
}

TEST(secret, an_unreadable_secret_is_not_repeated_in_the_error) {
  for (const std::string text : {"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_not-base-64!",
                                 "whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}) {
    const auto parsed = secret::parse(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().message.find(text), std::string::npos);
  }
}

} // namespace
} // namespace sojourn::signing
