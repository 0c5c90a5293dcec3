// An SMTP server on loopback whose replies a test writes.
#pragma once

#include "simulators/loopback_server.hpp"

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace sojourn::channels {

/// How the server behaves. A reply that is "" means that it falls silent, "reset" that the
/// connection breaks.
struct smtp_script {
  /// Replies by command ("MAIL", "RCPT", "DATA", "AUTH", "greeting"); "." is the final one.
  std::map<std::string, std::string> replies;
  std::vector<std::string> extensions;           ///< what EHLO announces
  const test_certificate* certificate = nullptr; ///< announces STARTTLS
  bool tls_from_the_start = false;
};

struct seen_mail {
  std::vector<std::string> commands; ///< of the whole connection so far
  std::string raw;                   ///< as it came, with its dot-stuffing, without the final dot
  std::string message;               ///< without the dot-stuffing
  bool over_tls = false;
};

class smtp_server {
public:
  explicit smtp_server(smtp_script script = {});
  /// Called for each mail whose final dot has come, before the answer to it; set it before any
  /// comes.
  void on_mail(std::function<void(const seen_mail&)> tell) { tell_ = std::move(tell); }

  int port() const { return server_.port(); }
  int connection_count() { return server_.connection_count(); }
  /// All mails that reached their final dot, once there are `count`.
  std::vector<seen_mail> wait_for(std::size_t count);

private:
  struct session;
  void serve(connection& peer);
  bool reply(connection& peer, const std::string& to, const std::string& usual);
  bool take_message(connection& peer, session& now);
  bool greet(connection& peer, session& now);
  bool log_in(connection& peer, session& now);

  smtp_script script_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<seen_mail> seen_;
  std::function<void(const seen_mail&)> tell_;
  loopback_server server_;
};

} // namespace sojourn::channels
