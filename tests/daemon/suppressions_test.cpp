// Suppressions over HTTP: one form of an address, however it is written, and what is no address.
#include "simulators/mail_server.hpp"
#include "whole_daemon.hpp"

#include <gmock/gmock.h>

namespace sojourn::tests {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class suppressions : public whole_daemon {
protected:
  void begin() {
    auto& email = settings_.channels.email;
    email.enabled = true;
    email.host = "127.0.0.1";
    email.port = server_.port();
    email.tls = config::email_security::none;
    email.from = "shop@shop.example";
    start();
    install(json::parse(R"({
      "id": "news", "name": "News", "trigger": {"type": "manual"},
      "reentry": {"policy": "parallel"}, "start": "tell",
      "steps": {"tell": {"type": "send", "message": "hello", "via": ["email"],
                         "on_unreachable": "end", "next": "end"}},
      "messages": {"hello": {"purpose": "service", "fallback": "en", "languages": {"en": {
        "subject": "Hello {{{customer.name}}}", "text": "Hello"}}}}
    })"));
  }
  /// How many mails were sent in all, after one more message to a customer with this address.
  std::size_t mails_after_writing_to(const std::string& address, const std::string& name = "An") {
    answer("PUT", "/v1/records/customer/an", {{"name", name}, {"email", address}});
    answer("POST", "/v1/campaigns/news/runs", {{"customer", "an"}});
    settle();
    return server_.told("mail").size();
  }
  client::response suppress(const std::string& channel, const std::string& address) {
    return ask("POST", "/v1/suppressions",
               json{{"channel", channel}, {"address", address}, {"reason", "asked"}}.dump());
  }
  json all() { return answer("GET", "/v1/suppressions").at("items"); }
  static std::string pointer_in(const client::response& response) {
    EXPECT_EQ(response.status, 422) << response.body;
    return json::parse(response.body).at("errors").at(0).at("pointer");
  }

  mail_server server_;
};

TEST_F(suppressions, hold_in_every_spelling_of_the_address) {
  begin();
  ASSERT_EQ(suppress("email", " An@Shop.Example ").status, 200);
  ASSERT_EQ(suppress("email", "binh@VÍ-DỤ.vn").status, 200);

  for (const auto* address : {"An@Shop.Example", "an@shop.example", "AN@SHOP.EXAMPLE ",
                              "binh@xn--v-d-rma6749a.vn", "Binh@ví-dụ.vn"})
    EXPECT_EQ(mails_after_writing_to(address), 0u) << address;
  EXPECT_EQ(mails_after_writing_to("an+news@shop.example"), 1u) << "that is another mailbox";
}

TEST_F(suppressions, are_one_for_all_spellings_and_lifted_by_any) {
  begin();
  suppress("email", "An@Shop.Example");
  suppress("email", "an@shop.example");

  ASSERT_THAT(all(), SizeIs(1));
  EXPECT_EQ(all().at(0).at("address"), "an@shop.example");
  EXPECT_EQ(ask("DELETE", "/v1/suppressions/email/AN%40SHOP.example").status, 200);
  EXPECT_THAT(all(), IsEmpty());
  EXPECT_EQ(ask("DELETE", "/v1/suppressions/email/AN%40SHOP.example").status, 404);
}

TEST_F(suppressions, of_phones_are_in_international_form) {
  begin();
  for (const auto* number : {"0901 234 567", "901234567", "+84 (0) 901234567", "840901234567"})
    EXPECT_EQ(suppress("zns", number).status, 200) << number;

  ASSERT_THAT(all(), SizeIs(1));
  EXPECT_EQ(all().at(0).at("address"), "+84901234567");
}

TEST_F(suppressions, of_no_channel_or_no_address_are_refused_with_the_place) {
  begin();
  const auto misspelt = suppress("emial", "an@shop.example");
  EXPECT_EQ(pointer_in(misspelt), "/channel");
  EXPECT_THAT(misspelt.body, HasSubstr("zns")) << "it names those that there are";
  EXPECT_EQ(pointer_in(suppress("web_push", "an@shop.example")), "/channel");
  EXPECT_EQ(pointer_in(suppress("email", "0901234567")), "/address");
  EXPECT_EQ(pointer_in(suppress("email", "an")), "/address");
  EXPECT_EQ(pointer_in(suppress("zns", "an@shop.example")), "/address");
  EXPECT_EQ(pointer_in(ask("DELETE", "/v1/suppressions/email/an")), "/address");
  EXPECT_THAT(all(), IsEmpty());
}

TEST_F(suppressions, consent_to_a_channel_that_is_none_is_refused_with_the_place) {
  begin();
  const auto say = [&](const std::string& channel) {
    return ask("PUT", "/v1/records/customer/an/consents",
               json{{"channel", channel}, {"state", "withdrawn"}}.dump());
  };
  EXPECT_EQ(pointer_in(say("emial")), "/channel");
  EXPECT_EQ(say("email").status, 200);
  EXPECT_EQ(say("web_push").status, 200) << "it can be configured later";
}

TEST_F(suppressions, a_customer_whose_name_has_a_line_break_gets_the_mail) {
  begin();
  EXPECT_EQ(mails_after_writing_to("an@shop.example", "An\r\nBcc: all@shop.example"), 1u);

  const auto headers = server_.mails(1).at(0).at("headers");
  EXPECT_EQ(headers.at("subject"), "Hello An Bcc: all@shop.example");
  EXPECT_FALSE(headers.contains("bcc"));
}

} // namespace
} // namespace sojourn::tests
