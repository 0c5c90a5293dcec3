#include "actors/job_runner.hpp"

#include <spdlog/spdlog.h>

namespace sojourn::actors {

job_runner::job_runner() : thread_{[this](const std::stop_token& stop) { run(stop); }} {}

job_runner::~job_runner() {
  thread_.request_stop();
  ready_.notify_all();
  thread_.join();
}

bool job_runner::submit(job work) {
  {
    const std::lock_guard lock{mutex_};
    if (waiting_.size() >= limit)
      return false;
    waiting_.push_back(std::move(work));
  }
  ready_.notify_one();
  return true;
}

void job_runner::run(const std::stop_token& stop) {
  while (true) {
    job next;
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
      spdlog::error("a background job failed: {}", failure.what());
    }
  }
}

} // namespace sojourn::actors
