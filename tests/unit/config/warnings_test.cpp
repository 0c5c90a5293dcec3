// Settings that are allowed, and that somebody should know about.
#include "config/warnings.hpp"

#include <gmock/gmock.h>

namespace sojourn::config {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> keys(const settings& values) {
  std::vector<std::string> found;
  for (const auto& one : warnings_about(values))
    found.push_back(one.substr(0, one.find(' ')));
  return found;
}

settings with_email(const std::string& host, email_security tls, const std::string& password) {
  settings values;
  values.channels.email.enabled = true;
  values.channels.email.host = host;
  values.channels.email.tls = tls;
  values.channels.email.password = password;
  return values;
}

} // namespace

TEST(settings_warnings, the_defaults_have_none) { EXPECT_THAT(keys(settings{}), IsEmpty()); }

TEST(settings_warnings, tokens_that_cross_the_network_in_clear) {
  settings values;
  values.http.address = "0.0.0.0";
  EXPECT_THAT(keys(values), ElementsAre("http.address"));
  values.http.tls_certificate = "cert.pem";
  EXPECT_THAT(keys(values), IsEmpty());
}

TEST(settings_warnings, a_password_that_crosses_the_network_in_clear) {
  EXPECT_THAT(keys(with_email("mail.example", email_security::none, "secret")),
              ElementsAre("channels.email.tls"));
  EXPECT_THAT(keys(with_email("mail.example", email_security::starttls, "secret")), IsEmpty());
  EXPECT_THAT(keys(with_email("127.0.0.1", email_security::none, "secret")), IsEmpty());
  for (const auto& one : warnings_about(with_email("mail.example", email_security::none, "secret")))
    EXPECT_EQ(one.find("secret"), std::string::npos);
}

TEST(settings_warnings, requests_that_nobody_signs) {
  settings values;
  values.channels.webhooks["crm"].url = "https://crm.example/in";
  EXPECT_THAT(keys(values), ElementsAre("channels.webhooks.crm.secret"));
}

TEST(settings_warnings, an_http_base_url_of_links_keeps_mails_from_one_click_unsubscription) {
  settings values;
  for (const auto* url : {"http://go.shop.example", "HTTP://go.shop.example"}) {
    values.tracking.base_url = url;
    EXPECT_THAT(keys(values), ElementsAre("tracking.base_url")) << url;
  }
  values.tracking.base_url = "https://go.shop.example";
  EXPECT_THAT(keys(values), IsEmpty());
}

} // namespace sojourn::config
