// Settings that are right each alone and wrong together.
#include "config/value_checks.hpp"
#include "tests/unit/config/settings_fixture.hpp"

namespace sojourn::config {
namespace {

const std::string a_token = "[[auth.tokens]]\nname = 'ci'\nscopes = ['read']\n"
                            "token = '0123456789abcdef01234567'\n";

// Whether there are users, the data directory knows: a daemon without both refuses to start.
TEST(settings_together, any_address_can_be_listened_to_without_a_token_in_the_settings) {
  for (const auto* address : {"127.0.0.1", "::ffff:127.0.0.1", "0.0.0.0", "2001:db8::1"})
    EXPECT_EQ(accepted("[http]\naddress = '" + std::string{address} + "'\n").http.address, address);
}

TEST(settings_together, a_certificate_and_its_key_come_as_a_pair) {
  EXPECT_EQ(the_mistake("[http]\ntls_key = 'key.pem'\n"),
            "sojourn.toml:2: http.tls_certificate is needed by http.tls_key");
  EXPECT_EQ(the_mistake("[http]\ntls_key = ''\ntls_certificate = 'cert.pem'\n"),
            "sojourn.toml:3: http.tls_key is needed by http.tls_certificate");
  EXPECT_EQ(accepted("[http]\ntls_key = 'k'\ntls_certificate = 'c'\n").http.tls_key, "k");
}

TEST(settings_together, a_pair_with_a_mistake_in_it_is_not_judged_twice) {
  EXPECT_EQ(the_mistake("[http]\ntls_key = 1\ntls_certificate = 'cert.pem'\n"),
            "sojourn.toml:2: http.tls_key must be text, not an integer");
}

TEST(settings_together, a_virtual_clock_may_have_a_start_and_a_system_clock_has_none) {
  EXPECT_FALSE(accepted("[clock]\nmode = 'virtual'\n").clock.start) << "the data may know it";
  EXPECT_EQ(the_mistake("[clock]\nstart = '2026-03-01T00:00:00Z'\n"),
            "sojourn.toml:2: clock.start needs clock.mode = \"virtual\"");
}

TEST(settings_together, email_needs_a_host_and_a_sender_once_it_is_enabled) {
  EXPECT_EQ(the_mistake("[channels.email]\nenabled = true\n"),
            "sojourn.toml:2: channels.email.host is needed by channels.email.enabled = true\n"
            "sojourn.toml:2: channels.email.from is needed by channels.email.enabled = true");
  EXPECT_FALSE(accepted("[channels.email]\nhost = 'mail.example'\n").channels.email.enabled);
  EXPECT_TRUE(accepted("[channels.email]\nenabled = true\nhost = 'mail.example'\n"
                       "from = 'The shop <shop@example.com>'\n")
                  .channels.email.enabled);
}

TEST(settings_together, web_push_needs_one_key_and_a_contact_once_it_is_enabled) {
  EXPECT_EQ(the_mistake("[channels.web_push]\nenabled = true\n"),
            "sojourn.toml:2: channels.web_push.private_key is needed by channels.web_push.enabled "
            "= true; \"sojourn vapid-keys\" makes one\n"
            "sojourn.toml:2: channels.web_push.contact is needed by channels.web_push.enabled = "
            "true");
  EXPECT_EQ(the_mistake("[channels.web_push]\nprivate_key = 'a'\nprivate_key_file = 'b'\n"),
            "sojourn.toml:2: channels.web_push.private_key_file and channels.web_push.private_key "
            "are the same key: set one of them");
  EXPECT_EQ(the_mistake("[channels.web_push]\ncontact = 'shop'\n"),
            "sojourn.toml:2: channels.web_push.contact must be \"mailto:\" and an e-mail address, "
            "or an https:// URL");
  EXPECT_TRUE(accepted("[channels.web_push]\nenabled = true\nprivate_key_file = 'vapid.key'\n"
                       "contact = 'mailto:shop@example.com'\n")
                  .channels.web_push.enabled);
}

TEST(settings_together, pages_need_origins_once_they_may_ask) {
  EXPECT_EQ(the_mistake("[onsite]\nenabled = true\n"),
            "sojourn.toml:2: onsite.origins is needed by onsite.enabled = true");
  for (const auto* wrong : {"https://shop.example/", "https://Shop.example", "https://*.example"})
    EXPECT_EQ(the_mistake("[onsite]\norigins = ['" + std::string{wrong} + "']\n"),
              "sojourn.toml:2: onsite.origins must be a scheme, a host in lower case and no path, "
              "such as \"https://shop.example\"");
  EXPECT_EQ(accepted("[onsite]\nenabled = true\norigins = ['https://shop.example', "
                     "'http://127.0.0.1:8080']\n")
                .onsite.origins.size(),
            2u);
}

TEST(settings_together, a_described_provider_has_a_file_and_a_name_of_its_own) {
  EXPECT_EQ(the_mistake("[channels.providers.sms]\n"),
            "sojourn.toml:1: channels.providers.sms.file is missing");
  EXPECT_EQ(the_mistake("[channels.providers.email]\nfile = 'a.json'\n"),
            "sojourn.toml:1: channels.providers.email cannot have this name; it is that of a "
            "channel of Sojourn's own");
  EXPECT_EQ(
      accepted("[channels.providers.sms]\nfile = 'a.json'\n").channels.providers.at("sms").file,
      "a.json");
}

TEST(settings_together, a_login_is_a_username_and_a_password) {
  EXPECT_EQ(the_mistake("[channels.email]\nusername = 'shop'\n"),
            "sojourn.toml:2: channels.email.password is needed by channels.email.username");
}

TEST(settings_together, the_longest_wait_is_not_below_the_first) {
  EXPECT_EQ(the_mistake("[retry]\ninitial = 'PT2H'\n"),
            "sojourn.toml:2: retry.max must not be below retry.initial");
}

TEST(settings_together, a_token_is_complete_and_has_one_form) {
  EXPECT_EQ(the_mistake("[[auth.tokens]]\n"),
            "sojourn.toml:1: auth.tokens[0].name is missing\n"
            "sojourn.toml:1: auth.tokens[0].scopes is missing\n"
            "sojourn.toml:1: auth.tokens[0] needs one of sha256 and token, not both");
  EXPECT_EQ(the_mistake(a_token + "sha256 = '" + std::string(64, '0') + "'\n"),
            "sojourn.toml:1: auth.tokens[0] needs one of sha256 and token, not both");
  EXPECT_EQ(the_mistake("[[auth.tokens]]\nname = 'ci'\nscopes = ['read', 'fly']\n"
                        "token = '0123456789abcdef01234567'\nuntil = 1\n"),
            "sojourn.toml:3: auth.tokens[0].scopes must be a list of at least one of \"read\", "
            "\"write\", \"operate\" or \"admin\"\n"
            "sojourn.toml:5: auth.tokens[0].until is no key");
}

TEST(settings_together, two_tokens_share_neither_name_nor_value) {
  EXPECT_EQ(the_mistake(a_token + a_token),
            "sojourn.toml:6: auth.tokens[1].name is the name of an earlier token\n"
            "sojourn.toml:8: auth.tokens[1].token is that of an earlier token");
}

TEST(settings_together, a_named_webhook_has_a_url_and_a_plain_name) {
  EXPECT_EQ(the_mistake("[channels.webhooks.shop]\n"),
            "sojourn.toml:1: channels.webhooks.shop.url is missing");
  EXPECT_EQ(the_mistake("[channels.webhooks.'The shop']\nurl = 'http://x'\n"),
            "sojourn.toml:1: channels.webhooks.\"The shop\" cannot have this name; it must be 1 to "
            "64 of a-z, 0-9, "
            "'-', '_' and '.', beginning with a letter or digit");
}

TEST(value_checks, a_token_is_long_and_visible) {
  EXPECT_FALSE(check_token(std::string(24, 'x')));
  EXPECT_TRUE(check_token(std::string(23, 'x')));
  EXPECT_TRUE(check_token(std::string(257, 'x')));
  EXPECT_TRUE(check_token(std::string(23, 'x') + " "));
}

TEST(value_checks, a_hash_is_64_lower_case_digits) {
  EXPECT_FALSE(check_sha256(std::string(64, 'f')));
  EXPECT_TRUE(check_sha256(std::string(64, 'F')));
  EXPECT_TRUE(check_sha256(std::string(63, 'f')));
}

TEST(value_checks, a_webhook_secret_is_base64_of_24_to_64_bytes) {
  EXPECT_FALSE(check_webhook_secret("whsec_" + std::string(32, 'A')));        // 24 bytes
  EXPECT_FALSE(check_webhook_secret("whsec_" + std::string(86, 'A') + "==")); // 64
  EXPECT_TRUE(check_webhook_secret("whsec_" + std::string(31, 'A') + "="));   // 23
  EXPECT_TRUE(check_webhook_secret("whsec_" + std::string(87, 'A') + "="));   // 65
  EXPECT_TRUE(check_webhook_secret("whsec_" + std::string(33, 'A')));         // not padded
  EXPECT_TRUE(check_webhook_secret("whsec_" + std::string(31, 'A') + "-"));   // base64url
  EXPECT_TRUE(check_webhook_secret(std::string(32, 'A')));
}

TEST(value_checks, a_url_is_http_with_a_host_and_no_login) {
  for (const auto* fine : {"http://a", "https://a.example:8443/x?y=z@w#f", "http://[::1]:80/"})
    EXPECT_FALSE(check_http_url(fine)) << fine;
  for (const auto* wrong : {"", "a.example", "ftp://a", "http://", "http:///x", "http://:80",
                            "http://me@a", "http://me:pw@a/x", "http://a b", "https://\xC3\xA9"})
    EXPECT_TRUE(check_http_url(wrong)) << wrong;
}

TEST(value_checks, a_sender_is_an_address_with_or_without_a_name) {
  for (const auto* fine : {"", "a@b", "The shop <shop@example.com>", "<a@b>"})
    EXPECT_FALSE(check_sender(fine)) << fine;
  for (const auto* wrong : {"a", "@b", "a@", "a@b@c", "shop a@b", "The shop <shop>", "<a@b", "a@b>",
                            "a@b, c@d", "x <a@b> y"})
    EXPECT_TRUE(check_sender(wrong)) << wrong;
}

TEST(value_checks, a_host_has_no_port_and_no_scheme) {
  for (const auto* fine : {"", "mail.example.com", "10.0.0.1", "::1", "mail_1"})
    EXPECT_FALSE(check_host(fine)) << fine;
  for (const auto* wrong : {"mail:25", "smtp://mail", "a b", "-a", "user@mail"})
    EXPECT_TRUE(check_host(wrong)) << wrong;
}

TEST(value_checks, an_address_is_numeric) {
  for (const auto* wrong : {"", "localhost", "127.0.0.1:80", "127.1", "::ffff:", "1.2.3.4.5"})
    EXPECT_TRUE(check_ip_address(wrong)) << wrong;
  EXPECT_TRUE(check_ip_address(std::string_view{"127.0.0.1\0x", 11}));
}

} // namespace
} // namespace sojourn::config
