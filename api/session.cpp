// One connection: reads requests ahead up to a limit, answers them in their order.
//
// Two coroutines share a connection. The reader parses requests and hands them on; the writer sends
// what is answered at the front of the queue. The reader ends first; the writer then closes.
#include "api/content_coding.hpp"
#include "api/coroutines.hpp"
#include "api/incoming_message.hpp"
#include "api/loop.hpp"
#include "api/spool.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/file_posix.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/basic_file_body.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <deque>
#include <optional>
#include <spdlog/spdlog.h>

namespace sojourn::api {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using network_error = boost::beast::error_code;
using std::chrono::steady_clock;

using tls_stream = asio::ssl::stream<tcp_socket>;

constexpr std::size_t read_bytes = 8 * 1024;
constexpr std::size_t upload_read_bytes = 64 * 1024;
/// Answers that are ready together leave in one write of about this size.
constexpr std::size_t batch_bytes = 64 * 1024;
/// A buffer that one large answer grew beyond this is given back.
constexpr std::size_t kept_buffer_bytes = 256 * 1024;
/// How long a client that was refused may take to read why before its connection is cut.
constexpr milliseconds linger_time{1'000};

template <class Stream>
class http_session final : public session {
public:
  template <class... StreamArguments>
  http_session(loop& owner, connection_ticket ticket, StreamArguments&&... arguments)
      : loop_{owner}, context_{owner.shared()}, ticket_{std::move(ticket)},
        stream_{std::forward<StreamArguments>(arguments)...}, peer_{peer_of(socket())},
        room_{owner.context().get_executor()}, answered_{owner.context().get_executor()} {}

  void start(bool welcome) override {
    asio::co_spawn(loop_.context().get_executor(), live(self(), welcome), asio::detached);
  }
  void sweep(steady_time now) override;
  [[nodiscard]] std::optional<steady_time> idle_since() const override {
    const bool idle = phase_ == phase::idle && queue_.empty() && !writing() && !cut_;
    return idle ? std::optional{idle_since_} : std::nullopt;
  }
  [[nodiscard]] bool has_unread() override {
    network_error ignored;
    return socket().available(ignored) != 0;
  }
  void drain() override {
    draining_ = true;
    abandon_all(); // a server that stops waits for nothing that takes long
    if (phase_ == phase::idle && !writing())
      cancel();
  }
  void abort() override { cut(); }
  void on_answered() override { answered_.notify(); }

private:
  std::shared_ptr<http_session> self() {
    return std::static_pointer_cast<http_session>(shared_from_this());
  }
  tcp_socket& socket() {
    if constexpr (std::is_same_v<Stream, tcp_socket>)
      return stream_;
    else
      return stream_.next_layer();
  }
  const server_options& options() const { return context_->options; }

  task<void> live(std::shared_ptr<http_session> self, bool welcome);
  task<bool> shake_hands();
  task<void> read(std::shared_ptr<http_session> self);
  task<bool> read_request();
  task<bool> read_upload(request_parser& head);
  bool hand_on(message arrived, std::shared_ptr<spooled_file> file = nullptr);
  template <class Parser>
  task<network_error> fill(Parser& into, bool whole, std::size_t bytes = read_bytes);
  task<void> write();
  task<void> close();
  void end_reading() {
    enter(phase::done);
    answered_.notify();
  }

  /// The request that this header begins, as far as `admit` asks.
  void view(const request_parser& head, request& ask) const {
    const auto& header = head.get();
    view_header(header, header.method_string(), header.target(), ask);
    view_client(*context_, peer_, ask);
  }
  std::shared_ptr<exchange> enqueue();
  bool refuse_expectation(const request_parser& head);
  bool refuse_message(const network_error& failure, std::uint64_t upload_limit = 0);
  void refuse_connection(refusal why);
  void collect();

  void enter(phase next);
  void extend_upload(steady_time begun, std::uint64_t arrived);
  bool writing() const { return write_until_ != steady_time::max(); }
  /// Ends the reader's wait. Not while writing: that would end in the middle of an answer.
  void cancel() {
    network_error ignored;
    socket().cancel(ignored);
  }
  void abandon_all() {
    for (const auto& one : queue_)
      one->abandon();
  }
  void cut() {
    cut_ = true;
    abandon_all();
    network_error ignored;
    socket().close(ignored);
    room_.notify();
    answered_.notify();
  }

  loop& loop_;
  std::shared_ptr<server_context> context_;
  connection_ticket ticket_;
  Stream stream_;
  const ip_address peer_; ///< who holds the other end: a client, or a proxy
  boost::beast::flat_buffer buffer_;
  std::deque<std::shared_ptr<exchange>> queue_;
  std::string wire_;
  coroutine_signal room_;     ///< the queue got shorter
  coroutine_signal answered_; ///< an exchange was answered, or the reader ended

  phase phase_ = phase::handshake;
  steady_time idle_since_{}; ///< in phase::idle
  steady_time read_until_ = steady_time::max();
  steady_time write_until_ = steady_time::max();
  bool timed_out_ = false; ///< the reader's deadline passed
  bool linger_ = false;    ///< the client may still be sending what nobody will read
  bool draining_ = false;
  bool cut_ = false;
};

template <class Stream>
task<void> http_session<Stream>::live(std::shared_ptr<http_session> self, bool welcome) {
  try {
    if (co_await shake_hands()) {
      if (welcome)
        asio::co_spawn(loop_.context().get_executor(), read(self), asio::detached);
      else
        refuse_connection({.what = {sojourn::error_code::overloaded,
                                    "too many connections are open, in all or from this address"}});
      co_await write();
    }
    co_await close();
  } catch (const std::exception& failure) {
    spdlog::error("http: a connection ended by a defect: {}", failure.what());
  }
  cut();
  loop_.close(self);
}

template <class Stream>
task<bool> http_session<Stream>::shake_hands() {
  enter(phase::handshake);
  if constexpr (!std::is_same_v<Stream, tcp_socket>) {
    const auto [failure] =
        co_await stream_.async_handshake(asio::ssl::stream_base::server, use_task);
    if (failure) {
      spdlog::debug("http: TLS handshake failed: {}", failure.message());
      co_return false;
    }
  }
  enter(phase::waiting);
  co_return !cut_;
}

template <class Stream>
task<void> http_session<Stream>::read([[maybe_unused]] std::shared_ptr<http_session> self) {
  try {
    bool more = true;
    while (more && !cut_) {
      enter(phase::waiting);
      while (queue_.size() >= options().pipeline_limit && !cut_)
        co_await room_.wait();
      if (cut_ || (draining_ && buffer_.size() == 0))
        break;
      more = co_await read_request();
    }
  } catch (const std::exception& failure) {
    spdlog::error("http: reading ended by a defect: {}", failure.what());
  }
  end_reading();
}

/// Reads one request and hands it on. False when no other may follow.
template <class Stream>
task<bool> http_session<Stream>::read_request() {
  request_parser incoming;
  incoming.header_limit(static_cast<std::uint32_t>(options().max_header_bytes));
  incoming.body_limit(
      std::max<std::uint64_t>(options().max_body_bytes, options().max_upload_bytes));

  enter(buffer_.size() == 0 ? phase::idle : phase::header);
  if (const auto failure = co_await fill(incoming, false))
    co_return refuse_message(failure);
  if (auto wrong = framing_mistake(incoming)) {
    refuse_connection(std::move(*wrong));
    co_return false;
  }
  if (incoming.is_done())
    co_return hand_on(incoming.release());
  enter(phase::body);
  if (is_upload(incoming))
    co_return co_await read_upload(incoming);
  if (incoming.content_length().value_or(0) > options().max_body_bytes)
    co_return refuse_message(http::error::body_limit);
  if (refuse_expectation(incoming))
    co_return false;
  incoming.body_limit(options().max_body_bytes);
  if (const auto failure = co_await fill(incoming, true))
    co_return refuse_message(failure);
  co_return hand_on(incoming.release());
}

/// Reads the body of a request into a file, for as long as it keeps coming. Who may not send it
/// hears so before.
template <class Stream>
task<bool> http_session<Stream>::read_upload(request_parser& head) {
  const upload_slot slot{*context_};
  request ask;
  view(head, ask);
  auto refused = admit(ask, *context_);
  if (!refused)
    refused = refuse_coded_file(ask);
  if (!refused && (!slot.is_free() || options().upload_directory.empty()))
    refused = refusal{.what = {sojourn::error_code::overloaded, "too many files are arriving"}};
  if (refused) {
    refuse_connection(std::move(*refused));
    co_return false;
  }
  if (refuse_expectation(head))
    co_return false;
  auto spooled = spooled_file::create(options().upload_directory);
  if (!spooled) {
    refuse_connection({.what = std::move(spooled.error())});
    co_return false;
  }
  http::request_parser<http::basic_file_body<boost::beast::file_posix>> whole{std::move(head)};
  whole.body_limit(options().max_upload_bytes);
  boost::beast::file_posix file;
  file.native_handle(spooled->descriptor);
  network_error failure;
  whole.get().body().reset(std::move(file), failure);
  if (!failure)
    failure = co_await fill(whole, true, upload_read_bytes);
  if (failure)
    co_return refuse_message(failure, options().max_upload_bytes);
  message arrived{std::move(whole.get().base())};
  whole.get().body().close();
  co_return hand_on(std::move(arrived), std::move(spooled->file));
}

/// Answers a request that is there. False when it is the connection's last.
template <class Stream>
bool http_session<Stream>::hand_on(message arrived, std::shared_ptr<spooled_file> file) {
  enter(phase::waiting);
  const auto made = enqueue();
  bool keep = arrived.keep_alive();
  made->receive(std::move(arrived), std::move(file));
  // Nothing may follow a stream, but whoever reads on sees the client leave.
  if (const auto* matched = made->asked().matched; matched != nullptr && matched->streams)
    keep = true;
  made->run();
  linger_ = !keep && buffer_.size() != 0;
  return keep;
}

/// Parses until the header or the whole message is there, reading as needed.
template <class Stream>
template <class Parser>
task<network_error> http_session<Stream>::fill(Parser& into, bool whole, std::size_t bytes) {
  network_error failure;
  const auto begun = steady_clock::now();
  std::uint64_t arrived = 0;
  into.eager(whole);
  while (!(whole ? into.is_done() : into.is_header_done())) {
    if (buffer_.size() != 0) {
      buffer_.consume(into.put(buffer_.data(), failure));
      if (!failure)
        continue;
      if (failure != http::error::need_more)
        co_return failure;
    }
    // What the parser cannot use yet is a part of a header line or of a chunk's head.
    if (buffer_.size() > options().max_header_bytes)
      co_return http::error::header_limit;
    const auto [status, count] = co_await stream_.async_read_some(buffer_.prepare(bytes), use_task);
    buffer_.commit(count);
    if (status)
      co_return status;
    if (phase_ == phase::idle)
      enter(phase::header);
    else if (bytes == upload_read_bytes)
      extend_upload(begun, arrived += count);
  }
  co_return network_error{};
}

/// Answers "Expect: 100-continue": either the request is welcome and the client may send
/// its body, or it hears at once why not, and true is returned.
template <class Stream>
bool http_session<Stream>::refuse_expectation(const request_parser& head) {
  const auto& header = head.get();
  const auto expectation = header[http::field::expect];
  if (expectation.empty() || header.version() < 11)
    return false;
  if (!equal_ignoring_case(expectation, "100-continue")) {
    refuse_connection({.what = {sojourn::error_code::invalid_request,
                                "the only expectation that is met is \"100-continue\""},
                       .status = 417});
    return true;
  }
  request ask;
  view(head, ask);
  if (auto refused = admit(ask, *context_)) {
    refuse_connection(std::move(*refused));
    return true;
  }
  if (buffer_.size() == 0) {
    enqueue()->become_continue();
    answered_.notify();
  }
  return false;
}

/// Says why a message did not arrive. Always false: nothing can follow it.
template <class Stream>
bool http_session<Stream>::refuse_message(const network_error& failure,
                                          std::uint64_t upload_limit) {
  if (auto why = refusal_of(
          failure, {.during = phase_, .timed_out = timed_out_, .upload_limit = upload_limit},
          options()))
    refuse_connection(std::move(*why));
  return false;
}

/// Puts a refusal that belongs to no request at the end of the queue.
template <class Stream>
void http_session<Stream>::refuse_connection(refusal why) {
  linger_ = true;
  enqueue()->refuse(std::move(why));
  enter(phase::done);
}

template <class Stream>
std::shared_ptr<exchange> http_session<Stream>::enqueue() {
  return queue_.emplace_back(
      std::make_shared<exchange>(context_, loop_.answers(), weak_from_this(), peer_));
}

/// Moves what is answered at the front of the queue to `wire_`.
template <class Stream>
void http_session<Stream>::collect() {
  wire_.clear();
  if (wire_.capacity() > kept_buffer_bytes)
    wire_.shrink_to_fit();
  while (!queue_.empty() && queue_.front()->answered() && wire_.size() < batch_bytes) {
    if (queue_.front()->streaming()) {
      queue_.front()->append_new_to(wire_, loop_.date());
      draining_ |= queue_.front()->ended(); // nothing follows a stream: the reader ends after it
      if (phase_ == phase::done || queue_.front()->ended())
        queue_.clear();
      return;
    }
    const bool last = phase_ == phase::done && queue_.size() == 1;
    queue_.front()->append_to(wire_, loop_.date(), last);
    queue_.pop_front();
  }
}

template <class Stream>
task<void> http_session<Stream>::write() {
  while (!cut_) {
    collect();
    if (wire_.empty()) {
      if (phase_ == phase::done && queue_.empty())
        co_return;
      co_await answered_.wait();
      continue;
    }
    room_.notify();
    write_until_ = steady_clock::now() + options().write_timeout;
    const auto [failure, count] =
        co_await asio::async_write(stream_, asio::buffer(wire_), use_task);
    write_until_ = steady_time::max();
    if (failure)
      cut();
    else if (draining_ && phase_ == phase::idle)
      cancel();
  }
}

template <class Stream>
task<void> http_session<Stream>::close() {
  if (cut_)
    co_return;
  read_until_ = steady_clock::now() + linger_time;
  if constexpr (!std::is_same_v<Stream, tcp_socket>)
    co_await stream_.async_shutdown(use_task);
  network_error ignored;
  socket().shutdown(tcp_socket::shutdown_send, ignored);
  // To close with bytes unread would reset the connection and could take the answer with it.
  while (linger_ && !cut_ && steady_clock::now() < read_until_) {
    buffer_.clear();
    const auto [failure, count] =
        co_await socket().async_read_some(buffer_.prepare(read_bytes), use_task);
    if (failure)
      break;
  }
}

template <class Stream>
void http_session<Stream>::enter(phase next) {
  phase_ = next;
  timed_out_ = false;
  const auto now = steady_clock::now();
  switch (next) {
  case phase::handshake:
  case phase::header:
    read_until_ = now + options().header_timeout;
    break;
  case phase::body:
    read_until_ = now + options().body_timeout;
    break;
  case phase::idle:
    idle_since_ = now;
    read_until_ = now + options().idle_timeout;
    break;
  case phase::waiting:
  case phase::done:
    read_until_ = steady_time::max();
    break;
  }
}

/// A file may take as long as it is large, but not as long as its sender likes: it must not pause
/// for longer than any body may, and arrive at the least rate from beginning to end.
template <class Stream>
void http_session<Stream>::extend_upload(steady_time begun, std::uint64_t arrived) {
  const auto needed = std::chrono::duration<double>{static_cast<double>(arrived) /
                                                    options().least_upload_bytes_per_second};
  const auto patience = options().body_timeout;
  read_until_ = std::min(steady_clock::now() + patience,
                         begun + patience + std::chrono::duration_cast<milliseconds>(needed));
}

template <class Stream>
void http_session<Stream>::sweep(steady_time now) {
  for (const auto& one : queue_)
    one->expire_if_due(now);
  if (now >= write_until_)
    return cut();
  // Whoever closed the connection does not wait for what takes long; the reader may be past it.
  if (std::ranges::any_of(queue_, [](const auto& one) { return one->takes_long(); }) &&
      has_left(socket().native_handle()))
    abandon_all();
  // A client that waits for its answers is not idle.
  if (phase_ == phase::idle && !queue_.empty())
    enter(phase::idle);
  if (now < read_until_ || writing())
    return;
  timed_out_ = true;
  cancel();
}

} // namespace

std::shared_ptr<session> make_session(loop& owner, connection_ticket ticket, tcp_socket socket,
                                      asio::ssl::context* tls) {
  if (tls == nullptr)
    return std::make_shared<http_session<tcp_socket>>(owner, std::move(ticket), std::move(socket));
  return std::make_shared<http_session<tls_stream>>(owner, std::move(ticket), std::move(socket),
                                                    *tls);
}

} // namespace sojourn::api
