#include "channels/http/multi_client.hpp"

#include "channels/http/address_guard.hpp"

#include <array>
#include <csignal>
#include <pthread.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace sojourn::channels {

namespace {

/// The thread sleeps at most this long; curl's own timers and submit() wake it earlier.
constexpr int poll_limit_ms = 60'000;

CURLM* make_multi(std::size_t kept_connections) {
  static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
  CURLM* multi = initialised == CURLE_OK ? curl_multi_init() : nullptr;
  if (multi == nullptr)
    throw std::runtime_error("libcurl cannot be initialised");
  curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, static_cast<long>(kept_connections));
  return multi;
}

std::string_view failure_of(CURLcode code) {
  switch (code) {
  case CURLE_OK:
    return "";
  case CURLE_URL_MALFORMAT:
  case CURLE_UNSUPPORTED_PROTOCOL:
    return "invalid_url";
  case CURLE_COULDNT_RESOLVE_HOST:
    return "resolve_failed";
  case CURLE_COULDNT_CONNECT:
    return "connect_failed";
  case CURLE_SSL_CONNECT_ERROR:
  case CURLE_PEER_FAILED_VERIFICATION:
  case CURLE_SSL_CACERT_BADFILE:
  case CURLE_SSL_CERTPROBLEM:
  case CURLE_SSL_CIPHER:
  case CURLE_SSL_ISSUER_ERROR:
  case CURLE_USE_SSL_FAILED:
    return "tls_failed";
  case CURLE_OPERATION_TIMEDOUT:
    return "timeout";
  case CURLE_LOGIN_DENIED:
    return "login_denied";
  case CURLE_OUT_OF_MEMORY:
    return "out_of_memory";
  case CURLE_WEIRD_SERVER_REPLY:
  case CURLE_REMOTE_ACCESS_DENIED:
    return "bad_reply";
  default:
    return "connection_lost";
  }
}

/// Signals belong to the threads that expect them; a broken pipe is an error code here.
void block_signals() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, nullptr);
}

} // namespace

struct multi_client::running {
  running(multi_client& of, std::unique_ptr<transfer> what) : client{of}, work{std::move(what)} {}

  multi_client& client;
  std::unique_ptr<transfer> work;
  std::array<char, CURL_ERROR_SIZE> words{};
  bool address_refused = false; ///< the guard refused an address
  bool address_tried = false;   ///< the guard let one pass
};

multi_client::multi_client(settings with)
    : settings_{with}, multi_{make_multi(with.max_running)}, thread_{[this] { run(); }} {}

multi_client::~multi_client() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
    // libcurl waits inside one call for the last reply of a mail server; the end of the
    // connection ends that wait.
    for (const auto socket : sockets_)
      ::shutdown(socket, SHUT_RDWR);
  }
  curl_multi_wakeup(multi_);
  thread_.join();
  curl_multi_cleanup(multi_);
}

void multi_client::submit(std::unique_ptr<transfer> next) {
  ++pending_;
  bool wakes = false;
  {
    const std::lock_guard lock{mutex_};
    if (waiting_.size() < settings_.max_waiting)
      waiting_.push_back(std::exchange(next, nullptr));
    wakes = std::exchange(asleep_, false);
  }
  if (next == nullptr) {
    if (wakes)
      curl_multi_wakeup(multi_);
    return;
  }
  --pending_;
  next->finish({.failure = "overloaded",
                .detail = std::to_string(settings_.max_waiting) + " transfers are waiting"});
}

void multi_client::run() {
  block_signals();
  while (!stopping_) {
    start_waiting();
    int still_running = 0;
    curl_multi_perform(multi_, &still_running);
    if (!collect_finished() && falls_asleep()) {
      curl_multi_poll(multi_, nullptr, 0, poll_limit_ms, nullptr);
      const std::lock_guard lock{mutex_};
      asleep_ = false;
    }
  }
  abandon_all();
}

/// False: something to start has come. A wake-up costs several calls of the system, so that only
/// a client that sleeps gets one.
bool multi_client::falls_asleep() {
  const std::lock_guard lock{mutex_};
  asleep_ = !stopping_ && (waiting_.empty() || running_.size() >= settings_.max_running);
  return asleep_;
}

/// A handle like a new one: of a transfer that ended well, if there is any.
CURL* multi_client::acquire_handle() {
  if (idle_.empty())
    return curl_easy_init();
  CURL* handle = idle_.back();
  idle_.pop_back();
  curl_easy_reset(handle);
  return handle;
}

void multi_client::start_waiting() {
  while (running_.size() < settings_.max_running) {
    std::unique_ptr<transfer> next;
    {
      const std::lock_guard lock{mutex_};
      if (waiting_.empty())
        return;
      next = std::move(waiting_.front());
      waiting_.pop_front();
    }
    start(std::move(next));
  }
}

