// Write units for threads that may wait: jobs, not actors.
#pragma once

#include "actors/instance/envelope.hpp"
#include "storage/inbox.hpp"
#include "storage/store.hpp"

#include <future>
#include <stop_token>
#include <thread>

namespace sojourn::service {

/// Hands `apply` to the writer's thread; what comes of it after the commit. `see` gets it there
/// first, in the order of the commits.
template <class T, class Apply, class See>
std::future<result<T>> begin_commit(storage::store& store, Apply apply, See see) {
  auto written = std::make_shared<std::promise<result<T>>>();
  auto outcome = written->get_future();
  store.writer().submit<T>(std::move(apply), [written, see = std::move(see)](result<T> done) {
    see(done);
    written->set_value(std::move(done));
  });
  return outcome;
}
template <class T, class Apply>
std::future<result<T>> begin_commit(storage::store& store, Apply apply) {
  return begin_commit<T>(store, std::move(apply), [](const result<T>&) {});
}

/// Runs `apply` on the writer's thread and waits for its commit.
template <class T, class Apply>
result<T> wait_for_commit(storage::store& store, Apply apply) {
  return begin_commit<T>(store, std::move(apply)).get();
}

/// The same for work that nobody repeats: what fails for the moment is tried again until it
/// is done or `stop` is asked for. `apply` may run several times.
template <class T, class Apply>
result<T> commit_at_last(storage::store& store, const std::stop_token& stop, const Apply& apply) {
  constexpr std::chrono::milliseconds pause{50};
  while (true) {
    auto done = wait_for_commit<T>(store, apply);
    if (done || !actors::may_pass(done.error().code) || stop.stop_requested())
      return done;
    std::this_thread::sleep_for(pause);
  }
}

/// Whether so many deliveries wait for the router that whoever causes more by itself rests first;
/// then this has rested for a moment.
inline bool rested_for_router(storage::store& store) {
  constexpr std::int64_t most_waiting = 4'000;
  constexpr std::chrono::milliseconds pause{5};
  if (store.reader().inbox().count() <= most_waiting)
    return false;
  std::this_thread::sleep_for(pause);
  return true;
}

} // namespace sojourn::service
