// Questions that read about many people take turns: so many at a time, one of each client.
#pragma once

#include "base/completion.hpp"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace sojourn::service {

/// Answers questions on threads of its own. A client has one question answered at a time and a few
/// waiting; clients take turns. A question is asked to stop when its time is up, when whoever asked
/// left, and by `stop`, which the destructor calls.
class question_desk {
public:
  struct limits {
    std::size_t threads = 2;
    std::size_t waiting_of_client = 8; ///< further ones are refused
    std::size_t waiting = 256;         ///< of all clients
    std::chrono::milliseconds longest{60'000};
  };

  explicit question_desk(limits allowed);
  ~question_desk() { stop(); }
  question_desk(const question_desk&) = delete;
  question_desk& operator=(const question_desk&) = delete;

  /// What asked a question to stop, as an error; nullopt: nothing did.
  using reason = std::function<std::optional<error>()>;
  /// Answers a question. It looks at `stop` often.
  using work = std::function<void(const std::stop_token& stop, const reason& why)>;
  /// Errors: too_many_questions, overloaded, shutting_down; the work is dropped then.
  [[nodiscard]] result<void> submit(const asker& by, work what);
  /// Asks the running questions to stop, drops those that wait and waits for the threads to end.
  /// Only for the owner.
  void stop();

private:
  struct waiting_question {
    work what;
    std::stop_token asker_left;
  };
  struct client {
    std::string name;
    std::deque<waiting_question> waiting;
    bool is_served = false;
  };
  enum class ending { time, asker, daemon };
  struct running_question {
    std::stop_source stop;
    std::chrono::steady_clock::time_point until;
    std::optional<ending> how;
  };

  void serve(const std::stop_token& ends);
  void watch(const std::stop_token& ends);
  void answer(waiting_question asked);
  void end(running_question& one, ending how);
  [[nodiscard]] error describe(ending how) const;
  [[nodiscard]] std::list<client>::iterator next_client();

  const limits allowed_;
  std::mutex mutex_;
  std::condition_variable_any ready_;
  std::condition_variable_any begun_;
  std::list<client> clients_; ///< who waits or is served; whose turn is next stands first
  std::list<running_question> running_;
  std::size_t waiting_ = 0;
  bool is_stopped_ = false;
  std::vector<std::jthread> threads_;
  std::jthread watcher_;
};

} // namespace sojourn::service