void multi_client::start(std::unique_ptr<transfer> next) {
  CURL* handle = acquire_handle();
  if (handle == nullptr) {
    --pending_;
    next->finish({.curl = CURLE_OUT_OF_MEMORY,
                  .failure = failure_of(CURLE_OUT_OF_MEMORY),
                  .detail = "libcurl has no memory for a transfer"});
    return;
  }
  auto& entry = *(running_[handle] = std::make_unique<running>(*this, std::move(next)));
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  // A name that is still being looked up must not hold up the end of the daemon.
  curl_easy_setopt(handle, CURLOPT_QUICK_EXIT, 1L);
  curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, entry.words.data());
  // A proxy from the environment would hide the true address from the guard.
  curl_easy_setopt(handle, CURLOPT_PROXY, "");
  curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, &entry);
  curl_easy_setopt(
      handle, CURLOPT_OPENSOCKETFUNCTION, +[](void* user, curlsocktype, curl_sockaddr* address) {
        auto& entry = *static_cast<running*>(user);
        return entry.client.open_socket(entry, *address);
      });
  // Connections outlive transfers, so this one belongs to the client.
  curl_easy_setopt(handle, CURLOPT_CLOSESOCKETDATA, this);
  curl_easy_setopt(
      handle, CURLOPT_CLOSESOCKETFUNCTION, +[](void* client, curl_socket_t socket) {
        static_cast<multi_client*>(client)->close_socket(socket);
        return 0;
      });
  entry.work->prepare(handle);
  curl_multi_add_handle(multi_, handle);
}

bool multi_client::collect_finished() {
  bool any = false;
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE)
      continue;
    CURL* const handle = message->easy_handle;
    const CURLcode code = message->data.result;
    curl_multi_remove_handle(multi_, handle); // from here on `message` is gone
    const auto ended = std::move(running_.extract(handle).mapped());
    --pending_;
    auto end = end_of(*ended, code);
    end.handle = handle;
    ended->work->finish(end);
    if (code == CURLE_OK && idle_.size() < settings_.max_running)
      idle_.push_back(handle);
    else
      curl_easy_cleanup(handle);
    any = true;
  }
  return any;
}

void multi_client::abandon_all() {
  constexpr std::string_view failure = "shutting_down";
  for (auto& [handle, entry] : running_) {
    curl_multi_remove_handle(multi_, handle);
    --pending_;
    entry->work->finish({handle, CURLE_ABORTED_BY_CALLBACK, failure,
                         "the channel was closed while the transfer was under way"});
    curl_easy_cleanup(handle);
  }
  running_.clear();
  for (CURL* handle : std::exchange(idle_, {}))
    curl_easy_cleanup(handle);
  std::deque<std::unique_ptr<transfer>> never_started;
  {
    const std::lock_guard lock{mutex_};
    never_started.swap(waiting_);
  }
  for (const auto& work : never_started) {
    --pending_;
    work->finish({nullptr, CURLE_ABORTED_BY_CALLBACK, failure,
                  "the channel was closed before the transfer began"});
  }
}

transfer_end multi_client::end_of(const running& ended, CURLcode code) const {
  const std::string words = ended.words[0] != '\0' ? ended.words.data() : curl_easy_strerror(code);
  if (code == CURLE_OK)
    return {};
  if (stopping_)
    return {.curl = code, .failure = "shutting_down", .detail = "the channel was closed: " + words};
  if (ended.address_refused && !ended.address_tried)
    return {.curl = code,
            .failure = "address_refused",
            .detail = "the host has only addresses that this channel may not reach; internal "
                      "ones need allow_private_addresses"};
  return {.curl = code, .failure = failure_of(code), .detail = words};
}

curl_socket_t multi_client::open_socket(running& user, const curl_sockaddr& address) {
  const auto kind = classify_address(address.addr);
  if (kind == address_kind::forbidden ||
      (kind == address_kind::internal && !settings_.allow_private_addresses)) {
    user.address_refused = true;
    return CURL_SOCKET_BAD;
  }
  user.address_tried = true;
  const std::lock_guard lock{mutex_};
  if (stopping_)
    return CURL_SOCKET_BAD;
  const auto socket = ::socket(address.family, address.socktype | SOCK_CLOEXEC, address.protocol);
  if (socket >= 0)
    sockets_.insert(socket);
  return socket;
}

void multi_client::close_socket(curl_socket_t socket) {
  const std::lock_guard lock{mutex_};
  sockets_.erase(socket); // before the number can belong to somebody else
  ::close(socket);
}

} // namespace sojourn::channels
