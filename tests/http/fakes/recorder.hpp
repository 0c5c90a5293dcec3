// Remembers what was asked, and answers as a test tells it to.
#pragma once

#include "base/completion.hpp"
#include "base/json.hpp"

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace sojourn::tests {

class recorder {
public:
  enum class manner {
    at_once, ///< answers inside the call
    hold,    ///< keeps the completion until `release`
    drop,    ///< lets the completion go unanswered
    fail,    ///< answers `failure`
    raise,   ///< throws
  };
  manner how = manner::at_once;
  error failure;
  bool created = true;
  std::string next_cursor;

  /// What was asked, as {"call": "area.member", arguments…}.
  std::vector<json> asked() {
    const std::lock_guard lock{mutex_};
    return asked_;
  }
  /// Who waited for the answer of each call.
  std::vector<asker> askers() {
    const std::lock_guard lock{mutex_};
    return askers_;
  }
  json last() {
    auto all = asked();
    return all.empty() ? json{} : all.back();
  }
  /// Answers in another manner from now on, while requests are coming.
  void turn(manner next, error why = {}) {
    const std::lock_guard lock{mutex_};
    how = next;
    failure = std::move(why);
  }
  /// Waits until `count` calls were made.
  void wait_for(std::size_t count) {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [&] { return asked_.size() >= count; });
  }
  /// Answers the held call number `index`, from the caller's thread; with `failure` if
  /// `failing`.
  void release(std::size_t index, bool failing = false) {
    std::function<void(bool)> answer;
    {
      const std::lock_guard lock{mutex_};
      answer = std::exchange(held_.at(index), nullptr);
    }
    answer(failing);
  }

  /// A call that `answer` answers, if it is answered well.
  template <class T>
  void record(json call, T answer, completion<T>& done) {
    std::unique_lock lock{mutex_};
    asked_.push_back(std::move(call));
    askers_.push_back(done.by());
    changed_.notify_all();
    switch (how) {
    case manner::at_once:
      lock.unlock(); // what is answered may ask on
      return done(std::move(answer));
    case manner::fail:
      return done(sojourn::fail(failure));
    case manner::raise:
      throw std::runtime_error{"the fake was told to throw"};
    case manner::drop:
      return;
    case manner::hold:
      held_.push_back([this, held = std::make_shared<completion<T>>(std::move(done)),
                       answer = std::move(answer)](bool failing) {
        (*held)(failing ? result<T>{sojourn::fail(failure)} : result<T>{answer});
      });
    }
  }

private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<json> asked_;
  std::vector<asker> askers_;
  std::deque<std::function<void(bool)>> held_;
};

} // namespace sojourn::tests
