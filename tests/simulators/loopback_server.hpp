// A server on loopback whose behaviour a test writes as a function of the connection.
#pragma once

#include "simulators/test_certificate.hpp"

#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

struct ssl_st;

namespace sojourn::channels {

/// The server's end of one connection. Reads give nullopt at its end.
class connection {
public:
  explicit connection(int socket) : socket_{socket} {}
  ~connection();
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;

  /// The next line without its CRLF; a line that ends otherwise is given with "<LF>".
  std::optional<std::string> read_line();
  std::optional<std::string> read_bytes(std::size_t count);
  void write(std::string_view bytes);
  /// Speaks TLS from here on; false when the handshake fails.
  bool start_tls(const test_certificate& certificate);
  /// Says nothing more and waits until the peer gives up.
  void wait_for_close();
  /// Ends the connection with a reset instead of a goodbye.
  void reset();

private:
  friend class loopback_server;
  bool fill();
  void shut_down(); ///< from another thread: wakes a read

  std::mutex mutex_; ///< guards socket_ against shut_down
  int socket_;
  ssl_st* tls_ = nullptr;
  std::string buffer_;
};

/// Listens on a port of its own and serves each connection on a thread of its own.
class loopback_server {
public:
  explicit loopback_server(std::function<void(connection&)> serve);
  ~loopback_server();

  int port() const { return port_; }
  int connection_count();

private:
  struct served {
    explicit served(int socket) : peer{socket} {}
    connection peer;
    std::thread thread;
  };
  void accept_all();

  std::function<void(connection&)> serve_;
  int listener_;
  int port_ = 0;
  std::mutex mutex_;
  bool stopping_ = false;
  std::list<served> connections_;
  std::thread acceptor_;
};

/// A port of loopback on which nobody listens.
int closed_port();

} // namespace sojourn::channels
