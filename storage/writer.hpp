// The one writer: units of work, each with a completion that runs after its commit.
#pragma once

#include "base/result.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace sojourn::storage {

class transaction; // the writer's connection inside a savepoint; only functions of storage/ use it

/// Runs write units on the one thread that owns the one read-write connection.
///
/// Takes everything that waits, up to max_batch, into one transaction (BEGIN IMMEDIATE),
/// each unit in its own savepoint so that a failing unit fails alone, commits, and only
/// then runs the completions, in order. A failed commit is final: all units of the batch and
/// all later ones get storage_full or storage_failed, and on_failure is called once.
class writer {
public:
  virtual ~writer() = default;

  /// A unit: `apply` runs inside its savepoint (an error or exception rolls it back),
  /// `finish` after the commit, or with the error. Both run on the writer's thread.
  class unit {
  public:
    virtual ~unit() = default;
    /// nullopt: keep; an error: roll back to before this unit.
    virtual std::optional<error> apply(transaction& tx) = 0;
    /// `failure`: from apply or from the commit. Called exactly once.
    virtual void finish(std::optional<error> failure) = 0;
  };

  /// Queues a unit. When the queue is full or the writer has stopped, `finish` is called
  /// at once, on this thread, with overloaded, shutting_down or storage_failed.
  virtual void submit(std::unique_ptr<unit> work) = 0;

  /// Units that wait.
  [[nodiscard]] virtual std::size_t queue_length() const = 0;

  /// Typed form: `apply` gives the value that `done` receives after the commit.
  template <class T>
  void submit(std::function<result<T>(transaction&)> apply, std::function<void(result<T>)> done);
};

// ---- details -------------------------------------------------------------------------

template <class T>
void writer::submit(std::function<result<T>(transaction&)> apply,
                    std::function<void(result<T>)> done) {
  class typed_unit final : public unit {
  public:
    typed_unit(std::function<result<T>(transaction&)> work, std::function<void(result<T>)> answer)
        : apply_{std::move(work)}, done_{std::move(answer)} {}
    std::optional<error> apply(transaction& tx) override {
      value_.emplace(apply_(tx));
      return value_->has_value() ? std::nullopt : std::optional<error>{value_->error()};
    }
    void finish(std::optional<error> failure) override {
      if (failure)
        done_(fail(std::move(*failure)));
      else
        done_(std::move(*value_));
    }

  private:
    std::function<result<T>(transaction&)> apply_;
    std::function<void(result<T>)> done_;
    std::optional<result<T>> value_;
  };
  submit(std::make_unique<typed_unit>(std::move(apply), std::move(done)));
}

} // namespace sojourn::storage
