// Whether hosts of providers can be reached, up to the greeting and no further.
#include "channels/reach/reach.hpp"

#include "simulators/smtp_server.hpp"
#include "simulators/test_certificate.hpp"

#include <chrono>
#include <gtest/gtest.h>

namespace sojourn::channels {
namespace {

using reach_by = reach_target::protocol;

reached try_host(reach_by how, int port, const std::string& ca_file = {},
                 const std::string& host = "127.0.0.1") {
  return reach({.channel = "email", .how = how, .host = host, .port = port, .ca_file = ca_file},
               milliseconds{5'000});
}

TEST(reaching_hosts, ends_with_the_name_that_nobody_has) {
  EXPECT_EQ(try_host(reach_by::https, 443, {}, "nowhere.invalid").stage, "name");
}

TEST(reaching_hosts, ends_with_the_connection_where_nobody_listens) {
  int port = 0;
  {
    const smtp_server gone;
    port = gone.port();
  }
  const auto told = try_host(reach_by::smtp, port);
  EXPECT_EQ(told.stage, "connect");
  EXPECT_FALSE(told.detail.empty());
}

TEST(reaching_hosts, greets_a_mail_server_and_sends_it_nothing) {
  smtp_server server;
  EXPECT_EQ(try_host(reach_by::smtp, server.port()).stage, "");
  EXPECT_EQ(server.connection_count(), 1);
}

TEST(reaching_hosts, ends_with_the_greeting_of_a_server_that_takes_nobody) {
  smtp_server server{{.replies = {{"greeting", "554 go away"}}, .extensions = {}}};
  EXPECT_EQ(try_host(reach_by::smtp, server.port()).stage, "greeting");
}

TEST(reaching_hosts, ends_with_tls_where_it_is_not_offered_or_not_trusted) {
  smtp_server plain;
  EXPECT_EQ(try_host(reach_by::smtp_starttls, plain.port()).stage, "tls");
  const test_certificate certificate;
  smtp_server server{{.replies = {}, .extensions = {}, .certificate = &certificate}};
  EXPECT_EQ(try_host(reach_by::smtp_starttls, server.port()).stage, "tls");
}

TEST(reaching_hosts, tells_when_the_certificate_of_the_host_ends) {
  const test_certificate certificate;
  smtp_server server{{.replies = {}, .extensions = {}, .certificate = &certificate}};
  const auto told = try_host(reach_by::smtp_starttls, server.port(), certificate.file());
  EXPECT_EQ(told.stage, "") << told.detail;
  ASSERT_TRUE(told.certificate_ends);
  EXPECT_GT(*told.certificate_ends, parse_instant("2026-01-01T00:00:00Z").value());
}

} // namespace
} // namespace sojourn::channels
