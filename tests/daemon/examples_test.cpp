// The tier upgrade of examples/ and the abandoned cart of the library over real channels: a push
// service that decrypts, a mail server, a Zalo.
#include "signing/base64.hpp"
#include "simulators/push_service.hpp"
#include "simulators/smtp_server.hpp"
#include "simulators/zalo_simulator.hpp"
#include "tests/places.hpp"
#include "whole_daemon.hpp"

#include <gmock/gmock.h>

namespace sojourn::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class examples : public whole_daemon {
protected:
  examples() { settings_.clock.start = parse_instant("2026-03-02T09:00:00+07:00").value(); }
  ~examples() override {
    // The service reads the daemon's clock.
    if (daemon_) {
      EXPECT_EQ(answer("POST", "/v1/verify", json::object()).value("violations", json{}),
                json::array());
    }
    daemon_.reset();
  }

  void configure_push() {
    auto& push = settings_.channels.web_push;
    push.enabled = true;
    push.private_key = signing::base64url_encode(key.private_bytes());
    push.contact = "mailto:shop@example.com";
    push.allow_private_addresses = true;
  }
  void configure_email() {
    auto& email = settings_.channels.email;
    email.enabled = true;
    email.host = "127.0.0.1";
    email.port = mails.port();
    email.tls = config::email_security::none;
    email.from = "shop@example.com";
  }
  void configure_zalo() {
    auto& with = settings_.channels.zalo;
    with.enabled = true;
    with.app_id = zalo.app_id;
    with.oa_id = zalo.oa_id;
    with.app_secret = zalo.app_secret;
    with.business_url = with.oa_url = with.oauth_url = zalo.url();
    with.allow_private_addresses = true;
    with.refresh_token = zalo.consent();
    const auto put = [&](const std::string& id, const std::vector<std::string>& parameters) {
      json list = json::array();
      for (const auto& name : parameters)
        list.push_back({{"name", name}, {"require", true}});
      zalo.put_template(
          id, {{"status", "ENABLE"}, {"templateTag", "CUSTOMER_CARE"}, {"listParams", list}});
    };
    for (const auto* id : {"300001", "310001"})
      put(id, {"ten", "hang", "ma"});
    for (const auto* id : {"300002", "310002"})
      put(id, {"ten", "ma"});
  }

  /// A browser of the customer subscribes.
  void subscribe(const std::string& device, const std::string& customer) {
    auto record = pushes.subscribe(device);
    record.erase("id");
    record["customer_id"] = customer;
    answer("PUT", "/v1/records/push_subscription/" + device, record);
  }

  void leave_a_cart() {
    answer("POST", "/v1/vouchers", {{"id", "cart"}});
    answer("POST", "/v1/vouchers/cart/codes", {{"codes", {"CART-A", "CART-B"}}});
    // Where neither e-mail nor mailbox is there, it goes on without them.
    const auto told = answer("POST", "/v1/library/abandoned-cart/install",
                             {{"activate", true}, {"override", {"no_channel"}}});
    EXPECT_EQ(told.at("state"), "active") << told.dump();
    answer("PUT", "/v1/records/cart/c-1",
           {{"customer_id", "an"}, {"lines", {{{"sku", "tea"}, {"quantity", 3}}}}});
    pass("P10D");
  }
  /// Step and channel of every send, oldest first, and what became of it.
  std::vector<std::string> sent() {
    std::vector<std::string> told;
    const auto items = answer("GET", "/v1/sends").at("items");
    for (const auto& one : items)
      told.insert(told.begin(), one.at("step").get<std::string>() + " " +
                                    one.at("channel").get<std::string>() + " " +
                                    one.at("outcome").get<std::string>());
    return told;
  }

  const signing::p256_key key = signing::p256_key::make();
  channels::push_service pushes{key.public_bytes(), [this] { return daemon_->clock().now(); }};
  channels::smtp_server mails;
  zalo_simulator zalo;
};

