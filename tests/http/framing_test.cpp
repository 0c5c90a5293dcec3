// What a message is framed by (RFC 9112), and what nobody may hold up.
#include "api/address_counter.hpp"
#include "http_fixture.hpp"

#include <spdlog/sinks/ostream_sink.h>
#include <sstream>

namespace sojourn::tests {

TEST_F(http, a_transfer_coding_of_http_1_0_is_refused) {
  client to{port()};
  to.send("PUT /v1/campaigns/x HTTP/1.0\r\nContent-Type: application/json\r\n"
          "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n");
  EXPECT_EQ(to.receive().status, 400);
  EXPECT_TRUE(to.ended());
  EXPECT_TRUE(fake.asked().empty());
}

TEST_F(http, a_transfer_coding_beside_chunked_is_not_implemented) {
  for (const auto* codings : {"gzip, chunked", "chunked, chunked", "identity, chunked"}) {
    client to{port()};
    to.send(request_text("PUT", "/v1/campaigns/x",
                         std::string{"Content-Type: application/json\r\nTransfer-Encoding: "} +
                             codings + "\r\n") +
            "2\r\n{}\r\n0\r\n\r\n");
    const auto answer = to.receive();
    EXPECT_TRUE(answer.status == 501 || answer.status == 400) << codings << " " << answer.status;
    EXPECT_TRUE(to.ended()) << codings;
  }
  client to{port()};
  to.send(request_text("PUT", "/v1/campaigns/x", "Transfer-Encoding: gzip, chunked\r\n") +
          "2\r\n{}\r\n0\r\n\r\n");
  EXPECT_EQ(problem_code(to.receive()), "SJ0113");
  EXPECT_TRUE(fake.asked().empty());
}

TEST_F(http, a_body_in_chunks_is_read) {
  client to{port()};
  to.send(request_text("PUT", "/v1/campaigns/x",
                       "Content-Type: application/json\r\nTransfer-Encoding: Chunked\r\n") +
          "2\r\n{}\r\n0\r\n\r\n");
  EXPECT_EQ(to.receive().status, 201);
}

TEST_F(http, a_file_that_comes_slower_than_it_may_is_cut) {
  options.body_timeout = milliseconds{60};
  options.least_upload_bytes_per_second = 1'000'000;
  client to{port()};
  to.send(request_text("POST", "/v1/records/order/import",
                       "Content-Type: text/csv\r\nContent-Length: 1000000\r\n") +
          "id\n");
  // A byte now and then, as often as the pause between two bytes allows, until the server has
  // enough.
  const auto begun = std::chrono::steady_clock::now();
  boost::system::error_code failure;
  while (!failure && std::chrono::steady_clock::now() - begun < std::chrono::seconds{10}) {
    to.send("1");
    if (to.has_answer(milliseconds{20}))
      break;
  }
  const auto answer = to.receive();
  EXPECT_EQ(answer.status, 408);
  EXPECT_EQ(problem_code(answer), "SJ0109");
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds{10});
}

namespace {

ip_address address(const char* text) { return parse_ip_address(text).value(); }
const api::client_addresses behind_a_proxy{{"192.0.2.0/28"}, "X-Forwarded-For"};

} // namespace

TEST(address_counter, counts_each_address_and_gives_back) {
  api::address_counter counter{2, behind_a_proxy};
  const auto ann = address("198.51.100.1");
  auto first = counter.try_count(ann);
  const auto second = counter.try_count(ann);
  EXPECT_TRUE(first && second);
  EXPECT_FALSE(counter.try_count(ann));
  EXPECT_TRUE(counter.try_count(address("198.51.100.2"))) << "somebody else";
  EXPECT_FALSE(counter.try_count(address("::ffff:198.51.100.1"))) << "the same by IPv6";
  first.reset();
  EXPECT_TRUE(counter.try_count(ann));
}

