#include "service/background/question_desk.hpp"

#include <algorithm>
#include <spdlog/spdlog.h>

namespace sojourn::service {

question_desk::question_desk(limits allowed) : allowed_{allowed} {
  for (std::size_t i = 0; i < allowed_.threads; ++i)
    threads_.emplace_back([this](const std::stop_token& ends) { serve(ends); });
  watcher_ = std::jthread{[this](const std::stop_token& ends) { watch(ends); }};
}

void question_desk::stop() {
  for (auto& thread : threads_)
    thread.request_stop();
  watcher_.request_stop();
  {
    const std::lock_guard lock{mutex_};
    is_stopped_ = true;
    for (auto& one : running_)
      end(one, ending::daemon);
  }
  threads_.clear(); // joins
  std::list<client> dropped;
  {
    const std::lock_guard lock{mutex_};
    dropped.swap(clients_);
    waiting_ = 0;
  }
}

result<void> question_desk::submit(const asker& by, work what) {
  {
    const std::lock_guard lock{mutex_};
    if (is_stopped_)
      return fail(error_code::shutting_down, "the daemon is stopping");
    auto known = std::ranges::find(clients_, by.client, &client::name);
    if (known != clients_.end() && known->waiting.size() >= allowed_.waiting_of_client)
      return fail(error_code::too_many_questions,
                  std::to_string(known->waiting.size()) +
                      " questions of this client are waiting; ask again when they are answered");
    if (waiting_ >= allowed_.waiting)
      return fail(error_code::overloaded, "too many questions are waiting");
    if (known == clients_.end())
      known = clients_.insert(clients_.end(), {.name = by.client, .waiting = {}});
    known->waiting.push_back({std::move(what), by.left});
    ++waiting_;
  }
  ready_.notify_one();
  return {};
}

std::list<question_desk::client>::iterator question_desk::next_client() {
  return std::ranges::find_if(
      clients_, [](const client& one) { return !one.is_served && !one.waiting.empty(); });
}

void question_desk::serve(const std::stop_token& ends) {
  while (true) {
    std::list<client>::iterator whose;
    waiting_question asked;
    {
      std::unique_lock lock{mutex_};
      if (!ready_.wait(lock, ends, [this] { return next_client() != clients_.end(); }) ||
          ends.stop_requested())
        return;
      whose = next_client();
      whose->is_served = true;
      asked = std::move(whose->waiting.front());
      whose->waiting.pop_front();
      --waiting_;
    }
    answer(std::move(asked));
    {
      const std::lock_guard lock{mutex_};
      whose->is_served = false;
      if (whose->waiting.empty())
        clients_.erase(whose);
      else
        clients_.splice(clients_.end(), clients_, whose); // the others come first now
    }
    ready_.notify_one();
  }
}

void question_desk::answer(waiting_question asked) {
  std::list<running_question>::iterator mine;
  {
    const std::lock_guard lock{mutex_};
    mine = running_.insert(
        running_.end(),
        {.stop = {}, .until = std::chrono::steady_clock::now() + allowed_.longest, .how = {}});
  }
  begun_.notify_one();
  const auto why = [&]() -> std::optional<error> {
    const std::lock_guard lock{mutex_};
    return mine->how ? std::optional{describe(*mine->how)} : std::nullopt;
  };
  try {
    // Before the work, so that whoever left already is noticed at once.
    const std::stop_callback left{asked.asker_left, [&] {
                                    const std::lock_guard lock{mutex_};
                                    end(*mine, ending::asker);
                                  }};
    asked.what(mine->stop.get_token(), why);
    asked.what = nullptr; // what it holds goes before it counts as answered
  } catch (const std::exception& failure) {
    spdlog::error("a question failed: {}", failure.what());
  }
  const std::lock_guard lock{mutex_};
  running_.erase(mine);
}

void question_desk::end(running_question& one, ending how) {
  if (!one.how)
    one.how = how;
  one.stop.request_stop();
}

/// Ends questions whose time is up.
void question_desk::watch(const std::stop_token& ends) {
  std::unique_lock lock{mutex_};
  while (!ends.stop_requested()) {
    if (!begun_.wait(lock, ends, [this] { return !running_.empty(); }))
      return;
    const auto now = std::chrono::steady_clock::now();
    auto next = now + allowed_.longest;
    for (auto& one : running_) {
      if (one.until <= now)
        end(one, ending::time);
      else
        next = std::min(next, one.until);
    }
    begun_.wait_until(lock, ends, next, [] { return false; });
  }
}

error question_desk::describe(ending how) const {
  switch (how) {
  case ending::time:
    return {error_code::question_ended,
            "the question was not answered within " + std::to_string(allowed_.longest.count()) +
                " ms (http.question_deadline_ms); ask about fewer people, or for what the "
                "database can decide",
            {}};
  case ending::asker:
    return {error_code::question_ended, "whoever asked left before the answer", {}};
  case ending::daemon:
    break;
  }
  return {error_code::shutting_down, "the daemon is stopping", {}};
}

} // namespace sojourn::service
