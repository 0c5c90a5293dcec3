// The transfer thread: one thread that runs many libcurl transfers at a time.
#pragma once

#include <atomic>
#include <cstddef>
#include <curl/curl.h>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace sojourn::channels {

/// How a transfer ended, before its protocol judges what that means.
struct transfer_end {
  CURL* handle = nullptr; ///< to ask for details; null when it never started
  CURLcode curl = CURLE_OK;
  std::string_view failure{}; ///< empty, or short and stable: "timeout", "connect_failed", …
  std::string detail{};       ///< a sentence on the failure
};

/// One use of a curl handle. Called on the client's thread, by nobody else.
class transfer {
public:
  virtual ~transfer() = default;
  /// Sets the options of a fresh handle. What it points them to must live as long as this.
  virtual void prepare(CURL* handle) = 0;
  /// Called exactly once, also when the client is destroyed. Must not throw, and must not
  /// destroy the client.
  virtual void finish(const transfer_end& end) = 0;
};

/// Runs transfers on a thread of its own and keeps their connections for the next ones.
/// Thread-safe. Destroying it ends what is under way at once ("shutting_down") and
/// finishes every transfer before it returns.
class multi_client {
public:
  struct settings {
    std::size_t max_running = 8;
    std::size_t max_waiting = 1024; ///< beyond it transfers end at once as "overloaded"
    /// Whether internal addresses may be reached; forbidden ones never are.
    bool allow_private_addresses = false;
  };

  explicit multi_client(settings with);
  ~multi_client();
  multi_client(const multi_client&) = delete;
  multi_client& operator=(const multi_client&) = delete;

  /// Takes a transfer; it starts as soon as fewer than `max_running` are under way.
  void submit(std::unique_ptr<transfer> next);

  /// How many transfers are waiting or under way.
  [[nodiscard]] std::size_t pending() const { return pending_; }

private:
  struct running;

  void run();
  bool falls_asleep();
  [[nodiscard]] CURL* acquire_handle();
  void start_waiting();
  void start(std::unique_ptr<transfer> next);
  bool collect_finished();
  void abandon_all();
  [[nodiscard]] transfer_end end_of(const running& ended, CURLcode code) const;
  [[nodiscard]] curl_socket_t open_socket(running& user, const curl_sockaddr& address);
  void close_socket(curl_socket_t socket);

  const settings settings_;
  CURLM* const multi_;
  std::unordered_map<CURL*, std::unique_ptr<running>> running_; ///< the thread's own
  std::vector<CURL*> idle_;                                     ///< the thread's own, to use again
  std::atomic<std::size_t> pending_{0};
  std::atomic<bool> stopping_{false};
  std::mutex mutex_;    ///< guards what follows
  bool asleep_ = false; ///< the thread waits for its sockets or a wake-up
  std::deque<std::unique_ptr<transfer>> waiting_;
  std::unordered_set<curl_socket_t> sockets_;
  std::thread thread_; ///< last: it uses all of the above
};

} // namespace sojourn::channels
