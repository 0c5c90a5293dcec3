// Tokens and scopes, browsers kept out where there are none, and TLS.
#include "api/access.hpp"
#include "api/route.hpp"
#include "http_fixture.hpp"
#include "signing/digest.hpp"

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <filesystem>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <set>

namespace sojourn::tests {

namespace {

api::token token_of(const std::string& name, std::vector<api::scope> scopes) {
  return {.name = name,
          .sha256_hex = signing::sha256_hex("secret-" + name),
          .scopes = std::move(scopes)};
}

std::string bearer(const std::string& name) {
  return "Authorization: Bearer secret-" + name + "\r\n";
}

/// A key and a certificate it signed itself, in PEM files that go with the object.
class self_made_certificate {
public:
  self_made_certificate() {
    std::filesystem::create_directories(folder_);
    const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key{EVP_EC_gen("P-256"), EVP_PKEY_free};
    const std::unique_ptr<X509, void (*)(X509*)> certificate{X509_new(), X509_free};
    X509_set_version(certificate.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    X509_set_pubkey(certificate.get(), key.get());
    auto* name = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
    X509_set_issuer_name(certificate.get(), name);
    X509_sign(certificate.get(), key.get(), EVP_sha256());
    write(certificate_path(), [&](FILE* file) { PEM_write_X509(file, certificate.get()); });
    write(key_path(), [&](FILE* file) {
      PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
  }
  ~self_made_certificate() { std::filesystem::remove_all(folder_); }
  self_made_certificate(const self_made_certificate&) = delete;
  self_made_certificate& operator=(const self_made_certificate&) = delete;

  [[nodiscard]] std::string certificate_path() const { return folder_ / "certificate.pem"; }
  [[nodiscard]] std::string key_path() const { return folder_ / "key.pem"; }

private:
  template <class Writer>
  static void write(const std::string& path, Writer writer) {
    FILE* file = std::fopen(path.c_str(), "w");
    ASSERT_NE(file, nullptr);
    writer(file);
    std::fclose(file);
  }
  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("sojourn-tls-" + std::to_string(getpid()));
};

/// A client that trusts exactly one certificate.
class tls_client {
public:
  tls_client(std::uint16_t port, const std::string& trusted) {
    trust_.load_verify_file(trusted);
    stream_.set_verify_mode(boost::asio::ssl::verify_peer);
    stream_.next_layer().connect({boost::asio::ip::make_address("127.0.0.1"), port});
    stream_.handshake(boost::asio::ssl::stream_base::client);
  }
  void send(const std::string& text) { boost::asio::write(stream_, boost::asio::buffer(text)); }
  answered receive() { return read_answer(stream_, buffer_); }
  /// Whether the server said that it closes, as TLS wants it.
  bool closed_properly() {
    boost::system::error_code failure;
    char byte = 0;
    stream_.read_some(boost::asio::buffer(&byte, 1), failure);
    return failure == boost::asio::error::eof;
  }

private:
  boost::asio::io_context context_;
  boost::asio::ssl::context trust_{boost::asio::ssl::context::tls_client};
  boost::asio::ssl::stream<boost::asio::ip::tcp::socket> stream_{context_, trust_};
  boost::beast::flat_buffer buffer_;
};

} // namespace

TEST_F(http, with_tokens_every_route_but_health_and_hooks_needs_one) {
  options.tokens = {token_of("reader", {api::scope::read})};
  for (const auto* path : {"/v1/campaigns", "/metrics", "/v1/openapi.json"}) {
    const auto answer = ask("GET", path);
    EXPECT_EQ(answer.status, 401) << path;
    EXPECT_EQ(problem_code(answer), "SJ0200");
    EXPECT_TRUE(answer.header("www-authenticate").starts_with("Bearer"));
    EXPECT_EQ(ask("GET", path, bearer("reader")).status, 200) << path;
  }
  EXPECT_EQ(ask("GET", "/").status, 200);
  EXPECT_EQ(ask("GET", "/healthz").status, 200);
  EXPECT_EQ(ask("GET", "/readyz").status, 200);
  EXPECT_EQ(ask("POST", "/v1/hooks/shop", "", "x").status, 202);
}

TEST_F(http, a_token_that_nobody_knows_is_refused) {
  options.tokens = {token_of("reader", {api::scope::read})};
  for (const auto* value : {"Bearer wrong", "Bearer ", "Bearer",
                            "Basic c2VjcmV0LXJlYWRlcg==", "secret-reader", "Bearer secret-reader2"})
    EXPECT_EQ(ask("GET", "/v1/campaigns", std::string{"Authorization: "} + value + "\r\n").status,
              401)
        << value;
  EXPECT_EQ(ask("GET", "/v1/campaigns", "Authorization: bearer secret-reader\r\n").status, 200)
      << "the scheme's case does not matter";
}

TEST_F(http, a_scope_allows_its_routes_alone) {
  using enum api::scope;
  options.tokens = {token_of("reader", {read}), token_of("writer", {write}),
                    token_of("operator", {operate}), token_of("admin", {admin}),
                    token_of("nothing", {})};
  const auto status = [this](const char* method, const char* path, const char* name) {
    const std::string body = std::string_view{method} == "GET" ? "" : R"({"advance":"P1D"})";
    return ask_json(method, path, path == std::string_view{"/v1/clock"} ? body : "{}", bearer(name))
        .status;
  };
  struct row {
    const char* method;
    const char* path;
    const char* allowed; ///< initials of the tokens
  };
  for (const auto& [method, path, allowed] :
       {row{"DELETE", "/v1/records/customer/1", "wa"}, row{"POST", "/v1/campaigns/x/pause", "oa"},
        row{"POST", "/v1/clock", "a"}, row{"POST", "/v1/campaigns/validate", "rwoa"}}) {
    for (const auto* name : {"reader", "writer", "operator", "admin", "nothing"}) {
      const bool expected = std::string_view{allowed}.find(name[0]) != std::string_view::npos;
      const auto got = status(method, path, name);
      EXPECT_EQ(got < 300, expected) << name << " " << method << " " << path << " " << got;
      EXPECT_EQ(got == 403, !expected) << name << " " << method << " " << path << " " << got;
    }
  }
}

// RFC 6750, section 3: what the client did wrong, and no code where it sent no token at all.
TEST_F(http, a_refusal_for_want_of_a_token_or_a_scope_has_its_challenge) {
  options.tokens = {token_of("reader", {api::scope::read}),
                    token_of("writer", {api::scope::write})};
  const auto challenge = [&](const char* method, const char* path, const std::string& headers) {
    return ask_json(method, path, method[0] == 'G' ? "" : "{}", headers).header("www-authenticate");
  };
  EXPECT_EQ(challenge("GET", "/v1/campaigns", ""), "Bearer realm=\"sojourn\"");
  EXPECT_EQ(challenge("GET", "/v1/campaigns", "Authorization: Basic YTpi\r\n"),
            "Bearer realm=\"sojourn\"");
  EXPECT_EQ(challenge("GET", "/v1/campaigns", "Authorization: Bearer wrong\r\n"),
            "Bearer realm=\"sojourn\", error=\"invalid_token\", "
            "error_description=\"nobody knows this token\"");
  EXPECT_EQ(challenge("PUT", "/v1/campaigns/x", bearer("reader")),
            "Bearer realm=\"sojourn\", error=\"insufficient_scope\", scope=\"write\"");
  EXPECT_EQ(challenge("POST", "/v1/clock", bearer("writer")),
            "Bearer realm=\"sojourn\", error=\"insufficient_scope\", scope=\"admin\"");

  fake.how = recorder::manner::fail;
  fake.failure = {error_code::may_not_send, "the campaign is active", {}};
  const auto live = ask_json("PUT", "/v1/campaigns/x", "{}", bearer("writer"));
  EXPECT_EQ(live.status, 403);
  EXPECT_EQ(live.header("www-authenticate"),
            "Bearer realm=\"sojourn\", error=\"insufficient_scope\", scope=\"operate\"");
  fake.failure = {error_code::bad_signature, "no", {}};
  EXPECT_FALSE(ask("POST", "/v1/hooks/shop", "", "x").header("www-authenticate").empty())
      << "RFC 9110, section 11.6.1";
}

/// What may be done with which token, written by hand: docs/api.md has the same.
// Kept whole: a table of all routes.
TEST_F(http, every_route_takes_the_scopes_that_the_documentation_says) {
  using enum api::scope;
  options.tokens = {token_of("reader", {read}), token_of("writer", {write}),
                    token_of("operator", {operate}), token_of("admin", {admin})};
  // What a write token may do, and what takes the right to operate; every other route reads.
  const std::set<std::string_view> writes{"POST /v1/campaigns",
                                          "PUT /v1/campaigns/{id}",
                                          "POST /v1/campaigns/{id}/copy",
                                          "POST /v1/hooks",
                                          "PUT /v1/hooks/{hook}",
                                          "DELETE /v1/hooks/{hook}",
                                          "POST /v1/hooks/{hook}/secrets",
                                          "DELETE /v1/hooks/{hook}/secrets/{id}",
                                          "PUT /v1/records/{type}/{id}",
                                          "PATCH /v1/records/{type}/{id}",
                                          "DELETE /v1/records/{type}/{id}",
                                          "DELETE /v1/records/customer/{id}",
                                          "DELETE /v1/records/visitor/{id}",
                                          "POST /v1/records/{type}/import",
                                          "POST /v1/imports/{id}/cancel",
                                          "PUT /v1/record-types/{name}",
                                          "POST /v1/identities",
                                          "POST /v1/segments",
                                          "PUT /v1/segments/{id}",
                                          "DELETE /v1/segments/{id}",
                                          "POST /v1/messages",
                                          "PUT /v1/messages/{id}",
                                          "DELETE /v1/messages/{id}",
                                          "POST /v1/events",
                                          "PUT /v1/records/customer/{customer}/consents",
                                          "POST /v1/suppressions",
                                          "POST /v1/vouchers",
                                          "POST /v1/vouchers/{pool}/codes",
                                          "POST /v1/vouchers/{pool}/codes/{code}/redeem"};
  const std::set<std::string_view> operates{"POST /v1/campaigns/{id}/activate",
                                            "POST /v1/campaigns/{id}/pause",
                                            "POST /v1/campaigns/{id}/resume",
                                            "POST /v1/campaigns/{id}/end",
                                            "POST /v1/campaigns/{id}/archive",
                                            "POST /v1/campaigns/{id}/runs",
                                            "POST /v1/campaigns/{id}/schedule/backfill",
                                            "POST /v1/campaigns/{id}/migrations",
                                            "POST /v1/runs/{id}/cancel",
                                            "POST /v1/instances/bulk",
                                            "POST /v1/instances/{id}/cancel",
                                            "POST /v1/instances/{id}/pause",
                                            "POST /v1/instances/{id}/resume",
                                            "POST /v1/instances/{id}/retry",
                                            "POST /v1/instances/{id}/skip",
                                            "POST /v1/instances/{id}/signal",
                                            "POST /v1/jobs/{id}/pause",
                                            "POST /v1/jobs/{id}/resume",
                                            "POST /v1/jobs/{id}/cancel",
                                            "POST /v1/jobs/{id}/undo",
                                            "PUT /v1/send-rules",
                                            "DELETE /v1/suppressions/{channel}/{address}",
                                            "PUT /v1/budget",
                                            "DELETE /v1/budget",
                                            "POST /v1/budget/credits/{account}/deposits",
                                            "POST /v1/channels/{channel}/templates/read",
                                            "POST /v1/backup",
                                            "POST /v1/verify",
                                            "GET /v1/audit"};
  client to{port()};
  for (const auto& route : api::routes()) {
    if (route.needs == none)
      continue;
    const auto name = std::string{route.method} + " " + std::string{route.pattern};
    const std::string_view allowed = writes.contains(name)     ? "wa"
                                     : operates.contains(name) ? "oa"
                                     : route.needs == admin    ? "a"
                                                               : "rwoa";
    std::string path{route.pattern};
    for (auto open = path.find('{'); open != std::string::npos; open = path.find('{'))
      path.replace(open, path.find('}') - open + 1,
                   route.id_is == api::kind::instance ? "ins_01hqz3k8c0000" : "order");
    for (const auto* who : {"reader", "writer", "operator", "admin"}) {
      const auto status = to.ask(std::string{route.method}, path, bearer(who)).status;
      EXPECT_EQ(status != 403, allowed.find(who[0]) != std::string_view::npos)
          << who << " " << name;
    }
  }
}

TEST_F(http, who_has_the_right_to_send_is_told_to_the_services) {
  using enum api::scope;
  options.tokens = {token_of("writer", {write}), token_of("both", {write, operate}),
                    token_of("admin", {admin})};
  for (const auto& [name, may] :
       {std::pair{"writer", false}, std::pair{"both", true}, std::pair{"admin", true}}) {
    ask_json("PUT", "/v1/campaigns/x", "{}", bearer(name));
    EXPECT_EQ(fake.last().at("may_send"), may) << name;
  }
}

TEST_F(http, without_tokens_a_request_that_a_page_caused_is_refused) {
  for (const auto* site : {"cross-site", "same-site", "anything"}) {
    const auto answer =
        ask("GET", "/v1/campaigns", std::string{"Sec-Fetch-Site: "} + site + "\r\n");
    EXPECT_EQ(answer.status, 403) << site;
    EXPECT_EQ(problem_code(answer), "SJ0201");
  }
  for (const auto* site : {"same-origin", "none"})
    EXPECT_EQ(ask("GET", "/v1/campaigns", std::string{"Sec-Fetch-Site: "} + site + "\r\n").status,
              200)
        << site;
  EXPECT_EQ(ask("GET", "/t/AQIDBA", "Sec-Fetch-Site: cross-site\r\n").status, 302)
      << "a link of a mail is followed from a page of the mail program";
}

TEST_F(http, with_tokens_a_page_may_cause_a_request_that_has_one) {
  options.tokens = {token_of("reader", {api::scope::read})};
  EXPECT_EQ(ask("GET", "/v1/campaigns", bearer("reader") + "Sec-Fetch-Site: cross-site\r\n").status,
            200);
}

TEST_F(http, no_page_of_another_site_may_frame_the_button_that_unsubscribes) {
  EXPECT_NE(
      ask("GET", "/u/AQIDBA").header("content-security-policy").find("frame-ancestors 'none'"),
      std::string::npos);
}

TEST_F(http, the_name_of_the_token_is_who_asked) {
  options.tokens = {token_of("shop", {api::scope::write})};
  ask_json("PUT", "/v1/campaigns/x", "{}", bearer("shop"));
  EXPECT_EQ(fake.last().at("who"), "shop");
}

TEST_F(http, without_tokens_a_host_that_was_rebound_is_refused) {
  client to{port()};
  to.send("GET /v1/campaigns HTTP/1.1\r\nHost: evil.example:7700\r\n\r\n");
  const auto answer = to.receive();
  EXPECT_EQ(answer.status, 403);
  EXPECT_EQ(problem_code(answer), "SJ0201");
  EXPECT_TRUE(fake.asked().empty());
}

TEST_F(http, without_tokens_a_page_of_another_origin_is_refused) {
  EXPECT_EQ(
      ask_json("POST", "/v1/clock", R"({"advance":"P1D"})", "Origin: https://evil.example\r\n")
          .status,
      403);
  EXPECT_EQ(ask("POST", "/v1/hooks/shop", "Origin: null\r\n", "x").status, 403);
  EXPECT_EQ(ask("GET", "/v1/campaigns", "Origin: http://localhost\r\n").status, 200);
}

TEST(access, loopback_has_its_names_and_numbers) {
  for (const auto* host : {"localhost", "LOCALHOST:7700", "127.0.0.1", "127.0.0.1:80", "127.3.2.1",
                           "[::1]", "[::1]:7700"})
    EXPECT_TRUE(api::is_loopback_host(host)) << host;
  for (const auto* host :
       {"", "localhost.evil.example", "127.0.0.1.evil.example", "127.evil.example", "127.0.0.1.",
        "[::2]", "[::1]evil", "10.0.0.1", "evil.example"})
    EXPECT_FALSE(api::is_loopback_host(host)) << host;
}

TEST_F(http, a_connection_inside_tls_serves_and_ends_properly) {
  const self_made_certificate own;
  options.tls_certificate_path = own.certificate_path();
  options.tls_key_path = own.key_path();
  fake.how = recorder::manner::hold;
  tls_client to{port(), own.certificate_path()};

  to.send(request_text("GET", "/v1/campaigns/a") + request_text("GET", "/healthz") +
          request_text("GET", "/healthz", "Connection: close\r\n"));
  fake.wait_for(1);
  fake.release(0);

  EXPECT_EQ(to.receive().parsed().at("id"), "a");
  EXPECT_EQ(to.receive().status, 200);
  EXPECT_EQ(to.receive().status, 200);
  EXPECT_TRUE(to.closed_properly());
}

// RFC 9325, section 4.2: forward secrecy and authenticated encryption alone.
TEST_F(http, tls_1_2_takes_no_cbc_and_no_static_rsa) {
  const self_made_certificate own;
  options.tls_certificate_path = own.certificate_path();
  options.tls_key_path = own.key_path();
  for (const auto& [ciphers, taken] :
       {std::pair{"ECDHE-ECDSA-AES128-GCM-SHA256", true},
        std::pair{"ECDHE-ECDSA-CHACHA20-POLY1305", true},
        std::pair{"ECDHE-ECDSA-AES128-SHA256", false}, std::pair{"ECDHE-ECDSA-AES256-SHA", false},
        std::pair{"AES128-GCM-SHA256", false}, std::pair{"AES256-SHA", false}}) {
    boost::asio::io_context context;
    boost::asio::ssl::context trust{boost::asio::ssl::context::tlsv12_client};
    ASSERT_EQ(SSL_CTX_set_cipher_list(trust.native_handle(), ciphers), 1) << ciphers;
    boost::asio::ssl::stream<boost::asio::ip::tcp::socket> stream{context, trust};
    stream.next_layer().connect({boost::asio::ip::make_address("127.0.0.1"), port()});
    boost::system::error_code failure;
    stream.handshake(boost::asio::ssl::stream_base::client, failure);
    EXPECT_EQ(!failure, taken) << ciphers << " " << failure.message();
  }
}

TEST_F(http, plain_text_on_a_port_of_tls_is_cut) {
  const self_made_certificate own;
  options.tls_certificate_path = own.certificate_path();
  options.tls_key_path = own.key_path();
  client to{port()};
  to.send(request_text("GET", "/healthz"));
  EXPECT_EQ(to.receive().status, 0);
  // The loop goes on.
  tls_client proper{port(), own.certificate_path()};
  proper.send(request_text("GET", "/healthz"));
  EXPECT_EQ(proper.receive().status, 200);
}

TEST_F(http, a_handshake_that_does_not_come_to_its_end_is_cut) {
  const self_made_certificate own;
  options.tls_certificate_path = own.certificate_path();
  options.tls_key_path = own.key_path();
  options.header_timeout = milliseconds{40};
  client to{port()};
  EXPECT_TRUE(to.ended());
}

} // namespace sojourn::tests
