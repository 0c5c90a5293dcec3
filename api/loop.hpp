// An event loop: one thread, its connections, and the sweep that enforces their deadlines.
#pragma once

#include "api/exchange.hpp"

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>
#include <thread>
#include <unordered_set>

namespace sojourn::api {

using loop_executor = boost::asio::io_context::executor_type;
using tcp_socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, loop_executor>;
using loop_timer = boost::asio::basic_waitable_timer<
    std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>, loop_executor>;

/// The address of the other end; "::" where it has left already.
[[nodiscard]] ip_address peer_of(const tcp_socket& socket);

class loop;

/// A connection, as its loop sees it. Everything on the loop's thread.
class session : public answer_listener, public std::enable_shared_from_this<session> {
public:
  /// Begins to serve. `welcome` is false for a connection over the limit: it hears 503.
  virtual void start(bool welcome) = 0;
  /// Ends what is past its deadline.
  virtual void sweep(steady_time now) = 0;
  /// Since when it has waited for a request; nullopt: it is not waiting for one.
  [[nodiscard]] virtual std::optional<steady_time> idle_since() const = 0;
  /// Whether something has arrived that it has not read yet.
  [[nodiscard]] virtual bool has_unread() = 0;
  /// Takes no further request; closes once those that are in flight are answered.
  virtual void drain() = 0;
  /// Closes now.
  virtual void abort() = 0;
};

/// Speaks HTTP over `socket`, inside TLS when `tls` is not null.
[[nodiscard]] std::shared_ptr<session> make_session(loop& owner, connection_ticket ticket,
                                                    tcp_socket socket,
                                                    boost::asio::ssl::context* tls);

/// What becomes of a connection that was accepted.
enum class reception {
  welcome,
  over_limit, ///< welcome in the place of one that is idle
  refused,    ///< hears 503
};

class loop {
public:
  loop(std::shared_ptr<server_context> shared, std::shared_ptr<boost::asio::ssl::context> tls);

  /// Runs the loop on a thread of its own until `finish`.
  void start();
  /// Ends the thread, and with it whatever still waits.
  void finish();

  [[nodiscard]] boost::asio::io_context& context() { return context_; }
  [[nodiscard]] const std::shared_ptr<server_context>& shared() const { return shared_; }
  [[nodiscard]] const std::shared_ptr<answer_queue>& answers() const { return answer_queue_; }

  // On the loop's thread.
  void open(connection_ticket ticket, tcp_socket socket, reception how);
  void close(const std::shared_ptr<session>& ended) { sessions_.erase(ended); }
  void drain();
  void abort();
  /// Connections that are opened from now on are shown the certificate of `tls`.
  void use(std::shared_ptr<boost::asio::ssl::context> tls) { tls_ = std::move(tls); }
  [[nodiscard]] bool draining() const { return draining_; }
  /// The Date header's value now.
  [[nodiscard]] std::string_view date();

private:
  void run();
  void sweep_later();
  /// Closes the connection that has been idle for longest, and for long enough. False: there is
  /// none. Other loops, which have as many, are not asked.
  bool close_oldest_idle();

  std::shared_ptr<server_context> shared_;
  std::shared_ptr<boost::asio::ssl::context> tls_;
  boost::asio::io_context context_{1};
  boost::asio::executor_work_guard<loop_executor> work_{context_.get_executor()};
  std::shared_ptr<answer_queue> answer_queue_{std::make_shared<answer_queue>(context_)};
  loop_timer sweeper_{context_};
  milliseconds sweep_every_;
  std::unordered_set<std::shared_ptr<session>> sessions_;
  bool draining_ = false;
  std::int64_t date_second_ = -1;
  std::string date_;
  std::thread thread_;
};

} // namespace sojourn::api
