#include "api/loop.hpp"

#include <algorithm>
#include <ctime>
#include <spdlog/spdlog.h>

namespace sojourn::api {

namespace {

// A deadline is noticed at most a quarter of the shortest one late.
milliseconds sweep_interval(const server_options& options) {
  const auto shortest =
      std::min({options.header_timeout, options.body_timeout, options.idle_timeout,
                options.write_timeout, options.answer_timeout});
  return std::clamp(shortest / 4, milliseconds{5}, milliseconds{250});
}

} // namespace

ip_address peer_of(const tcp_socket& socket) {
  namespace ip = boost::asio::ip;
  boost::system::error_code failure;
  const auto where = socket.remote_endpoint(failure).address();
  if (failure)
    return {};
  const auto address =
      where.is_v6() ? where.to_v6() : ip::make_address_v6(ip::v4_mapped, where.to_v4());
  return {address.to_bytes()};
}

loop::loop(std::shared_ptr<server_context> shared, std::shared_ptr<boost::asio::ssl::context> tls)
    : shared_{std::move(shared)}, tls_{std::move(tls)}, sweep_every_{
                                                            sweep_interval(shared_->options)} {}

void loop::start() {
  thread_ = std::thread{[this] {
    answer_queue_->adopt_thread();
    run();
    answer_queue_->close();
  }};
}

/// A handler that throws costs what it was at, and not the loop.
void loop::run() {
  for (bool ended = false; !ended;) {
    try {
      context_.run();
      ended = true;
    } catch (const std::exception& failure) {
      spdlog::error("http: a handler met a defect: {}", failure.what());
    }
  }
}

void loop::finish() {
  work_.reset();
  context_.stop();
  if (thread_.joinable())
    thread_.join();
}

void loop::open(connection_ticket ticket, tcp_socket socket, reception how) {
  const bool welcome =
      how == reception::welcome || (how == reception::over_limit && close_oldest_idle());
  if (!welcome)
    ++shared_->seen.refused_connections;
  const auto opened = make_session(*this, std::move(ticket), std::move(socket), tls_.get());
  sessions_.insert(opened);
  if (sessions_.size() == 1)
    sweep_later();
  opened->start(welcome);
  if (draining_)
    opened->drain();
}

bool loop::close_oldest_idle() {
  auto before = std::chrono::steady_clock::now() - shared_->options.least_idle;
  std::shared_ptr<session> oldest;
  for (const auto& one : sessions_) {
    const auto since = one->idle_since();
    if (!since || *since > before || one->has_unread())
      continue;
    before = *since;
    oldest = one;
  }
  if (oldest == nullptr)
    return false;
  ++shared_->seen.closed_idle_connections;
  oldest->abort();
  return true;
}

void loop::drain() {
  draining_ = true;
  const std::vector<std::shared_ptr<session>> open{sessions_.begin(), sessions_.end()};
  for (const auto& one : open)
    one->drain();
}

void loop::abort() {
  const std::vector<std::shared_ptr<session>> open{sessions_.begin(), sessions_.end()};
  for (const auto& one : open)
    one->abort();
}

// One timer for all connections: setting and withdrawing one a request costs more than
// looking at each connection a few times a second. It rests while there are none.
void loop::sweep_later() {
  sweeper_.expires_after(sweep_every_);
  sweeper_.async_wait([this](const boost::system::error_code& failure) {
    if (failure || sessions_.empty())
      return;
    const auto now = std::chrono::steady_clock::now();
    const std::vector<std::shared_ptr<session>> open{sessions_.begin(), sessions_.end()};
    for (const auto& one : open)
      one->sweep(now);
    sweep_later();
  });
}

std::string_view loop::date() {
  const auto second = to_unix_ms(shared_->time.now()) / 1000;
  if (second != date_second_) {
    date_second_ = second;
    const auto time = static_cast<std::time_t>(second);
    std::tm parts{};
    gmtime_r(&time, &parts);
    char text[40];
    // The daemon keeps the "C" locale, so names are the English ones that HTTP asks for.
    date_.assign(text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts));
  }
  return date_;
}

} // namespace sojourn::api
