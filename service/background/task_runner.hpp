// Threads for what must not hold up an actor or a socket: reads, and work that takes long.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

namespace sojourn::service {

/// Runs tasks in the order in which they came, one at a time on each of its threads. The destructor
/// stops it.
class task_runner {
public:
  using task = std::function<void(std::stop_token)>;

  explicit task_runner(std::size_t threads = 1, std::size_t limit = 64);
  ~task_runner() { stop(); }
  task_runner(const task_runner&) = delete;
  task_runner& operator=(const task_runner&) = delete;

  /// False when `limit` tasks wait already, or it was stopped; the task is dropped then.
  [[nodiscard]] bool submit(task work);
  /// Asks the running tasks to stop, drops those that wait (their completions answer by
  /// themselves) and waits for the threads to end. Only for the owner.
  void stop();

private:
  void run(const std::stop_token& stop);

  std::mutex mutex_;
  std::condition_variable_any ready_;
  std::deque<task> waiting_;
  bool is_stopped_ = false;
  const std::size_t limit_;
  std::vector<std::jthread> threads_;
};

} // namespace sojourn::service
