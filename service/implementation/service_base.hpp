// What every service stands on: reads on query threads, writes on the writer's thread, what takes
// long as a task, what reads about many people as a question.
#pragma once

#include "actors/guarded.hpp"
#include "actors/services.hpp"
#include "service/background/work_queues.hpp"
#include "service/common.hpp"
#include "storage/audit.hpp"
#include "storage/reader.hpp"

#include <functional>
#include <memory>
#include <utility>

namespace sojourn::service {

/// Thread-safe, and without a state of its own. A class that derives from it lives until the
/// threads of `queues` have ended.
class service_base {
public:
  service_base(actors::services& services, work_queues& queues)
      : services_{services}, queues_{queues} {}

protected:
  [[nodiscard]] storage::reader& reader() { return services_.store.reader(); }
  [[nodiscard]] instant now() const { return services_.clock.now(); }

  /// True when too many writes wait; then `done` is answered with `overloaded`.
  template <class T>
  bool reject_if_overloaded(completion<T>& done);

  /// Runs `read` on a query thread and answers with what it gives.
  template <class T, class Read>
  void answer_query(completion<T> done, Read read);

  /// Runs `work`, which answers by itself, on a query thread; what it throws is answered, too.
  template <class T, class Work>
  void run_query(std::shared_ptr<completion<T>> answer, Work work) {
    run_on(queues_.queries, "too many reads are waiting; try again in a moment", std::move(answer),
           std::move(work));
  }

  /// The same on the thread for reading and checking documents, which takes long where they are
  /// large.
  template <class T, class Work>
  void run_check(std::shared_ptr<completion<T>> answer, Work work) {
    run_on(queues_.checks, "too many documents wait to be checked", std::move(answer),
           std::move(work));
  }

  /// The same on the thread that hashes passwords.
  template <class T, class Work>
  void run_password(std::shared_ptr<completion<T>> answer, Work work) {
    run_on(queues_.passwords, "too many passwords are waiting; try again in a moment",
           std::move(answer), std::move(work));
  }

  /// Runs `apply` on the writer's thread; `after` sees its value after the commit and makes
  /// the answer of it.
  template <class Value, class T, class Apply, class After>
  void commit(completion<T> done, Apply apply, After after);

  /// Runs `work` as a task and answers with what it gives; refuses when too many wait.
  template <class T, class Work>
  void answer_task(completion<T> done, Work work);

  /// Runs `work`, which reads about many people, when it is its client's turn; it gets a token
  /// that ends it when its time is up, whoever asked left, or the daemon stops.
  template <class T, class Work>
  void answer_question(completion<T> done, Work work) {
    answer_at(queues_.questions, std::move(done), std::move(work));
  }
  /// The same for what reads about one person, and is not to wait behind the others.
  template <class T, class Work>
  void answer_short_question(completion<T> done, Work work) {
    answer_at(queues_.short_questions, std::move(done), std::move(work));
  }

  actors::services& services_;
  work_queues& queues_;

private:
  template <class T, class Work>
  static void run_on(task_runner& threads, const char* refusal,
                     std::shared_ptr<completion<T>> answer, Work work);
  template <class T, class Work>
  static void answer_at(question_desk& desk, completion<T> done, Work work);
};

// ---- details -------------------------------------------------------------------------

template <class T>
bool service_base::reject_if_overloaded(completion<T>& done) {
  if (services_.store.writer().queue_length() <= services_.options.writer_queue_high)
    return false;
  services_.count.refused_overloaded.fetch_add(1, std::memory_order_relaxed);
  done(fail(error_code::overloaded, "too many writes are waiting; try again in a moment"));
  return true;
}

template <class T, class Work>
void service_base::run_on(task_runner& threads, const char* refusal,
                          std::shared_ptr<completion<T>> answer, Work work) {
  const bool is_taken =
      threads.submit([answer, work = std::move(work)](const std::stop_token&) mutable {
        if (auto thrown = actors::error_thrown_by(std::ref(work)))
          (*answer)(fail(std::move(*thrown)));
      });
  if (!is_taken)
    (*answer)(fail(error_code::overloaded, refusal));
}

template <class T, class Read>
void service_base::answer_query(completion<T> done, Read read) {
  auto answer = std::make_shared<completion<T>>(std::move(done));
  run_query(answer, [answer, read = std::move(read)]() mutable {
    (*answer)(actors::guarded([&]() -> result<T> { return read(); }));
  });
}

template <class Value, class T, class Apply, class After>
void service_base::commit(completion<T> done, Apply apply, After after) {
  if (reject_if_overloaded(done))
    return;
  auto answer = std::make_shared<completion<T>>(std::move(done));
  services_.store.writer().submit<Value>(
      [address = answer->by().address,
       apply = std::move(apply)](storage::transaction& tx) mutable -> result<Value> {
        storage::set_asked_from(tx, address);
        return apply(tx);
      },
      [answer, after = std::move(after)](result<Value> value) mutable {
        if (value)
          (*answer)(actors::guarded([&]() -> result<T> { return after(std::move(*value)); }));
        else
          (*answer)(fail(std::move(value.error())));
      });
}

template <class T, class Work>
void service_base::answer_task(completion<T> done, Work work) {
  auto answer = std::make_shared<completion<T>>(std::move(done));
  const bool is_taken =
      queues_.tasks.submit([answer, work = std::move(work)](std::stop_token stop) mutable {
        (*answer)(actors::guarded([&]() -> result<T> { return work(std::move(stop)); }));
      });
  if (!is_taken)
    (*answer)(fail(error_code::overloaded, "too many long jobs are waiting"));
}

template <class T, class Work>
void service_base::answer_at(question_desk& desk, completion<T> done, Work work) {
  auto answer = std::make_shared<completion<T>>(std::move(done));
  auto is_taken = desk.submit(
      answer->by(), [answer, work = std::move(work)](const std::stop_token& stop,
                                                     const question_desk::reason& why) mutable {
        auto found = actors::guarded([&]() -> result<T> { return work(stop); });
        if (auto ended = why(); ended && !found)
          found = fail(std::move(*ended));
        (*answer)(std::move(found));
      });
  if (!is_taken)
    (*answer)(fail(std::move(is_taken.error())));
}

} // namespace sojourn::service
