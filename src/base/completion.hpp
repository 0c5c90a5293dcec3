// The one way an asynchronous answer travels: answered exactly once, on every path.
#pragma once

#include "base/result.hpp"

#include <exception>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <utility>

namespace sojourn {

/// Who waits for an answer.
struct asker {
  std::string client;     ///< whom work is counted by, such as the name of a token
  std::stop_token left{}; ///< set once nobody waits any more
  std::string address{};  ///< from where, as client_network() writes it; empty: from within
};

/// Carries the answer of one call. Move-only. If it is destroyed unanswered, it
/// answers `shutting_down`, or `internal` where an exception destroys it, so no caller waits for
/// ever. May be answered on any thread.
template <class T>
class completion {
public:
  using callback = std::function<void(result<T>)>;

  completion() = default;
  explicit completion(callback on_answer, asker by = {})
      : on_answer_{std::move(on_answer)}, by_{std::move(by)} {}
  completion(completion&& other) noexcept
      : on_answer_{std::exchange(other.on_answer_, nullptr)}, by_{std::move(other.by_)} {}
  completion& operator=(completion&& other) noexcept {
    if (this != &other) {
      abandon();
      on_answer_ = std::exchange(other.on_answer_, nullptr);
      by_ = std::move(other.by_);
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

  /// Who waits for it.
  [[nodiscard]] const asker& by() const { return by_; }

  [[nodiscard]] explicit operator bool() const { return static_cast<bool>(on_answer_); }

private:
  void abandon() {
    if (!on_answer_)
      return;
    if (std::uncaught_exceptions() > 0)
      (*this)(fail(error_code::internal, "the request met a defect; the log says more"));
    else
      (*this)(fail(error_code::shutting_down, "the daemon stopped before it could answer"));
  }
  callback on_answer_;
  asker by_;
};

} // namespace sojourn
