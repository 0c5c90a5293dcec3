// Write units for threads that may wait: jobs, not actors.
#pragma once

#include "actors/envelope.hpp"
#include "storage/store.hpp"

#include <future>
#include <stop_token>
#include <thread>

namespace sojourn::actors {

/// Runs `apply` on the writer's thread and waits for its commit.
template <class T, class Apply>
result<T> wait_for_commit(storage::store& store, Apply apply) {
  auto written = std::make_shared<std::promise<result<T>>>();
  auto outcome = written->get_future();
  store.writer().submit<T>(std::move(apply),
                           [written](result<T> done) { written->set_value(std::move(done)); });
  return outcome.get();
}

/// The same for work that nobody repeats: what fails for the moment is tried again until it
/// is done or `stop` is asked for. `apply` may run several times.
template <class T, class Apply>
result<T> commit_at_last(storage::store& store, const std::stop_token& stop, const Apply& apply) {
  constexpr std::chrono::milliseconds pause{50};
  while (true) {
    auto done = wait_for_commit<T>(store, apply);
    if (done || !may_pass(done.error().code) || stop.stop_requested())
      return done;
    std::this_thread::sleep_for(pause);
  }
}

} // namespace sojourn::actors
