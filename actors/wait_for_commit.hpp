// Write units for threads that may wait: jobs, not actors.
#pragma once

#include "storage/store.hpp"

#include <future>

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

} // namespace sojourn::actors
