#include "api/client/client.hpp"

#include "api/server.hpp"
#include "tests/http/fakes/fake_services.hpp"

#include <gtest/gtest.h>

namespace sojourn::client {
namespace {

TEST(url_of_a_daemon, scheme_host_port_and_path_are_read) {
  EXPECT_EQ(parse_url("http://127.0.0.1:7070").value(), (endpoint{false, "127.0.0.1", "7070", ""}));
  EXPECT_EQ(parse_url("https://shop.example/sojourn/").value(),
            (endpoint{true, "shop.example", "443", "/sojourn"}));
  EXPECT_EQ(parse_url("http://[::1]:81").value(), (endpoint{false, "::1", "81", ""}));
  EXPECT_EQ(parse_url("http://localhost/").value(), (endpoint{false, "localhost", "80", ""}));
}

TEST(url_of_a_daemon, anything_else_is_refused_with_the_reason) {
  for (const auto* url :
       {"127.0.0.1:7070", "ftp://x", "http://", "http://:80", "http://x:0", "http://x:65536",
        "http://x:", "http://x:7a", "http://[::1", "http://[::1]x", "http://u:p@x", "http://x?y",
        "http://x#y", "http://x y", "http://x\r\ny"}) {
    const auto read = parse_url(url);
    ASSERT_FALSE(read) << url;
    EXPECT_EQ(read.error().code, error_code::invalid_request);
  }
}

TEST(url_of_a_daemon, the_host_header_has_the_port_unless_it_is_the_schemes) {
  EXPECT_EQ(host_header(parse_url("http://x:7070").value()), "x:7070");
  EXPECT_EQ(host_header(parse_url("https://x:443").value()), "x");
  EXPECT_EQ(host_header(parse_url("http://[::1]:7070").value()), "[::1]:7070");
}

/// The daemon's real HTTP front, before services that answers as the test says.
class client_and_server : public ::testing::Test {
protected:
  struct stopped_clock final : clock_source {
    [[nodiscard]] instant now() const override { return {}; }
  };

  client_and_server() { to.port = std::to_string(front.start().value()); }
  ~client_and_server() override { front.stop(milliseconds{0}); }

  static api::server_options options() {
    api::server_options chosen;
    chosen.port = 0;
    chosen.max_body_bytes = 1000;
    return chosen;
  }

  sojourn::tests::fake_services daemon;
  stopped_clock clock;
  api::server front{options(), daemon.all(), clock};
  endpoint to{.host = "127.0.0.1"};
};

TEST_F(client_and_server, a_body_arrives_and_its_answer_comes_back) {
  const auto answer = send(to, {.method = "POST",
                                .target = "/v1/vouchers",
                                .body = R"({"id":"gold"})",
                                .content_type = "application/json"});
  ASSERT_TRUE(answer) << answer.error().why;
  EXPECT_EQ(answer->status, 201);
  EXPECT_TRUE(answer->content_type.starts_with("application/json"));
  EXPECT_EQ(daemon.last().at("call"), "vouchers.create_pool");
}

TEST_F(client_and_server, a_header_of_the_request_arrives) {
  const auto answer = send(to, {.method = "POST",
                                .target = "/v1/vouchers",
                                .body = R"({"id":"gold"})",
                                .content_type = "application/json",
                                .headers = {{"Idempotency-Key", "k1"}}});
  ASSERT_TRUE(answer);
  EXPECT_EQ(daemon.last().at("key"), "k1");
}

TEST_F(client_and_server, a_refusal_is_an_answer) {
  const auto answer = send(to, {.target = "/v1/nowhere"});
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 404);
  EXPECT_NE(answer->body.find("SJ0107"), std::string::npos);
}

TEST_F(client_and_server, a_refusal_before_the_body_was_read_is_an_answer_too) {
  const auto answer = send(to, {.method = "POST",
                                .target = "/v1/vouchers",
                                .body = std::string(100'000, ' '),
                                .content_type = "application/json"});
  ASSERT_TRUE(answer) << answer.error().why;
  EXPECT_EQ(answer->status, 413);
}

TEST_F(client_and_server, waiting_calls_back_and_ends_when_patience_does) {
  daemon.how = sojourn::tests::recorder::manner::hold;
  int calls = 0;
  const auto answer = send(
      to, {.target = "/v1/clock"},
      {.answer = milliseconds{50}, .tick = milliseconds{5}, .while_waiting = [&] { ++calls; }});
  ASSERT_FALSE(answer);
  EXPECT_TRUE(answer.error().reached);
  EXPECT_EQ(answer.error().why, "it took too long");
  EXPECT_GT(calls, 0);
}

TEST(client, nobody_listening_is_told_without_an_answer) {
  // Port 1 of loopback: reserved, and nothing in a test listens below 1024.
  const auto answer = send({false, "127.0.0.1", "1", ""}, {.target = "/"});
  ASSERT_FALSE(answer);
  EXPECT_FALSE(answer.error().reached);
  EXPECT_EQ(answer.error().why, "Connection refused");
}

} // namespace
} // namespace sojourn::client
