// One request and its answer, from the moment it is read until it is written.
#pragma once

#include "api/reply.hpp"
#include "api/request.hpp"
#include "api/router.hpp"
#include "api/server_context.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

namespace sojourn::api {

using message = boost::beast::http::request<boost::beast::http::string_body>;
using steady_time = std::chrono::steady_clock::time_point;

class exchange;

/// Hands answers from any thread to the thread of one event loop. A burst of answers, as
/// a group commit releases it, costs one wake-up of the loop.
class answer_queue : public std::enable_shared_from_this<answer_queue> {
public:
  explicit answer_queue(boost::asio::io_context& loop) : loop_{&loop} {}

  /// From any thread; dropped once closed.
  void push(std::shared_ptr<exchange> to, make_response make);

  /// Called by the loop's thread before it runs anything.
  void adopt_thread() { thread_ = std::this_thread::get_id(); }
  [[nodiscard]] bool on_its_thread() const { return thread_ == std::this_thread::get_id(); }

  /// Nothing reaches the loop any more. Called by its thread when it ends.
  void close();

private:
  struct letter {
    std::shared_ptr<exchange> to;
    make_response make;
  };
  void drain();

  std::mutex mutex_;
  boost::asio::io_context* loop_;
  std::vector<letter> letters_;
  std::atomic<std::thread::id> thread_{};
};

/// The session, as its exchanges see it.
class answer_listener {
public:
  virtual ~answer_listener() = default;
  /// An exchange has its answer. On the loop's thread.
  virtual void on_answered() = 0;
};

/// Belongs to its loop's thread but for `deliver`. The first answer counts: the
/// service's, a refusal, or the deadline's.
class exchange final : public answer_sink, public std::enable_shared_from_this<exchange> {
public:
  exchange(std::shared_ptr<server_context> shared, std::shared_ptr<answer_queue> box,
           std::weak_ptr<answer_listener> listener, const ip_address& peer);
  ~exchange() override;

  /// Takes the request that was read, finds its route and asks who calls.
  void receive(message arrived, std::shared_ptr<spooled_file> file = nullptr);
  /// Runs the route's handler, or answers with what stands against it.
  void run();
  /// Answers with a refusal.
  void refuse(refusal why);
  /// Answers with deadline_exceeded if there is no answer by now; a stream asks for more.
  void expire_if_due(steady_time now);
  /// Makes this the interim answer "100 Continue".
  void become_continue();

  void deliver(make_response make) override;
  /// The client by its token's name; whether it left is known of what may take long.
  [[nodiscard]] asker asked_by() const override;
  /// Nobody waits for the answer any more: what takes long to find is not looked for.
  void abandon();
  /// Answers with what `make` gives. On the loop's thread.
  void finish(const make_response& make);

  [[nodiscard]] bool answered() const { return answered_; }
  /// Whether its answer is looked for, and may take long.
  [[nodiscard]] bool takes_long() const { return !answered_ && left_.has_value(); }
  /// Whether the answer goes on until the client leaves.
  [[nodiscard]] bool streaming() const { return answered_ && streaming_; }
  /// Whether a stream has told the last of it.
  [[nodiscard]] bool ended() const { return ended_; }
  /// Appends what of a stream has not gone over the wire yet.
  void append_new_to(std::string& wire, std::string_view date);
  [[nodiscard]] const request& asked() const { return ask_; }
  /// Appends the answer as it goes over the wire.
  void append_to(std::string& wire, std::string_view date, bool last) const;

private:
  void settle(response answer);
  void ask_again(steady_time now);
  void append_to_stream(const make_response& make);
  void land();
  [[nodiscard]] std::string request_id() const;

  std::shared_ptr<server_context> context_;
  std::shared_ptr<answer_queue> answer_queue_;
  std::weak_ptr<answer_listener> listener_;
  ip_address peer_;
  message message_;
  request ask_;
  std::optional<refusal> refusal_;
  response answer_;
  steady_time started_;
  std::uint64_t number_;
  bool answered_ = false;
  bool interim_ = false;
  bool streaming_ = false;
  bool began_ = false;  ///< the head of a stream is sent
  bool asking_ = false; ///< a stream waits for what is new
  bool ended_ = false;  ///< a stream that has no more
  std::string more_;    ///< of a stream, not sent yet
  steady_time ask_at_{};
  bool running_ = false;                 ///< inside the handler
  make_response early_;                  ///< answered inside the handler
  std::atomic<bool> flying_{false};      ///< counted as in flight
  std::optional<std::stop_source> left_; ///< of what takes long: the client left
};

/// Views the header of a message as a request; used before the body is read, too.
void view_header(const boost::beast::http::fields& fields, std::string_view method,
                 std::string_view target, request& ask);

/// Finds out whose request it is, by network address, and whether it came over TLS. `peer`: who
/// holds the other end of the connection.
void view_client(const server_context& shared, const ip_address& peer, request& ask);

/// Finds the route of `ask` and asks whether its caller may use it.
[[nodiscard]] std::optional<refusal> admit(request& ask, server_context& shared);

} // namespace sojourn::api
