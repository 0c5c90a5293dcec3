#include "service/background/task_runner.hpp"

#include <spdlog/spdlog.h>

namespace sojourn::service {

task_runner::task_runner(std::size_t threads, std::size_t limit) : limit_{limit} {
  for (std::size_t i = 0; i < threads; ++i)
    threads_.emplace_back([this](const std::stop_token& stop) { run(stop); });
}

void task_runner::stop() {
  std::deque<task> dropped;
  {
    const std::lock_guard lock{mutex_};
    is_stopped_ = true;
    dropped.swap(waiting_);
  }
  for (auto& thread : threads_)
    thread.request_stop();
  ready_.notify_all();
  threads_.clear(); // joins
}

bool task_runner::submit(task work) {
  {
    const std::lock_guard lock{mutex_};
    if (is_stopped_ || waiting_.size() >= limit_)
      return false;
    waiting_.push_back(std::move(work));
  }
  ready_.notify_one();
  return true;
}

void task_runner::run(const std::stop_token& stop) {
  while (true) {
    task next;
    {
      std::unique_lock lock{mutex_};
      if (!ready_.wait(lock, stop, [this] { return !waiting_.empty(); }))
        return;
      if (stop.stop_requested())
        return;
      next = std::move(waiting_.front());
      waiting_.pop_front();
    }
    try {
      next(stop);
    } catch (const std::exception& failure) {
      spdlog::error("a background task failed: {}", failure.what());
    }
  }
}

} // namespace sojourn::service
