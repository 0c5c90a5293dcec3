// A real mail server on loopback, in a process of its own: see mail_server.py.
#pragma once

#include "base/json.hpp"
#include "simulators/test_certificate.hpp"

#include <condition_variable>
#include <mutex>
#include <string>
#include <sys/types.h>
#include <thread>
#include <vector>

namespace sojourn::tests {

class mail_server {
public:
  enum class tls { none, starttls, implicit };
  struct settings {
    tls security = tls::none;
    /// Whom it is; only where there is TLS.
    const channels::test_certificate* certificate = nullptr;
    std::string user{}; ///< empty: nobody logs in
    std::string password{};
    bool takes_utf8_addresses = true;
  };

  /// Starts it and waits until it listens. Throws when it does not.
  explicit mail_server(const settings& with);
  mail_server() : mail_server{settings{}} {}
  ~mail_server();
  mail_server(const mail_server&) = delete;
  mail_server& operator=(const mail_server&) = delete;

  [[nodiscard]] int port() const { return port_; }

  /// What it told of this kind ("connection", "login", "recipient", "mail") so far, in order.
  [[nodiscard]] std::vector<json> told(const std::string& event);
  /// All mails that reached it whole, once there are `count`. Throws when they do not come.
  [[nodiscard]] std::vector<json> mails(std::size_t count);

private:
  void listen_to(int pipe);

  pid_t id_ = -1;
  int to_server_ = -1; ///< it ends when this does
  int port_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<json> told_;
  bool ended_ = false;
  std::thread listener_;
};

} // namespace sojourn::tests
