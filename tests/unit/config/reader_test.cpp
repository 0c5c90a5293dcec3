#include "tests/unit/config/settings_fixture.hpp"

#include <gmock/gmock.h>

namespace sojourn::config {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(settings_reader, an_empty_file_gives_the_defaults) {
  const auto values = accepted("");

  EXPECT_EQ(values.data.directory, "var/data");
  EXPECT_EQ(values.data.synchronous, synchronous_mode::full);
  EXPECT_EQ(values.http.address, "127.0.0.1");
  EXPECT_EQ(values.http.port, 7070);
  EXPECT_EQ(values.retry.max, std::chrono::hours{1});
  EXPECT_FALSE(values.clock.start);
  EXPECT_TRUE(values.auth.tokens.empty());
}

TEST(settings_reader, every_kind_of_value_is_read) {
  const auto values = accepted(R"(
[data]
synchronous = "normal"
wal_limit_mib = 65536
[http]
port = 0
[actors]
policy = "stealing"
[clock]
mode = "virtual"
start = "2026-03-01T09:00:00+07:00"
[log]
level = "warning"
[channels.webhook]
allow_private_addresses = true
[retry]
initial = "PT1M30S"
backoff = 3
jitter = 0.5
)");

  EXPECT_EQ(values.data.synchronous, synchronous_mode::normal);
  EXPECT_EQ(values.data.wal_limit_mib, 65536);
  EXPECT_EQ(values.http.port, 0);
  EXPECT_EQ(values.actors.policy, scheduling_policy::stealing);
  EXPECT_EQ(values.clock.mode, clock_mode::virtual_time);
  EXPECT_EQ(values.clock.start, parse_instant("2026-03-01T02:00:00Z").value());
  EXPECT_EQ(values.log.level, log_level::warning);
  EXPECT_TRUE(values.channels.webhook.allow_private_addresses);
  EXPECT_EQ(values.retry.initial, std::chrono::seconds{90});
  EXPECT_EQ(values.retry.backoff, 3.0);
  EXPECT_EQ(values.retry.jitter, 0.5);
}

TEST(settings_reader, dotted_keys_and_inline_tables_are_the_same_settings) {
  const auto values = accepted("http.port = 8080\nretry = {max_attempts = 3}\n"
                               "channels.webhooks.a.url = 'http://a.example'\n");

  EXPECT_EQ(values.http.port, 8080);
  EXPECT_EQ(values.retry.max_attempts, 3);
  EXPECT_EQ(values.channels.webhooks.at("a").url, "http://a.example");
}

TEST(settings_reader, a_start_may_be_written_as_a_toml_instant) {
  const auto values =
      accepted("[clock]\nmode = 'virtual'\nstart = 2026-03-01T09:00:00.250+07:00\n");
  EXPECT_EQ(values.clock.start, parse_instant("2026-03-01T02:00:00.25Z").value());
}

TEST(settings_reader, tokens_and_named_webhooks_are_read) {
  const std::string hash(64, 'a');
  const auto values = accepted("[[auth.tokens]]\nname = 'ci'\nsha256 = '" + hash +
                               "'\nscopes = ['read', 'operate', 'read']\n"
                               "[[auth.tokens]]\nname = 'root'\n"
                               "token = '0123456789abcdef01234567'\nscopes = ['admin']\n"
                               "[channels.webhooks.shop-2]\nurl = 'https://shop.example/in'\n"
                               "secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'\n");

  ASSERT_EQ(values.auth.tokens.size(), 2u);
  EXPECT_EQ(values.auth.tokens[0].name, "ci");
  EXPECT_EQ(values.auth.tokens[0].sha256, hash);
  EXPECT_EQ(values.auth.tokens[0].scopes, (std::set{scope::read, scope::operate}));
  EXPECT_EQ(values.auth.tokens[1].token, "0123456789abcdef01234567");
  EXPECT_EQ(values.auth.tokens[1].scopes, std::set{scope::admin});
  const auto& shop = values.channels.webhooks.at("shop-2");
  EXPECT_EQ(shop.url, "https://shop.example/in");
  EXPECT_EQ(shop.secret, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
}

TEST(settings_reader, text_that_is_not_toml_is_one_mistake_with_its_line) {
  const auto found = mistakes("[http]\nport = 1\nport 2\n[nonsense]\n");

  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].source, "sojourn.toml");
  EXPECT_EQ(found[0].line, 3);
  EXPECT_EQ(found[0].key, "");
  EXPECT_THAT(found[0].message, HasSubstr("not TOML"));
}