TEST_F(examples, an_abandoned_cart_is_reminded_of_by_web_push_and_e_mail) {
  configure_push();
  configure_email();
  start();
  answer("PUT", "/v1/records/customer/an",
         {{"name", "An"}, {"language", "en"}, {"email", "an@example.com"}});
  subscribe("phone", "an");
  subscribe("laptop", "an");
  leave_a_cart();

  EXPECT_THAT(sent(), ElementsAre("push-1 web_push accepted", "push-2 web_push accepted",
                                  "e-mail email accepted", "push-3 web_push accepted"));
  std::vector<std::string> on_the_phone;
  for (const auto& one : pushes.shown()) {
    if (one.device == "phone")
      on_the_phone.push_back(one.payload.at("title").get<std::string>() + ": " +
                             one.payload.at("body").get<std::string>());
    EXPECT_EQ(one.payload.at("tag"), "cart");
    EXPECT_EQ(one.headers.at("ttl"), "86400");
  }
  EXPECT_THAT(pushes.shown(), SizeIs(6)) << "to both browsers";
  EXPECT_THAT(on_the_phone,
              ElementsAre("Something is waiting in your cart: 3 items are still in your cart.",
                          "An offer for your cart: Use CART-A for a discount.",
                          "A last reminder: Your cart will soon be cleared."));
  const auto mail = mails.wait_for(1).at(0).message;
  EXPECT_THAT(mail, HasSubstr("Subject: Your cart is still here"));
  EXPECT_THAT(mail, HasSubstr("To: An <an@example.com>"));
  EXPECT_THAT(mailbox(), SizeIs(0));
}

TEST_F(examples, an_abandoned_cart_is_told_of_in_the_mailbox_where_nothing_is_configured) {
  start();
  answer("PUT", "/v1/records/customer/an",
         {{"name", "An"}, {"language", "en"}, {"email", "an@example.com"}});
  subscribe("phone", "an");
  leave_a_cart();

  EXPECT_THAT(sent(), ElementsAre("push-1 mailbox accepted", "push-2 mailbox accepted",
                                  "e-mail mailbox accepted", "push-3 mailbox accepted"));
  EXPECT_THAT(mailbox(), SizeIs(4));
}

TEST_F(examples, an_abandoned_cart_goes_on_without_whom_nobody_can_reach_and_no_mailbox) {
  configure_push();
  settings_.channels.mailbox.enabled = false;
  start();
  answer("PUT", "/v1/records/customer/an", {{"name", "An"}, {"language", "en"}});
  leave_a_cart();

  EXPECT_THAT(pushes.shown(), SizeIs(0));
  EXPECT_EQ(answer("GET", "/v1/instances/" + only_instance()).at("status"), "completed");
}

TEST_F(examples, a_tier_upgrade_goes_by_official_account_phone_number_or_e_mail) {
  configure_zalo();
  configure_email();
  start();
  answer("POST", "/v1/channels/zns/templates/read", json::object());
  install_tier_upgrade();
  const auto rise = [&](const std::string& who, json record) {
    record["tier"] = "silver";
    answer("PUT", "/v1/records/customer/" + who, record);
    record["tier"] = "gold";
    answer("PUT", "/v1/records/customer/" + who, record);
    settle();
  };
  rise("follower", {{"name", "Chi"}, {"zalo_user_id", "u-7"}, {"phone", "0900000007"}});
  rise("phone", {{"name", "Dung"}, {"phone", "0900000008"}, {"email", "dung@example.com"}});
  rise("mail", {{"name", "Em"}, {"email", "em@example.com"}, {"language", "en"}});
  rise("nobody", {{"name", "Phu"}});

  EXPECT_THAT(sent(), ElementsAre("tell zalo_oa accepted", "tell zns accepted",
                                  "tell email accepted", "tell mailbox accepted"));
  const auto messages = zalo.messages();
  ASSERT_THAT(messages, SizeIs(2));
  EXPECT_EQ(messages[0].body.at("user_id"), "u-7");
  EXPECT_EQ(messages[1].body.at("phone"), "84900000008");
  EXPECT_EQ(messages[1].body.at("template_data").at("hang"), "GOLD");
  EXPECT_THAT(mails.wait_for(1).at(0).message, HasSubstr("To: Em <em@example.com>"));
}

} // namespace
} // namespace sojourn::tests
