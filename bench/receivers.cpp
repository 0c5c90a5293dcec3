#include "receivers.hpp"

#include <arpa/inet.h>
#include <chrono>
#include <csignal>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <spawn.h>
#include <stdexcept>
#include <string_view>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace sojourn::bench {

namespace {

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

/// A bound socket and its port.
std::pair<int, int> bind_loopback() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  auto address = loopback(0);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(socket, generic, size) != 0 || ::getsockname(socket, generic, &size) != 0)
    throw std::runtime_error("no port on loopback");
  return {socket, ntohs(address.sin_port)};
}

/// Bytes of the body that a request announces.
std::size_t length_in(std::string_view head) {
  constexpr std::string_view name = "\r\nContent-Length: ";
  const auto at = head.find(name);
  return at == std::string_view::npos
             ? 0
             : static_cast<std::size_t>(std::strtoul(head.data() + at + name.size(), nullptr, 10));
}

/// Answers every request of one connection.
void serve(int peer) {
  constexpr std::string_view answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  std::string unread;
  char bytes[16384];
  while (true) {
    const auto end = unread.find("\r\n\r\n");
    if (end != std::string::npos) {
      const auto size = end + 4 + length_in(std::string_view{unread}.substr(0, end + 2));
      if (unread.size() >= size) {
        unread.erase(0, size);
        if (::send(peer, answer.data(), answer.size(), MSG_NOSIGNAL) < 0)
          return;
        continue;
      }
    }
    const auto count = ::recv(peer, bytes, sizeof bytes, 0);
    if (count <= 0)
      return;
    unread.append(bytes, static_cast<std::size_t>(count));
  }
}

} // namespace

http_sink::http_sink() {
  std::tie(listener_, port_) = bind_loopback();
  ::listen(listener_, 64);
  acceptor_ = std::thread{[this] { accept_all(); }};
}

http_sink::~http_sink() {
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  {
    const std::lock_guard lock{mutex_};
    for (const auto peer : peers_)
      ::shutdown(peer, SHUT_RDWR);
  }
  for (auto& thread : threads_)
    thread.join();
  for (const auto peer : peers_)
    ::close(peer);
  ::close(listener_);
}

std::string http_sink::url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/"; }

void http_sink::accept_all() {
  while (true) {
    const auto peer = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (peer < 0)
      return;
    const int on = 1;
    ::setsockopt(peer, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const std::lock_guard lock{mutex_};
    peers_.push_back(peer);
    threads_.emplace_back([peer] { serve(peer); });
  }
}

child_program::child_program(std::vector<std::string> words) {
  std::vector<char*> arguments;
  for (auto& word : words)
    arguments.push_back(word.data());
  arguments.push_back(nullptr);
  if (::posix_spawn(&id_, arguments.front(), nullptr, nullptr, arguments.data(), environ) != 0)
    throw std::runtime_error(words.front() + " cannot be started");
}

child_program::~child_program() {
  if (id_ < 0)
    return;
  ::kill(id_, SIGTERM);
  ::waitpid(id_, nullptr, 0);
}

bool child_program::wait() {
  int status = 0;
  ::waitpid(std::exchange(id_, -1), &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

int free_port() {
  const auto [socket, port] = bind_loopback();
  ::close(socket);
  return port;
}

void wait_for_listener(int port) {
  using namespace std::chrono_literals;
  for (int tries = 0; tries < 500; ++tries) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto address = loopback(port);
    const bool is_there =
        ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(socket);
    if (is_there)
      return;
    std::this_thread::sleep_for(10ms);
  }
  throw std::runtime_error("nobody listens on port " + std::to_string(port));
}

} // namespace sojourn::bench