TEST(settings_reader, a_broken_table_header_is_a_mistake_and_not_a_crash) {
  for (const auto* header : {"[!", "[=]", "[[[http]]]", "[.http]", "[http.]", "[\n]", "[]"})
    EXPECT_THAT(the_mistake("\n" + std::string{header}), HasSubstr("sojourn.toml:2: not TOML"));
}

TEST(settings_reader, a_key_given_twice_is_named) {
  EXPECT_THAT(the_mistake("[http]\nport = 1\nport = 2\n"), HasSubstr("'port'"));
}

// Kept whole: forty lines of settings and forty mistakes.
TEST(settings_reader, forty_mistakes_in_one_file_are_all_reported_with_line_and_key) {
  const auto* text = R"([data]
directory = ""
synchronous = "off"
cache_mib = 0
reader_cache_mib = "2"
wal_limit_mib = 65537
checkpoint_pages = 99
[http]
address = "localhost"
port = 65536
threads = 1.5
header_limit_kib = -1
body_limit_kib = true
request_timeout_ms = 99
idle_timeout_ms = "1m"
write_timeout_ms = 3600001
request_deadline_ms = 9
max_connections = []
pipeline_limit = 1025
max_in_flight = 2026-01-01
tls_certificate = 7
[actors]
policy = "stealin"
max_throughput = 0
timer_window_ms = 999
[clock]
mode = "fake"
start = "tomorrow"
[log]
level = "loud"
format = "xml"
[channels.webhook]
concurrency = 0
allow_private_addresses = "yes"
[channels.email]
enabled = 1
host = "mail.example.com:587"
port = 0
tls = "ssl"
from = "nobody"
[retry]
initial = "P1D"
backoff = nan
max = "PT200H"
jitter = 1.01
[retention]
idempotency_hours = 0
event_dedupe = 3
)";
  const std::vector<std::pair<int, std::string>> expected{
      {2, "data.directory"},
      {3, "data.synchronous"},
      {4, "data.cache_mib"},
      {5, "data.reader_cache_mib"},
      {6, "data.wal_limit_mib"},
      {7, "data.checkpoint_pages"},
      {9, "http.address"},
      {10, "http.port"},
      {11, "http.threads"},
      {12, "http.header_limit_kib"},
      {13, "http.body_limit_kib"},
      {14, "http.request_timeout_ms"},
      {15, "http.idle_timeout_ms"},
      {16, "http.write_timeout_ms"},
      {17, "http.request_deadline_ms"},
      {18, "http.max_connections"},
      {19, "http.pipeline_limit"},
      {20, "http.max_in_flight"},
      {21, "http.tls_certificate"},
      {23, "actors.policy"},
      {24, "actors.max_throughput"},
      {25, "actors.timer_window_ms"},
      {27, "clock.mode"},
      {28, "clock.start"},
      {30, "log.level"},
      {31, "log.format"},
      {33, "channels.webhook.concurrency"},
      {34, "channels.webhook.allow_private_addresses"},
      {36, "channels.email.enabled"},
      {37, "channels.email.host"},
      {38, "channels.email.port"},
      {39, "channels.email.tls"},
      {40, "channels.email.from"},
      {42, "retry.initial"},
      {43, "retry.backoff"},
      {44, "retry.max"},
      {45, "retry.jitter"},
      {47, "retention.idempotency_hours"},
      {48, "retention.event_dedupe"},
      {0, "limits.webhook_tolerance_s"},
  };

  const auto found = mistakes(text, {{"SOJOURN_LIMITS_WEBHOOK_TOLERANCE_S", "many"}});

  std::vector<std::pair<int, std::string>> places;
  for (const auto& one : found) {
    places.emplace_back(one.line, one.key);
    EXPECT_EQ(one.source, one.line > 0 ? "sojourn.toml" : "SOJOURN_LIMITS_WEBHOOK_TOLERANCE_S");
    EXPECT_FALSE(one.message.empty());
  }
  EXPECT_EQ(expected.size(), 40u);
  EXPECT_EQ(places, expected);
}

