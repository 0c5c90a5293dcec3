// The e-mail channel against a real mail server: Debian's aiosmtpd, whose mails are read by
// Python's own parser.
#include "channels/email/email_channel.hpp"
#include "deliveries.hpp"
#include "outcomes.hpp"
#include "signing/base64.hpp"
#include "signing/digest.hpp"
#include "simulators/mail_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

namespace sojourn::channels {
namespace {

using sojourn::tests::mail_server;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

email_settings settings_for(const mail_server& server) {
  email_settings settings;
  settings.host = "127.0.0.1";
  settings.port = server.port();
  settings.security = mail_security::none;
  settings.from_address = "shop@shop.example";
  settings.from_name = "Cửa hàng";
  settings.timeout = test_patience;
  settings.connections = 2;
  return settings;
}

/// Under the protection that the server has, as "shop".
email_settings settings_for(const mail_server& server, mail_server::tls security,
                            const test_certificate& trusted, const std::string& password) {
  auto settings = settings_for(server);
  settings.security =
      security == mail_server::tls::starttls ? mail_security::starttls : mail_security::tls;
  settings.ca_file = trusted.file();
  settings.user = "shop";
  settings.password = password;
  return settings;
}

/// A server that only "shop" may use, with this password.
mail_server::settings guarded(mail_server::tls security, const test_certificate& certificate) {
  return {
      .security = security, .certificate = &certificate, .user = "shop", .password = "open sesame"};
}

std::shared_ptr<channel> channel_to(const mail_server& server) {
  return make_email_channel(settings_for(server)).value();
}

send_attempt to(const std::string& address, std::uint32_t visit = 1) {
  auto made = some_attempt(visit);
  made.customer["email"] = address;
  return made;
}

const std::string pixel_base64 = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9Q"
                                 "DwADhgGAWjR9awAAAABJRU5ErkJggg==";

TEST(real_mail_server, takes_text_html_and_a_picture_that_the_html_shows) {
  mail_server server;
  auto made = to("an@example.com");
  const auto logo = messages::make_picture("logo", "image/png", pixel_base64).value();
  made.content.html = "<p>Chào An</p><img src=\"cid:logo\"><img src='cid:other'>";
  made.content.pictures = {logo};
  made.unsubscribe_url = "https://shop.example/l/abc";

  ASSERT_EQ(deliver_and_wait(*channel_to(server), made).how, outcome::accepted);

  const auto mail = server.mails(1).front();
  EXPECT_THAT(mail.at("defects"), IsEmpty());
  EXPECT_EQ(mail.at("bare_line_feeds"), 0);
  EXPECT_LE(mail.at("longest_line"), 78);
  const auto& headers = mail.at("headers");
  EXPECT_EQ(headers.at("subject"), "Chúc mừng");
  EXPECT_EQ(headers.at("from"), "Cửa hàng <shop@shop.example>");
  EXPECT_EQ(headers.at("to"), "Nguyễn Văn An <an@example.com>");
  EXPECT_EQ(headers.at("list-unsubscribe"), "<https://shop.example/l/abc>");
  EXPECT_EQ(headers.at("list-unsubscribe-post"), "List-Unsubscribe=One-Click");
  const auto& body = mail.at("body");
  ASSERT_EQ(body.at("type"), "multipart/alternative");
  EXPECT_EQ(body.at("parts")[0].at("type"), "text/plain");
  EXPECT_EQ(body.at("parts")[0].at("text"), "Bạn đã lên hạng Vàng.\r\n");
  const auto& related = body.at("parts")[1];
  ASSERT_EQ(related.at("type"), "multipart/related");
  ASSERT_THAT(related.at("parts"), SizeIs(2));
  const auto& picture = related.at("parts")[1];
  EXPECT_EQ(picture.at("type"), "image/png");
  EXPECT_EQ(picture.at("disposition"), "inline");
  EXPECT_EQ(picture.at("sha256"), logo->sha256);
  const auto id = picture.at("content_id").get<std::string>();
  EXPECT_THAT(related.at("parts")[0].at("text").get<std::string>(),
              HasSubstr("src=\"cid:" + id.substr(1, id.size() - 2) + "\"><img src='cid:other'>"));
}

TEST(real_mail_server, that_knows_utf8_addresses_gets_them_as_they_are) {
  mail_server server;
  ASSERT_EQ(deliver_and_wait(*channel_to(server), to("ánh@ví-dụ.example")).how, outcome::accepted);
  const auto mail = server.mails(1).front();
  EXPECT_THAT(mail.at("options"), Contains("SMTPUTF8"));
  EXPECT_THAT(mail.at("to").at(0).get<std::string>(), HasSubstr("ánh@"));
}

TEST(real_mail_server, that_knows_no_utf8_addresses_gets_a_domain_of_other_letters_in_ascii) {
  mail_server server{{.takes_utf8_addresses = false}};
  const auto channel = channel_to(server);
  ASSERT_EQ(deliver_and_wait(*channel, to("an@ví-dụ.example")).how, outcome::accepted);
  const auto mail = server.mails(1).front();
  EXPECT_THAT(mail.at("to"), ::testing::ElementsAre("an@xn--v-d-rma6749a.example"));
  EXPECT_EQ(mail.at("headers").at("to"), "Nguyễn Văn An <an@xn--v-d-rma6749a.example>");

  const auto told = server.told("recipient").size();
  const auto reported = deliver_and_wait(*channel, to("ánh@example.com"));
  EXPECT_EQ(reported.how, outcome::unreachable) << "there is no other way to write this address";
  EXPECT_EQ(reported.code, "no_smtputf8");
  EXPECT_EQ(reported.dead_address, "") << "another server may take it";
  EXPECT_EQ(server.told("recipient").size(), told) << "it must not be sent (RFC 6531, 3.2)";
  EXPECT_EQ(deliver_and_wait(*channel, to("an@example.com")).how, outcome::accepted);
}

TEST(real_mail_server, hears_the_login_only_once_it_is_protected) {
  for (const auto security : {mail_server::tls::starttls, mail_server::tls::implicit}) {
    const test_certificate certificate;
    mail_server server{guarded(security, certificate)};
    const auto settings = settings_for(server, security, certificate, "open sesame");

    const auto reported =
        deliver_and_wait(*make_email_channel(settings).value(), to("an@example.com"));

    ASSERT_EQ(reported.how, outcome::accepted) << reported.detail;
    EXPECT_EQ(reported.provider_id, "AB000001");
    const auto mail = server.mails(1).front();
    EXPECT_EQ(mail.at("tls"), true);
    EXPECT_EQ(mail.at("user"), "shop");
    EXPECT_THAT(server.told("login"), SizeIs(1));
  }
}

TEST(real_mail_server, whose_certificate_nobody_signed_is_told_nothing) {
  const test_certificate trusted;
  const test_certificate other;
  for (const auto security : {mail_server::tls::starttls, mail_server::tls::implicit}) {
    mail_server server{{.security = security, .certificate = &other}};
    auto settings = settings_for(server, security, trusted, {});
    settings.user.clear();
    const auto reported =
        deliver_and_wait(*make_email_channel(settings).value(), to("an@example.com"));
    EXPECT_EQ(reported.how, outcome::transient);
    EXPECT_EQ(reported.code, "tls_failed") << reported.detail;
    EXPECT_GT(reported.closed_until, some_time) << "it will not pass by itself";
    EXPECT_THAT(server.told("recipient"), IsEmpty());
  }
}

TEST(real_mail_server, that_refuses_the_login_closes_the_channel_and_the_password_is_told_nobody) {
  const auto security = mail_server::tls::starttls;
  const test_certificate certificate;
  mail_server server{guarded(security, certificate)};
  const auto settings = settings_for(server, security, certificate, "wrong-password");

  const auto reported =
      deliver_and_wait(*make_email_channel(settings).value(), to("an@example.com"));

  EXPECT_EQ(reported.how, outcome::transient);
  EXPECT_EQ(reported.code, "login_denied");
  EXPECT_THAT(reported.detail, HasSubstr("535"));
  EXPECT_THAT(reported.detail, Not(HasSubstr("wrong-password")));
  EXPECT_GT(reported.closed_until, some_time);
  EXPECT_THAT(server.told("mail"), IsEmpty());
}

TEST(real_mail_server, tells_permanent_and_transient_apart_by_person) {
  mail_server server;
  const auto channel = channel_to(server);
  const std::tuple<std::string, outcome, std::string> cases[] = {
      {"nobody@example.com", outcome::unreachable, "550"},
      {"full@example.com", outcome::transient, "452"},
      {"busy@example.com", outcome::transient, "451"},
      {"spam@example.com", outcome::rejected, "554"},
      {"greylisted@example.com", outcome::transient, "451"},
      {"greylisted@example.com", outcome::accepted, "250"},
      {"dropped@example.com", outcome::unknown, "connection_lost"},
      {"an@example.com", outcome::accepted, "250"}};
  for (const auto& [address, kind, code] : cases) {
    const auto reported = deliver_and_wait(*channel, to(address));
    EXPECT_EQ(reported.how, kind) << address << ": " << reported.detail;
    EXPECT_EQ(reported.code, code) << address;
    EXPECT_FALSE(reported.closed_until) << address;
  }
}

TEST(real_mail_server, gets_fifty_mails_over_as_many_connections_as_the_settings_allow) {
  mail_server server;
  const auto channel = channel_to(server);
  outcomes reported;
  for (std::uint32_t visit = 1; visit <= 50; ++visit)
    channel->deliver(to("an" + std::to_string(visit) + "@example.com", visit), reported.add());
  for (const auto& one : reported.wait_for(50))
    EXPECT_EQ(one.how, outcome::accepted) << one.detail;
  std::set<std::string> ids;
  for (const auto& mail : server.mails(50))
    ids.insert(mail.at("headers").at("message-id").get<std::string>());
  EXPECT_THAT(ids, SizeIs(50));
  EXPECT_LE(server.told("connection").size(), 2u);
}

TEST(real_mail_server, gets_bounces_sent_to_an_address_that_names_the_send) {
  mail_server server;
  auto settings = settings_for(server);
  settings.return_path = "bounces+{tracking}@shop.example";
  const auto made = to("an@example.com");
  ASSERT_EQ(deliver_and_wait(*make_email_channel(settings).value(), made).how, outcome::accepted);
  const auto mail = server.mails(1).front();
  EXPECT_EQ(mail.at("sender"), "bounces+" + made.tracking + "@shop.example");
  EXPECT_EQ(mail.at("headers").at("from"), "Cửa hàng <shop@shop.example>");
}

} // namespace
} // namespace sojourn::channels
