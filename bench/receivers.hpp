// Counterparts of deliveries: as quick as they can be made, so that they are not what is measured.
#pragma once

#include <list>
#include <mutex>
#include <string>
#include <sys/types.h>
#include <thread>
#include <vector>

namespace sojourn::bench {

/// Takes HTTP requests on loopback and answers each with 200: a thread a connection.
class http_sink {
public:
  http_sink();
  ~http_sink();
  http_sink(const http_sink&) = delete;
  http_sink& operator=(const http_sink&) = delete;

  [[nodiscard]] std::string url() const;

private:
  void accept_all();

  int listener_ = -1;
  int port_ = 0;
  std::mutex mutex_;
  std::vector<int> peers_;
  std::list<std::thread> threads_;
  std::thread acceptor_;
};

/// A program in a process of its own, which ends with this.
class child_program {
public:
  explicit child_program(std::vector<std::string> words);
  ~child_program();
  child_program(const child_program&) = delete;
  child_program& operator=(const child_program&) = delete;

  /// Waits for its end; whether it was a good one.
  bool wait();

private:
  pid_t id_ = -1; ///< -1: waited for
};

/// A port of loopback on which nobody listens.
[[nodiscard]] int free_port();
/// Waits until somebody listens there. Throws when nobody does within some seconds.
void wait_for_listener(int port);

} // namespace sojourn::bench