TEST(address_counter, takes_a_network_of_ipv6_for_one_client) {
  api::address_counter counter{1, behind_a_proxy};
  const auto one = counter.try_count(address("2001:db8:1:2::1"));
  EXPECT_FALSE(counter.try_count(address("2001:db8:1:2:ffff::9")));
  EXPECT_TRUE(counter.try_count(address("2001:db8:1:3::1")));
}

TEST(address_counter, counts_neither_loopback_nor_a_trusted_proxy) {
  api::address_counter counter{1, behind_a_proxy};
  std::vector<std::optional<api::counted_address>> kept;
  for (const auto* text : {"127.0.0.1", "127.0.0.1", "::1", "::1", "192.0.2.7", "192.0.2.7"}) {
    kept.push_back(counter.try_count(address(text)));
    EXPECT_TRUE(kept.back()) << text;
  }
}

TEST_F(http, the_log_names_no_customer_no_address_and_no_token) {
  std::ostringstream log;
  const auto before = spdlog::default_logger();
  spdlog::set_default_logger(std::make_shared<spdlog::logger>(
      "test", std::make_shared<spdlog::sinks::ostream_sink_mt>(log)));
  spdlog::set_level(spdlog::level::debug);
  {
    client to{port()};
    to.ask("GET", "/v1/records/customer/an@example.com?x=an@example.com");
    to.ask("DELETE", "/v1/suppressions/email/an@example.com");
    to.ask("GET", "/u/an@example.com");
    to.ask("GET", "/v1/nothing/an@example.com");
    to.ask("ANEXAMPLE", "/v1/campaigns");
    to.ask("GET", "/v1/campaigns/spring/stats");
    to.ask("GET", "/healthz"); // all before are logged by now
  }
  stop();
  spdlog::set_default_logger(before);
  spdlog::set_level(spdlog::level::off);

  EXPECT_EQ(log.str().find("example"), std::string::npos) << log.str();
  for (const auto* line : {"GET /v1/records/customer/{id} 422", "GET - 404", "http - - 405",
                           "GET /v1/campaigns/spring/stats 200"})
    EXPECT_NE(log.str().find(line), std::string::npos) << line << "\n" << log.str();
}

TEST_F(http, the_type_of_a_problem_is_a_page_without_a_token) {
  options.tokens = {{.name = "shop", .sha256_hex = std::string(64, '0')}};
  client to{port()};
  for (const auto& row : error_catalogue()) {
    const auto page = to.ask("GET", "/docs/errors/" + std::string{row.text});
    EXPECT_EQ(page.status, 200) << row.text;
    EXPECT_EQ(page.header("content-type"), "text/plain; charset=utf-8");
    EXPECT_TRUE(page.body.starts_with("# " + std::string{row.text} + ": ")) << row.text;
    EXPECT_NE(page.body.find("## What to do"), std::string::npos) << row.text;
  }
  const auto refused = to.ask("GET", "/v1/campaigns");
  EXPECT_EQ(to.ask("GET", refused.parsed().at("type")).status, 200);
  EXPECT_EQ(to.ask("GET", "/docs/errors/SJ9999").status, 404);
  EXPECT_NE(to.ask("GET", "/docs/errors").body.find("SJ0302  412  "), std::string::npos);
}

TEST_F(http, the_audit_is_asked_for_by_who_what_target_and_time) {
  EXPECT_EQ(ask("GET",
                "/v1/audit?who=anna&what=campaign.&target=spring&text=Tet&from=2026-03-01T00:00:00Z"
                "&to=2026-04-01T00:00:00%2B07:00&limit=5")
                .status,
            200);
  EXPECT_EQ(fake.last(), (json{{"call", "audit.list"},
                               {"limit", 5},
                               {"cursor", ""},
                               {"who", "anna"},
                               {"what", "campaign."},
                               {"target", "spring"},
                               {"text", "Tet"},
                               {"from", "2026-03-01T00:00:00Z"},
                               {"to", "2026-03-31T17:00:00Z"}}));
  EXPECT_EQ(ask("GET", "/v1/audit?from=monday").status, 422);
}

} // namespace sojourn::tests
