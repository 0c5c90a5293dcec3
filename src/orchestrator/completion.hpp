// The one way an asynchronous answer travels: answered exactly once, on every path.
#pragma once

#include "base/result.hpp"

#include <functional>
#include <memory>
#include <utility>

namespace sojourn::orchestrator {

/// Carries the answer of one call. Move-only. If it is destroyed unanswered, it
/// answers `shutting_down`, so no caller waits for ever. May be answered on any thread.
template <class T>
class completion {
public:
  using callback = std::function<void(result<T>)>;

  completion() = default;
  explicit completion(callback on_answer) : on_answer_{std::move(on_answer)} {}
  completion(completion&& other) noexcept : on_answer_{std::exchange(other.on_answer_, nullptr)} {}
  completion& operator=(completion&& other) noexcept {
    if (this != &other) {
      abandon();
      on_answer_ = std::exchange(other.on_answer_, nullptr);
    }
    return *this;
  }
  completion(const completion&) = delete;
  completion& operator=(const completion&) = delete;
  ~completion() { abandon(); }

  /// Answers. The second answer of one completion is ignored.
  void operator()(result<T> answer) {
    if (auto callback = std::exchange(on_answer_, nullptr))
      callback(std::move(answer));
  }

  [[nodiscard]] explicit operator bool() const { return static_cast<bool>(on_answer_); }

private:
  void abandon() {
    if (on_answer_)
      (*this)(fail(error_code::shutting_down, "the daemon stopped before it could answer"));
  }
  callback on_answer_;
};

} // namespace sojourn::orchestrator
