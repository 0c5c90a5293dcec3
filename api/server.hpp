// The HTTP front end: accepts connections and hands requests to the services.
#pragma once

#include "accounts/permission.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "service/interfaces.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace sojourn::api {

/// A bearer token, known by its digest alone.
struct token {
  std::string name;       ///< journaled as who asked
  std::string sha256_hex; ///< of the token's bytes, 64 hexadecimal digits
  accounts::permission_set may{};
};

/// What pages of the shop may ask without a token.
struct page_options {
  bool enabled = false;
  std::vector<std::string> origins{};      ///< "https://shop.example": the only ones that may ask
  std::string push_public_key{};           ///< base64url; empty: browsers cannot subscribe
  double requests_per_second = 200;        ///< of all visitors together; 429 beyond
  double client_requests_per_second = 20;  ///< of one client (request::client); 429 beyond
  std::size_t max_streams = 512;           ///< open at the same time; 503 beyond
  std::size_t client_streams = 32;         ///< of them of one client; 429 beyond
  std::uint32_t stored_mib_per_day = 1024; ///< of all that pages bring; 429 beyond
  std::uint32_t client_stored_kib_per_day = 4096; ///< of it of one client; 429 beyond
  int address_forms_per_day = 6;       ///< forms naming one address that start anything; at least 1
  milliseconds stream_interval{5'000}; ///< how often a stream looks although nobody rang
};

/// What a server listens on and bears. Every limit refuses early and says so.
struct server_options {
  std::string address = "127.0.0.1"; ///< an IP address; beyond loopback it takes users or tokens
  std::uint16_t port = 7070;         ///< 0: any free one
  unsigned threads = 1;              ///< each runs its own event loop

  std::size_t max_header_bytes = 16 * 1024;                ///< 431 beyond
  std::size_t max_body_bytes = 4 * 1024 * 1024;            ///< 413 beyond
  std::uint64_t max_upload_bytes = std::uint64_t{4} << 30; ///< of a body that goes to a file
  std::size_t max_uploads = 8;                        ///< that arrive at the same time; 503 beyond
  std::uint32_t least_upload_bytes_per_second = 4096; ///< on average; 408 below
  std::string upload_directory{};                     ///< is there; empty: nobody may upload
  /// Beyond, one that has been idle for `least_idle` is closed for the new one; where there is
  /// none, the new one hears 503 and is closed.
  std::size_t max_connections = 1024;
  milliseconds least_idle{1'000};
  /// 503 beyond. Those of loopback and of `trusted_proxies` do not count.
  std::size_t max_connections_of_address = 256;
  std::size_t max_change_streams = 256;   ///< of the console, open at the same time; 503 beyond
  std::size_t caller_change_streams = 16; ///< of them of one user or token; 429 beyond
  std::size_t pipeline_limit = 32;        ///< requests read ahead on one connection
  std::size_t max_in_flight = 4096;       ///< requests the services have; 503 beyond

  milliseconds header_timeout{10'000}; ///< from a header's first byte (and for the handshake)
  milliseconds body_timeout{30'000};   ///< from the end of the header
  milliseconds idle_timeout{75'000};   ///< between requests
  milliseconds write_timeout{30'000};  ///< for the client to take one batch of answers
  milliseconds answer_timeout{30'000}; ///< 504 when the services have not answered by then
  std::chrono::seconds retry_after{1}; ///< what every 503 advises

  std::string tls_certificate_path{}; ///< PEM chain; both or neither
  std::string tls_key_path{};         ///< PEM
  /// Addresses and blocks ("10.0.0.0/8") of the proxies in front, whose header says who calls.
  std::vector<std::string> trusted_proxies{};
  std::string client_address_header = "X-Forwarded-For"; ///< of trusted proxies alone

  page_options pages{};
  /// "https://go.shop.example": where people reach the routes that are for them; empty: nowhere but
  /// by the name of the request.
  std::string people_origin{};
  /// The body of GET /v1/settings. Called on the threads of the server.
  std::function<std::string()> settings_in_force{};
  std::vector<token>
      tokens{}; ///< without these and accounts everything is allowed, on loopback only
};

/// What `server::start` would refuse of its options, but for a port that is taken.
/// Errors: invalid_settings.
[[nodiscard]] result<void> check_options(const server_options& options);

/// Owns the listening socket, its threads and the connections. `start` and `stop` belong
/// to one thread.
class server {
public:
  /// What `services` refers to and `time` must outlive the server. `time` fills the Date header
  /// alone.
  server(server_options options, const service::interfaces& services, const clock_source& time);
  /// Stops without grace if it still runs.
  ~server();
  server(const server&) = delete;
  server& operator=(const server&) = delete;

  /// Listens and answers from its own threads; gives the port.
  /// Errors (invalid_settings): an address that is none or is taken, files of TLS that
  /// cannot be used, a token whose digest is none.
  [[nodiscard]] result<std::uint16_t> start();

  /// Reads the files of TLS again, at the paths given here, which must be set when the options set
  /// them: connections that are opened from now on are shown the new certificate.
  /// Errors (invalid_settings): files that cannot be used; then nothing changes.
  [[nodiscard]] result<void> reload_tls(const std::string& certificate_path,
                                        const std::string& key_path);

  /// Whether each of the threads takes up new work within `patience`.
  [[nodiscard]] bool moves(milliseconds patience);

  /// Takes no new connection, closes the idle ones, finishes the requests in flight for at
  /// most `grace`, cuts the rest and returns. Harmless when it does not run. Answers of
  /// the services that come later are dropped.
  void stop(milliseconds grace);

private:
  class impl;
  std::unique_ptr<impl> impl_;
};

} // namespace sojourn::api
