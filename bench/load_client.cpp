#include "load_client.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <chrono>
#include <deque>
#include <netinet/tcp.h>
#include <stdexcept>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace sojourn::bench {

namespace {

using steady = std::chrono::steady_clock;

struct connection {
  int fd = -1;
  bool busy = false;
  steady::time_point due;
  std::string received;
};

int connect_to(std::uint16_t port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
    throw std::runtime_error("cannot connect to the daemon");
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

/// The length of the answer at the front of `text`, or 0 when it is not complete.
std::size_t answer_length(const std::string& text) {
  const auto end = text.find("\r\n\r\n");
  if (end == std::string::npos)
    return 0;
  const auto at = text.find("Content-Length: ");
  std::size_t length = 0;
  if (at != std::string::npos && at < end)
    length = std::stoul(text.substr(at + 16, 12));
  const auto whole = end + 4 + length;
  return text.size() >= whole ? whole : 0;
}

class runner {
public:
  explicit runner(const load& what) : what_{what}, epoll_{epoll_create1(EPOLL_CLOEXEC)} {
    connections_.resize(static_cast<std::size_t>(what.connections));
    for (std::size_t i = 0; i < connections_.size(); ++i) {
      connections_[i].fd = connect_to(what.port);
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.u64 = i;
      epoll_ctl(epoll_, EPOLL_CTL_ADD, connections_[i].fd, &event);
    }
  }
  ~runner() {
    for (const auto& connection : connections_)
      close(connection.fd);
    close(epoll_);
  }
  runner(const runner&) = delete;
  runner& operator=(const runner&) = delete;

  load_outcome run() {
    const auto begin = steady::now();
    for (std::size_t i = 0; i < connections_.size(); ++i)
      idle_.push_back(i);
    while (static_cast<long>(out_.latencies_ms.size()) < what_.requests) {
      send_what_is_due(begin);
      receive();
    }
    out_.seconds = std::chrono::duration<double>(steady::now() - begin).count();
    std::sort(out_.latencies_ms.begin(), out_.latencies_ms.end());
    return std::move(out_);
  }

private:
  void send_what_is_due(steady::time_point begin) {
    const auto now = steady::now();
    while (!idle_.empty() && sent_ < what_.requests) {
      auto due = now;
      if (what_.rate > 0) {
        due = begin + std::chrono::duration_cast<steady::duration>(
                          std::chrono::duration<double>(static_cast<double>(sent_) / what_.rate));
        if (due > now)
          return;
      }
      auto& connection = connections_[idle_.front()];
      idle_.pop_front();
      const auto bytes = what_.request(sent_++);
      connection.due = due;
      if (send(connection.fd, bytes.data(), bytes.size(), MSG_NOSIGNAL) !=
          static_cast<ssize_t>(bytes.size()))
        throw std::runtime_error("a request could not be sent whole");
    }
  }

  void receive() {
    epoll_event events[64];
    const int count = epoll_wait(epoll_, events, 64, what_.rate > 0 ? 1 : 1000);
    for (int i = 0; i < count; ++i) {
      const auto index = static_cast<std::size_t>(events[i].data.u64);
      auto& connection = connections_[index];
      char buffer[16 * 1024];
      const auto got = recv(connection.fd, buffer, sizeof buffer, 0);
      if (got <= 0)
        throw std::runtime_error("the daemon closed a connection");
      connection.received.append(buffer, static_cast<std::size_t>(got));
      if (const auto length = answer_length(connection.received)) {
        check(connection.received.substr(0, length));
        connection.received.erase(0, length);
        out_.latencies_ms.push_back(
            std::chrono::duration<double, std::milli>(steady::now() - connection.due).count());
        idle_.push_back(index);
      }
    }
  }

  void check(const std::string& answer) {
    if (answer.compare(9, 3, std::to_string(what_.expected_status)) != 0)
      throw std::runtime_error("unexpected answer: " + answer.substr(0, 600));
    out_.last_body = answer.substr(answer.find("\r\n\r\n") + 4);
  }

  const load& what_;
  int epoll_;
  std::vector<connection> connections_;
  std::deque<std::size_t> idle_;
  long sent_ = 0;
  load_outcome out_;
};

} // namespace

load_outcome run_load(const load& what) { return runner{what}.run(); }

std::string get_request(const std::string& path) {
  return "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
}

std::string post_request(const std::string& path, const std::string& body) {
  return "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n" +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

} // namespace sojourn::bench
