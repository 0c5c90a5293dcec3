#include "simulators/loopback_server.hpp"

#include <arpa/inet.h>
#include <csignal>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <stdexcept>
#include <sys/socket.h>
#include <tuple>
#include <unistd.h>
#include <utility>

namespace sojourn::channels {

namespace {

std::pair<int, int> bind_loopback() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(socket, generic, size) != 0 || ::getsockname(socket, generic, &size) != 0)
    throw std::runtime_error("no port on loopback");
  return {socket, ntohs(address.sin_port)};
}

} // namespace

int closed_port() {
  const auto [socket, port] = bind_loopback();
  ::close(socket);
  return port;
}

connection::~connection() {
  if (tls_ != nullptr)
    SSL_free(tls_);
  if (socket_ >= 0)
    ::close(socket_);
}

bool connection::fill() {
  char bytes[16384];
  const auto size = tls_ != nullptr ? SSL_read(tls_, bytes, sizeof bytes)
                                    : static_cast<int>(::recv(socket_, bytes, sizeof bytes, 0));
  if (size <= 0)
    return false;
  buffer_.append(bytes, static_cast<std::size_t>(size));
  return true;
}

std::optional<std::string> connection::read_line() {
  auto end = buffer_.find('\n');
  for (; end == std::string::npos; end = buffer_.find('\n'))
    if (!fill())
      return std::nullopt;
  auto line = buffer_.substr(0, end);
  buffer_.erase(0, end + 1);
  if (line.ends_with('\r'))
    line.pop_back();
  else
    line += "<LF>";
  return line;
}

std::optional<std::string> connection::read_bytes(std::size_t count) {
  while (buffer_.size() < count)
    if (!fill())
      return std::nullopt;
  auto bytes = buffer_.substr(0, count);
  buffer_.erase(0, count);
  return bytes;
}

void connection::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto size =
        tls_ != nullptr
            ? SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size()))
            : static_cast<int>(::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
    if (size <= 0)
      return;
    bytes.remove_prefix(static_cast<std::size_t>(size));
  }
}

bool connection::start_tls(const test_certificate& certificate) {
  tls_ = SSL_new(certificate.server_context());
  SSL_set_fd(tls_, socket_);
  return SSL_accept(tls_) == 1;
}

void connection::wait_for_close() {
  while (fill())
    buffer_.clear();
}

void connection::reset() {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  const std::lock_guard lock{mutex_};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  ::close(std::exchange(socket_, -1));
}

void connection::shut_down() {
  const std::lock_guard lock{mutex_};
  if (socket_ >= 0)
    ::shutdown(socket_, SHUT_RDWR);
}

loopback_server::loopback_server(std::function<void(connection&)> serve)
    : serve_{std::move(serve)} {
  std::signal(SIGPIPE, SIG_IGN); // SSL_write cannot be told otherwise
  std::tie(listener_, port_) = bind_loopback();
  ::listen(listener_, 64);
  acceptor_ = std::thread{[this] { accept_all(); }};
}

loopback_server::~loopback_server() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  ::close(listener_);
  for (auto& one : connections_)
    one.peer.shut_down();
  for (auto& one : connections_)
    one.thread.join();
}

int loopback_server::connection_count() {
  const std::lock_guard lock{mutex_};
  return static_cast<int>(connections_.size());
}

void loopback_server::accept_all() {
  while (true) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    const std::lock_guard lock{mutex_};
    if (stopping_ || socket < 0) {
      if (socket >= 0)
        ::close(socket);
      return;
    }
    auto& added = connections_.emplace_back(socket);
    added.thread = std::thread{[this, &added] {
      serve_(added.peer);
      added.peer.shut_down();
    }};
  }
}

} // namespace sojourn::channels