TEST(settings_reader, a_value_out_of_range_is_told_the_range) {
  EXPECT_EQ(the_mistake("[http]\nport = 65536\n"), "sojourn.toml:2: http.port must be 0 to 65535");
  EXPECT_EQ(the_mistake("[retry]\njitter = -0.1\n"), "sojourn.toml:2: retry.jitter must be 0 to 1");
  EXPECT_EQ(the_mistake("[retry]\ninitial = 'PT0.05S'\n"),
            "sojourn.toml:2: retry.initial must be PT0.1S to PT24H");
  EXPECT_EQ(the_mistake("[retry]\nbackoff = inf\n"),
            "sojourn.toml:2: retry.backoff must be 1 to 10");
}

TEST(settings_reader, both_ends_of_a_range_belong_to_it) {
  EXPECT_EQ(accepted("[http]\nport = 65535\nrequest_deadline_ms = 10\n").http.port, 65535);
  EXPECT_EQ(accepted("[retry]\njitter = 1\nmax = 'PT168H'\n").retry.max, std::chrono::hours{168});
}

TEST(settings_reader, a_value_of_the_wrong_type_is_told_the_right_one) {
  EXPECT_EQ(the_mistake("[http]\nport = '7070'\n"),
            "sojourn.toml:2: http.port must be an integer of 0 to 65535, not text");
  EXPECT_EQ(the_mistake("[log]\nfile = 1\n"),
            "sojourn.toml:2: log.file must be text, not an integer");
  EXPECT_EQ(the_mistake("[channels.mailbox]\nenabled = {a = 1}\n"),
            "sojourn.toml:2: channels.mailbox.enabled must be true or false, not a table");
  EXPECT_EQ(the_mistake("[log]\nlevel = 3\n"),
            "sojourn.toml:2: log.level must be \"trace\", \"debug\", \"info\", \"warning\" or "
            "\"error\", not an integer");
}

TEST(settings_reader, a_duration_in_calendar_units_is_refused_since_settings_have_no_zone) {
  EXPECT_EQ(the_mistake("[retry]\nmax = 'P1D'\n"),
            "sojourn.toml:2: retry.max must be in hours, minutes and seconds: PT0.1S to PT168H");
}

TEST(settings_reader, text_with_a_line_break_is_refused_so_that_no_header_can_be_forged) {
  EXPECT_EQ(the_mistake("[channels.email]\nfrom = \"a@example.com\\r\\nBcc: b@example.com\"\n"),
            "sojourn.toml:2: channels.email.from must not hold control characters, such as a "
            "line break");
}

TEST(settings_reader, an_unknown_key_is_told_the_nearest_of_its_table) {
  EXPECT_EQ(the_mistake("[http]\nprot = 1\n"),
            "sojourn.toml:2: http.prot is no key; did you mean port?");
  EXPECT_EQ(the_mistake("[htpp]\nport = 1\n"),
            "sojourn.toml:1: htpp is no key; did you mean http?");
  EXPECT_EQ(the_mistake("[channels.e-mail]\n"),
            "sojourn.toml:1: channels.e-mail is no key; did you mean email?");
  EXPECT_EQ(the_mistake("[auth]\ntoken = 'x'\n"),
            "sojourn.toml:2: auth.token is no key; did you mean tokens?");
}

