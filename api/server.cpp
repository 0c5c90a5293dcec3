#include "api/server.hpp"

#include "api/loop.hpp"
#include "service/callers.hpp"

#include <algorithm>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <semaphore>
#include <spdlog/spdlog.h>

namespace sojourn::api {

namespace asio = boost::asio;
using boost::system::error_code;
using tcp = asio::ip::tcp;

namespace {

/// Pause after an accept that failed for want of descriptors or memory.
constexpr milliseconds accept_pause{100};
/// Connections over the limit that may hear of it at the same time; others are just closed.
constexpr std::size_t max_refusals_at_once = 64;
/// For connections that were cut to notice.
constexpr milliseconds cut_patience{2'000};

auto refuse_settings(std::string message) {
  return fail(sojourn::error_code::invalid_settings, std::move(message));
}

result<std::shared_ptr<asio::ssl::context>> load_tls(const std::string& certificate,
                                                     const std::string& key) {
  if (certificate.empty() && key.empty())
    return nullptr;
  if (certificate.empty() || key.empty())
    return refuse_settings("TLS needs both a certificate and a key");
  auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
  error_code failure;
  context->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                           asio::ssl::context::no_tlsv1_1 | SSL_OP_NO_RENEGOTIATION,
                       failure);
  // Of TLS 1.2 only what has forward secrecy and authenticates what it encrypts, as RFC 9325,
  // section 4.2, asks: no static RSA, no CBC. TLS 1.3 has nothing else.
  if (SSL_CTX_set_cipher_list(context->native_handle(),
                              "ECDHE+AESGCM:ECDHE+CHACHA20:DHE+AESGCM:DHE+CHACHA20:!aNULL:!DSS") !=
      1)
    return refuse_settings("the TLS library knows none of the ciphers that are used");
  if (!failure)
    context->use_certificate_chain_file(certificate, failure);
  if (failure)
    return refuse_settings("cannot use the certificate \"" + certificate +
                           "\": " + failure.message());
  context->use_private_key_file(key, asio::ssl::context::pem, failure);
  if (failure)
    return refuse_settings("cannot use the key \"" + key + "\": " + failure.message());
  return context;
}

/// When the certificate ends that connections are shown; 0 where it does not say.
std::int64_t certificate_ends_at_ms(asio::ssl::context& tls) {
  const auto* certificate = SSL_CTX_get0_certificate(tls.native_handle());
  std::tm ends{};
  if (certificate == nullptr || ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &ends) != 1)
    return 0;
  return static_cast<std::int64_t>(timegm(&ends)) * 1000;
}

std::optional<error> check_tokens(const server_options& options) {
  for (const auto& one : options.tokens) {
    const bool hexadecimal =
        one.sha256_hex.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
    if (one.sha256_hex.size() != 64 || !hexadecimal)
      return refuse_settings("the token \"" + one.name +
                             "\" has no SHA-256 digest of 64 hexadecimal digits")
          .value();
  }
  return std::nullopt;
}

struct checked_options {
  asio::ip::address address;
  std::shared_ptr<asio::ssl::context> tls; ///< nullptr: none
};

result<checked_options> checked(const server_options& options) {
  error_code failure;
  const auto address = asio::ip::make_address(options.address, failure);
  if (failure)
    return refuse_settings("\"" + options.address + "\" is not an IP address to listen on");
  if (auto wrong = check_tokens(options))
    return fail(std::move(*wrong));
  if (auto right = client_addresses::check(options.trusted_proxies); !right)
    return fail(std::move(right.error()));
  auto tls = load_tls(options.tls_certificate_path, options.tls_key_path);
  if (!tls)
    return fail(std::move(tls.error()));
  return checked_options{address, std::move(*tls)};
}

} // namespace

result<void> check_options(const server_options& options) {
  auto sound = checked(options);
  if (!sound)
    return fail(std::move(sound.error()));
  return {};
}

class server::impl {
public:
  impl(server_options options, const service::interfaces& services, const clock_source& time)
      : context_{std::make_shared<server_context>(std::move(options), services, time)} {}

  result<std::uint16_t> start();
  result<void> reload_tls(const std::string& certificate_path, const std::string& key_path);
  bool moves(milliseconds patience);
  void stop(milliseconds grace);

private:
  result<std::uint16_t> listen(const tcp::endpoint& where);
  void accept_next();
  void begin_session(tcp_socket socket, loop& owner);
  template <class Action>
  void on_each_loop(Action action) {
    for (const auto& one : loops_)
      asio::post(one->context(), [action, loop = one.get()] { action(*loop); });
  }

  std::shared_ptr<server_context> context_;
  std::vector<std::unique_ptr<loop>> loops_;
  // Both live on the first loop.
  std::optional<asio::basic_socket_acceptor<tcp, loop_executor>> acceptor_;
  std::optional<loop_timer> pause_;
  std::size_t next_loop_ = 0;
};

