#include "api/client/client.hpp"

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

TEST(client, nobody_listening_is_told_without_an_answer) {
  // Port 1 of loopback: reserved, and nothing in a test listens below 1024.
  const auto answer = send({false, "127.0.0.1", "1", ""}, {.target = "/"});
  ASSERT_FALSE(answer);
  EXPECT_FALSE(answer.error().reached);
  EXPECT_EQ(answer.error().why, "Connection refused");
}

} // namespace
} // namespace sojourn::client