TEST(settings_reader, a_key_in_the_wrong_table_is_told_the_right_one) {
  EXPECT_EQ(the_mistake("checkpoint_pages = 1000\n"),
            "sojourn.toml:1: checkpoint_pages is no key; did you mean data.checkpoint_pages?");
}

TEST(settings_reader, a_key_that_is_like_no_other_gets_no_guess) {
  EXPECT_EQ(the_mistake("[http]\n\"favourite colour\" = 'red'\n"),
            "sojourn.toml:2: http.\"favourite colour\" is no key");
}

TEST(settings_reader, a_quoted_name_with_a_dot_is_not_a_path) {
  EXPECT_THAT(the_mistake("'http.port' = 1\n"), HasSubstr("\"http.port\" is no key"));
}

TEST(settings_reader, a_value_where_a_table_belongs_is_told_how_to_write_it) {
  EXPECT_EQ(the_mistake("http = 7070\n"), "sojourn.toml:1: http is a table; write [http]");
  EXPECT_EQ(the_mistake("[auth]\ntokens = 'x'\n"),
            "sojourn.toml:2: auth.tokens is a list of tables; write [[auth.tokens]]");
  EXPECT_EQ(the_mistake("[auth]\ntokens = ['x']\n"),
            "sojourn.toml:2: auth.tokens[0] is a table; write [[auth.tokens]]");
  EXPECT_EQ(the_mistake("[channels]\nwebhooks = 1\n"),
            "sojourn.toml:2: channels.webhooks is a table of tables; write "
            "[channels.webhooks.NAME]");
  EXPECT_EQ(the_mistake("[channels.webhooks]\nshop = 'https://shop.example'\n"),
            "sojourn.toml:2: channels.webhooks.shop is a table; write [channels.webhooks.shop]");
}

TEST(settings_reader, a_mistake_of_syntax_never_shows_what_may_be_a_secret) {
  for (const auto* value : {"trustno1", "99999999999999999999999", "\"hunter\\q2\"", "12hunter",
                            "'hunter", "hunter2", "\"hunter\"2", "[hunter2]", "0xhunter2"}) {
    const auto text = the_mistake("[channels.email]\npassword = " + std::string{value} + "\n");
    EXPECT_THAT(text, HasSubstr("sojourn.toml:")) << value;
    EXPECT_THAT(text, Not(HasSubstr("hunter"))) << value;
    EXPECT_THAT(text, Not(HasSubstr("trus"))) << value;
    EXPECT_THAT(text, Not(HasSubstr("\\q"))) << value;
    EXPECT_THAT(text, Not(HasSubstr("saw"))) << value;
    EXPECT_THAT(text, Not(HasSubstr("9999"))) << value;
  }
}

TEST(settings_reader, a_refused_secret_is_never_shown) {
  const auto text =
      the_mistake("[[auth.tokens]]\nname = 'a'\ntoken = 'hunter2'\nscopes = ['read']\n"
                  "[channels.email]\npassword = ['hunter2']\n"
                  "[channels.webhooks.x]\nurl = 'https://me:hunter2@x.example/'\n"
                  "secret = 'whsec_hunter2'\n",
                  {{"SOJOURN_AUTH_TOKENS_A_SHA256", "hunter2"}});

  EXPECT_THAT(text, HasSubstr("auth.tokens[0].token must be 24 to 256"));
  EXPECT_THAT(text, HasSubstr("auth.tokens[0].sha256 must be the SHA-256"));
  EXPECT_THAT(text, HasSubstr("channels.email.password must be text"));
  EXPECT_THAT(text, HasSubstr("channels.webhooks.x.url must be a URL without a user name"));
  EXPECT_THAT(text, HasSubstr("channels.webhooks.x.secret must be \"whsec_\""));
  EXPECT_THAT(text, Not(HasSubstr("hunter2")));
}

} // namespace
} // namespace sojourn::config
