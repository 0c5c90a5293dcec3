#include "records/push_keys.hpp"

#include "records/record_type.hpp"
#include "signing/base64.hpp"
#include "signing/p256.hpp"

#include <gtest/gtest.h>

namespace sojourn::records {
namespace {

json subscription(const std::string& p256dh, const std::string& auth) {
  return {{"endpoint", "https://push.example/1"}, {"keys", {{"p256dh", p256dh}, {"auth", auth}}}};
}

std::vector<std::string> mistakes_of(const json& data) {
  std::vector<std::string> pointers;
  for (const auto& one : check(*find_shipped(push_subscription_type), data))
    pointers.push_back(one.pointer);
  return pointers;
}

const std::string point = signing::p256_key::make().public_bytes();
const std::string auth_bytes(16, '\xfb');

TEST(push_keys, of_any_base_64_become_that_of_browsers) {
  const auto plain =
      subscription(signing::base64_encode(point), signing::base64_encode(auth_bytes));
  const auto wanted =
      subscription(signing::base64url_encode(point), signing::base64url_encode(auth_bytes));

  EXPECT_EQ(with_normal_push_keys(plain), wanted);
  EXPECT_EQ(with_normal_push_keys(wanted), wanted);
  EXPECT_EQ(mistakes_of(plain), std::vector<std::string>{});
}

TEST(push_keys, that_no_push_can_be_encrypted_for_are_mistakes) {
  const auto good = signing::base64url_encode(point);
  const auto good_auth = signing::base64url_encode(auth_bytes);
  using pointers = std::vector<std::string>;
  EXPECT_EQ(mistakes_of(subscription(signing::base64url_encode(point.substr(1)), good_auth)),
            pointers{"/keys/p256dh"})
      << "one byte less";
  EXPECT_EQ(
      mistakes_of(subscription(signing::base64url_encode("\4" + std::string(64, '\1')), good_auth)),
      pointers{"/keys/p256dh"})
      << "off the curve";
  EXPECT_EQ(mistakes_of(subscription("!", good_auth)), pointers{"/keys/p256dh"});
  EXPECT_EQ(mistakes_of(subscription(good, signing::base64url_encode("short"))),
            pointers{"/keys/auth"});
  EXPECT_EQ(mistakes_of(subscription("", "")), (pointers{"/keys/auth", "/keys/p256dh"}));
}

TEST(push_keys, that_are_not_there_are_left_alone) {
  for (const json& data : {json::object(), json{{"keys", nullptr}}, json{{"keys", {{"auth", 5}}}}})
    EXPECT_EQ(with_normal_push_keys(data), data);
}

} // namespace
} // namespace sojourn::records
