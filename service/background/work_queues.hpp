// The threads that answer questions and do what takes long, shared by all services.
#pragma once

#include "actors/options.hpp"
#include "service/background/question_desk.hpp"
#include "service/background/task_runner.hpp"

#include <algorithm>

namespace sojourn::service {

struct work_queues {
  /// Queries that may wait for a thread; more are refused.
  static constexpr std::size_t most_waiting_queries = 65'536;
  /// Passwords that may wait to be hashed, each for a fifth of a second and 64 MiB; more are
  /// refused.
  static constexpr std::size_t most_waiting_passwords = 32;

  explicit work_queues(const actors::options& options)
      : questions{{.longest = options.question_deadline}},
        short_questions{{.longest = options.question_deadline}}, queries{std::max<std::size_t>(
                                                                             1, options.threads),
                                                                         most_waiting_queries} {}

  /// Ends the threads and drops what waits. What is submitted later is refused.
  void stop() {
    for (auto* runner : {&uploads, &tasks, &checks, &queries, &passwords})
      runner->stop();
    for (auto* desk : {&questions, &short_questions})
      desk->stop();
  }

  task_runner uploads;                              ///< bringing what arrived to the disk
  task_runner tasks;                                ///< what takes long, one after the other
  question_desk questions;                          ///< what reads about many people
  question_desk short_questions;                    ///< what reads about one person
  task_runner checks;                               ///< reading and checking documents
  task_runner queries;                              ///< what reads only, and not for long
  task_runner passwords{1, most_waiting_passwords}; ///< hashing, which takes memory and time
};

} // namespace sojourn::service