result<std::uint16_t> server::impl::start() {
  const auto& options = context_->options;
  if (!loops_.empty())
    return refuse_settings("the server listens already");
  const auto sound = checked(options);
  if (!sound)
    return fail(sound.error());
  if (!sound->address.is_loopback() && options.tokens.empty() &&
      !context_->services.callers.has_accounts())
    return refuse_settings(
        "to listen on " + options.address +
        " takes an administrator, and there is no user and no token; start once with http.address "
        "= "
        "\"127.0.0.1\", run \"sojourn users add LOGIN --role administrator\", and start again");

  if (sound->tls)
    context_->seen.certificate_ends_at_ms = certificate_ends_at_ms(*sound->tls);
  for (unsigned i = 0; i < std::max(1u, options.threads); ++i)
    loops_.push_back(std::make_unique<loop>(context_, sound->tls));
  const auto port = listen({sound->address, options.port});
  if (!port) {
    acceptor_.reset();
    loops_.clear();
    return port;
  }
  pause_.emplace(loops_.front()->context());
  accept_next();
  for (const auto& one : loops_)
    one->start();
  return port;
}

result<std::uint16_t> server::impl::listen(const tcp::endpoint& where) {
  error_code failure;
  acceptor_.emplace(loops_.front()->context());
  const auto attempt = [&](auto&& step) {
    if (!failure)
      step();
  };
  attempt([&] { acceptor_->open(where.protocol(), failure); });
  attempt([&] { acceptor_->set_option(tcp::acceptor::reuse_address{true}, failure); });
  attempt([&] { acceptor_->bind(where, failure); });
  attempt([&] { acceptor_->listen(asio::socket_base::max_listen_connections, failure); });
  std::uint16_t port = 0;
  attempt([&] { port = acceptor_->local_endpoint(failure).port(); });
  if (failure)
    return refuse_settings("cannot listen on " + context_->options.address + " port " +
                           std::to_string(where.port()) + ": " + failure.message());
  return port;
}

void server::impl::accept_next() {
  auto& owner = *loops_[next_loop_++ % loops_.size()];
  acceptor_->async_accept(owner.context(),
                          [this, &owner](const error_code& failure, tcp_socket socket) {
                            if (!acceptor_->is_open())
                              return;
                            if (!failure) {
                              begin_session(std::move(socket), owner);
                              return accept_next();
                            }
                            spdlog::warn("http: cannot accept a connection: {}", failure.message());
                            pause_->expires_after(accept_pause);
                            pause_->async_wait([this](const error_code& cancelled) {
                              if (!cancelled && acceptor_->is_open())
                                accept_next();
                            });
                          });
}

void server::impl::begin_session(tcp_socket socket, loop& owner) {
  const auto open = context_->seen.connections.load();
  if (open >= context_->options.max_connections + max_refusals_at_once) {
    ++context_->seen.refused_connections;
    return;
  }
  auto whose = context_->addresses.try_count(peer_of(socket));
  const auto how = !whose                                     ? reception::refused
                   : open < context_->options.max_connections ? reception::welcome
                                                              : reception::over_limit;
  error_code ignored;
  socket.set_option(tcp::no_delay{true}, ignored);
  // Counted here already: the next accept must see this one, whichever loop runs it.
  asio::dispatch(owner.context(),
                 [&owner, how, ticket = connection_ticket{context_, std::move(whose)},
                  socket = std::move(socket)]() mutable {
                   owner.open(std::move(ticket), std::move(socket), how);
                 });
}

result<void> server::impl::reload_tls(const std::string& certificate_path,
                                      const std::string& key_path) {
  const bool is_tls = !context_->options.tls_certificate_path.empty();
  if (is_tls == certificate_path.empty())
    return refuse_settings("whether connections are encrypted changes at the next start only");
  if (!is_tls)
    return {};
  auto tls = load_tls(certificate_path, key_path);
  if (!tls)
    return fail(std::move(tls.error()));
  context_->seen.certificate_ends_at_ms = certificate_ends_at_ms(**tls);
  on_each_loop([tls = *tls](loop& one) { one.use(tls); });
  return {};
}

bool server::impl::moves(milliseconds patience) {
  // Shared: a loop that takes it up too late still has where to say so.
  auto moved = std::make_shared<std::counting_semaphore<>>(0);
  on_each_loop([moved](loop&) { moved->release(); });
  const auto until = std::chrono::steady_clock::now() + patience;
  for (std::size_t i = 0; i < loops_.size(); ++i)
    if (!moved->try_acquire_until(until))
      return false;
  return true;
}

void server::impl::stop(milliseconds grace) {
  if (loops_.empty())
    return;
  asio::post(loops_.front()->context(), [this] {
    error_code ignored;
    acceptor_->close(ignored);
    pause_->cancel();
  });
  on_each_loop([](loop& one) { one.drain(); });
  if (!context_->wait_until_empty(grace)) {
    on_each_loop([](loop& one) { one.abort(); });
    context_->wait_until_empty(cut_patience);
  }
  for (const auto& one : loops_)
    one->finish();
  pause_.reset();
  acceptor_.reset();
  loops_.clear();
}

server::server(server_options options, const service::interfaces& services,
               const clock_source& time)
    : impl_{std::make_unique<impl>(std::move(options), services, time)} {}

server::~server() { impl_->stop(milliseconds{0}); }

result<std::uint16_t> server::start() { return impl_->start(); }

result<void> server::reload_tls(const std::string& certificate_path, const std::string& key_path) {
  return impl_->reload_tls(certificate_path, key_path);
}

bool server::moves(milliseconds patience) { return impl_->moves(patience); }

void server::stop(milliseconds grace) { impl_->stop(grace); }

} // namespace sojourn::api
