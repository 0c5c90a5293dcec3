// Connections inside TLS.
#include "http_fixture.hpp"

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <filesystem>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

namespace sojourn::tests {

namespace {

/// A key and a certificate it signed itself, in PEM files that go with the object.
class self_made_certificate {
public:
  explicit self_made_certificate(const std::string& folder = "own")
      : folder_{std::filesystem::temp_directory_path() /
                ("sojourn-tls-" + std::to_string(getpid()) + folder)} {
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
  std::filesystem::path folder_;
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

TEST_F(http, a_certificate_that_was_renewed_is_shown_to_new_connections) {
  const self_made_certificate own;
  options.tls_certificate_path = own.certificate_path();
  options.tls_key_path = own.key_path();
  tls_client before{port(), own.certificate_path()};
  const self_made_certificate renewed{"renewed"};

  ASSERT_TRUE(server().reload_tls(renewed.certificate_path(), renewed.key_path()).has_value());
  ASSERT_TRUE(server().moves(milliseconds{5'000}));

  tls_client after{port(), renewed.certificate_path()};
  after.send(request_text("GET", "/healthz"));
  EXPECT_EQ(after.receive().status, 200);
  before.send(request_text("GET", "/healthz"));
  EXPECT_EQ(before.receive().status, 200) << "whoever is connected stays so";
}

TEST_F(http, a_certificate_that_cannot_be_used_changes_nothing) {
  const self_made_certificate own;
  options.tls_certificate_path = own.certificate_path();
  options.tls_key_path = own.key_path();
  (void)port();
  const self_made_certificate other{"other"};

  EXPECT_FALSE(server().reload_tls(own.certificate_path(), other.key_path()).has_value());
  EXPECT_FALSE(server().reload_tls("", "").has_value());

  tls_client still{port(), own.certificate_path()};
  still.send(request_text("GET", "/healthz"));
  EXPECT_EQ(still.receive().status, 200);
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
