// The way a handler answers: at once, or through a completion that a service answers.
#pragma once

#include "api/response.hpp"
#include "base/completion.hpp"

#include <functional>
#include <memory>
#include <utility>

namespace sojourn::api {

/// Makes the answer of a request; runs on the thread of the request's connection.
using make_response = std::function<result<response>()>;

/// Where answers arrive; the first one counts.
class answer_sink {
public:
  virtual ~answer_sink() = default;
  /// From any thread.
  virtual void deliver(make_response make) = 0;
  /// Who waits for the answer. Called inside the handler.
  [[nodiscard]] virtual asker asked_by() const = 0;
};

/// Answers one request. Copies answer the same request.
class reply {
public:
  explicit reply(std::shared_ptr<answer_sink> sink) : sink_{std::move(sink)} {}

  void operator()(result<response> answer) const {
    sink_->deliver([answer = std::move(answer)]() mutable { return std::move(answer); });
  }

  /// A completion whose value becomes the answer through `make` (T to result<response>),
  /// and whose error becomes a problem.
  template <class T, class Make>
  [[nodiscard]] completion<T> through(Make make) const {
    return completion<T>{[sink = sink_, make = std::move(make)](result<T> answer) mutable {
                           sink->deliver([answer = std::move(answer),
                                          make = std::move(make)]() mutable -> result<response> {
                             if (!answer)
                               return fail(std::move(answer.error()));
                             return make(std::move(*answer));
                           });
                         },
                         sink_->asked_by()};
  }

private:
  std::shared_ptr<answer_sink> sink_;
};

} // namespace sojourn::api
