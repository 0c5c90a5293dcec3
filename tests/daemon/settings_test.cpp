// What `config check` says of settings, and what `serve` makes of the same.
#include "config/warnings.hpp"
#include "daemon/check.hpp"
#include "whole_daemon.hpp"

namespace sojourn::tests {
namespace {

class settings_of_a_daemon : public whole_daemon {
protected:
  /// Whether the daemon starts, which must be what the check says.
  bool starts() {
    const auto refused = daemon::check(settings_);
    EXPECT_FALSE(fs::exists(directory_)) << "a check writes nothing";
    auto made = daemon::composition::make(settings_, {}, [](const std::string&) {});
    EXPECT_EQ(made.has_value(), refused.empty())
        << (made ? "it starts" : made.error().message) << "; the check says "
        << (refused.empty() ? "nothing" : refused.front().message);
    const bool started = made.has_value();
    if (made)
      (*made)->stop(milliseconds{0});
    made = fail(error_code::internal, "");
    fs::remove_all(directory_);
    return started;
  }
};

} // namespace

TEST_F(settings_of_a_daemon, the_defaults_start) { EXPECT_TRUE(starts()); }

TEST_F(settings_of_a_daemon, a_webhook_without_a_secret_starts_and_draws_a_warning) {
  settings_.channels.webhooks["crm"].url = "https://crm.example/in";
  EXPECT_TRUE(starts());
  EXPECT_EQ(config::warnings_about(settings_).size(), 1u);
}

TEST_F(settings_of_a_daemon, a_webhook_whose_secret_or_url_is_none_does_not_start) {
  settings_.channels.webhooks["crm"].url = "https://crm.example/in";
  settings_.channels.webhooks["crm"].secret = "whsec_short";
  EXPECT_FALSE(starts());
  settings_.channels.webhooks["crm"].secret.clear();
  settings_.channels.webhooks["crm"].url = "crm.example";
  EXPECT_FALSE(starts());
}

TEST_F(settings_of_a_daemon, a_provider_without_its_file_does_not_start) {
  settings_.channels.providers["sms"].file = "/nowhere/sms.json";
  EXPECT_FALSE(starts());
}

TEST_F(settings_of_a_daemon, keys_and_certificates_that_cannot_be_used_do_not_start) {
  settings_.channels.web_push.enabled = true;
  settings_.channels.web_push.private_key = "short";
  settings_.channels.web_push.contact = "mailto:shop@example.com";
  EXPECT_FALSE(starts());
  settings_.channels.web_push.enabled = false;
  settings_.http.tls_certificate = settings_.http.tls_key = "/nowhere/key.pem";
  EXPECT_FALSE(starts());
  settings_.http.tls_certificate = settings_.http.tls_key = "";
  settings_.secrets.key = "short";
  EXPECT_FALSE(starts());
  settings_.secrets.key.clear();
  settings_.secrets.key_file = "/nowhere/key";
  EXPECT_FALSE(starts());
}

TEST_F(settings_of_a_daemon, a_data_directory_that_is_none_does_not_start) {
  settings_.data.directory = "/dev/null";
  EXPECT_FALSE(starts());
  settings_.data.directory = "/dev/null/data";
  EXPECT_FALSE(starts());
}

TEST_F(settings_of_a_daemon, every_reason_is_told_at_once) {
  settings_.channels.webhooks["crm"].url = "crm.example";
  settings_.secrets.key = "short";
  settings_.http.tls_certificate = settings_.http.tls_key = "/nowhere/key.pem";
  EXPECT_EQ(daemon::check(settings_).size(), 3u);
}

} // namespace sojourn::tests
