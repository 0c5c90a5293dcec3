#include "config/keys.hpp"
#include "tests/unit/config/settings_fixture.hpp"

namespace sojourn::config {
namespace {

TEST(settings_environment, a_variable_beats_the_file_which_beats_the_default) {
  const auto* file = "[http]\nport = 8080\nthreads = 3\n";
  const auto values = accepted(file, {{"SOJOURN_HTTP_PORT", "9090"}});

  EXPECT_EQ(values.http.port, 9090);
  EXPECT_EQ(values.http.threads, 3);
  EXPECT_EQ(values.http.max_connections, 4096);
}

TEST(settings_environment, every_kind_of_value_can_come_from_a_variable) {
  const auto values = accepted("", {{"SOJOURN_CHANNELS_EMAIL_HOST", "mail.example"},
                                    {"SOJOURN_CHANNELS_EMAIL_ENABLED", "true"},
                                    {"SOJOURN_CHANNELS_EMAIL_FROM", "a@b.example"},
                                    {"SOJOURN_RETRY_JITTER", "1"},
                                    {"SOJOURN_RETRY_BACKOFF", "1.5"},
                                    {"SOJOURN_RETRY_INITIAL", "PT1S"},
                                    {"SOJOURN_LOG_FORMAT", "json"},
                                    {"SOJOURN_CLOCK_MODE", "virtual"},
                                    {"SOJOURN_CLOCK_START", "2026-03-01T00:00:00Z"}});

  EXPECT_EQ(values.channels.email.host, "mail.example");
  EXPECT_TRUE(values.channels.email.enabled);
  EXPECT_EQ(values.retry.jitter, 1.0);
  EXPECT_EQ(values.retry.backoff, 1.5);
  EXPECT_EQ(values.retry.initial, std::chrono::seconds{1});
  EXPECT_EQ(values.log.format, log_format::json);
  EXPECT_EQ(values.clock.start, parse_instant("2026-03-01T00:00:00Z").value());
}

TEST(settings_environment, an_empty_variable_clears_a_text) {
  EXPECT_EQ(accepted("log.file = 'x.log'\n", {{"SOJOURN_LOG_FILE", ""}}).log.file, "");
}

TEST(settings_environment, a_mistake_names_the_variable_and_the_key) {
  EXPECT_EQ(the_mistake("", {{"SOJOURN_HTTP_PORT", "70707"}}),
            "SOJOURN_HTTP_PORT: http.port must be 0 to 65535");
  for (const auto* no_integer : {"", "http", "70 ", "0x10", "7.0", "99999999999999999999"})
    EXPECT_EQ(the_mistake("", {{"SOJOURN_HTTP_PORT", no_integer}}),
              "SOJOURN_HTTP_PORT: http.port must be an integer of 0 to 65535, not text");
}

TEST(settings_environment, a_variable_does_not_hide_a_mistake_of_the_file) {
  EXPECT_EQ(the_mistake("http.port = -1\n", {{"SOJOURN_HTTP_PORT", "1"}}),
            "sojourn.toml:1: http.port must be 0 to 65535");
}

TEST(settings_environment, a_variable_that_names_no_key_is_told_the_nearest) {
  EXPECT_EQ(the_mistake("", {{"SOJOURN_HTTP_PROT", "1"}}),
            "SOJOURN_HTTP_PROT: names no key; the nearest is http.port, SOJOURN_HTTP_PORT");
}

TEST(settings_environment, a_variable_that_says_a_part_of_a_key_is_told_that_key) {
  EXPECT_EQ(the_mistake("", {{"SOJOURN_PORT", "80"}}),
            "SOJOURN_PORT: names no key; the nearest is http.port, SOJOURN_HTTP_PORT");
  EXPECT_EQ(the_mistake("", {{"SOJOURN_DATA_DIR", "/x"}}),
            "SOJOURN_DATA_DIR: names no key; the nearest is data.directory, "
            "SOJOURN_DATA_DIRECTORY");
  EXPECT_EQ(the_mistake("", {{"SOJOURN_DATADIR", "/x"}}),
            "SOJOURN_DATADIR: names no key; the nearest is data.directory, "
            "SOJOURN_DATA_DIRECTORY");
}

TEST(settings_environment, a_variable_that_kubernetes_sets_is_told_how_to_be_rid_of_it) {
  for (const auto* variable : {"SOJOURN_SERVICE_HOST", "SOJOURN_PORT_7070_TCP_ADDR"})
    EXPECT_NE(the_mistake("", {{variable, "10.0.0.1"}}).find("enableServiceLinks: false"),
              std::string::npos);
}

TEST(settings_environment, variables_of_others_are_left_alone) {
  const variables environment{{"PATH", "/bin"}, {"SOJOURN_TOKEN", "x"}, {"sojourn_http_port", "1"}};

  EXPECT_TRUE(read_settings("", "f", environment, {"SOJOURN_TOKEN"}));
  EXPECT_FALSE(read_settings("", "f", environment));
}

TEST(settings_environment, cross_checks_judge_what_is_in_force_and_name_the_variable) {
  EXPECT_EQ(the_mistake("", {{"SOJOURN_CLOCK_START", "2026-03-01T00:00:00Z"}}),
            "SOJOURN_CLOCK_START: clock.start needs clock.mode = \"virtual\"");
  EXPECT_EQ(accepted("clock.mode = 'virtual'\n", {{"SOJOURN_CLOCK_MODE", "system"}}).clock.mode,
            clock_mode::system);
}

TEST(settings_environment, secrets_of_tokens_and_webhooks_in_the_file_can_come_from_variables) {
  const auto values = accepted(
      "[[auth.tokens]]\nname = 'ci-1'\nscopes = ['read']\n"
      "[channels.webhooks.shop]\nurl = 'https://shop.example'\n",
      {{"SOJOURN_AUTH_TOKENS_CI_1_TOKEN", "0123456789abcdef01234567"},
       {"SOJOURN_AUTH_TOKENS_CI_1_SCOPES", "write, operate"},
       {"SOJOURN_CHANNELS_WEBHOOKS_SHOP_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}});

  EXPECT_EQ(values.auth.tokens.at(0).token, "0123456789abcdef01234567");
  EXPECT_EQ(values.auth.tokens.at(0).scopes, (std::set{scope::write, scope::operate}));
  EXPECT_EQ(values.channels.webhooks.at("shop").secret, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
}

TEST(settings_environment, a_variable_that_two_names_share_is_refused) {
  EXPECT_EQ(the_mistake("channels.webhooks.a-b.url = 'http://a'\n"
                        "channels.webhooks.a_b.url = 'http://b'\n",
                        {{"SOJOURN_CHANNELS_WEBHOOKS_A_B_URL", "http://c"}}),
            "SOJOURN_CHANNELS_WEBHOOKS_A_B_URL: could be channels.webhooks.a-b.url or "
            "channels.webhooks.a_b.url: set them in the file");
}

TEST(settings_environment, no_two_keys_share_a_variable) {
  std::set<std::string> seen;
  for (const auto& one : settings_keys())
    EXPECT_TRUE(seen.insert(variable_of(one.name)).second) << one.name;
  EXPECT_TRUE(seen.contains("SOJOURN_CHANNELS_EMAIL_HOST"));
}

} // namespace
} // namespace sojourn::config
