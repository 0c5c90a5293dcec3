// Finishes erasures and links of visitors that took more than the unit that began them.
#pragma once

#include "actors/services.hpp"
#include "service/background/task_runner.hpp"
#include "storage/erasures.hpp"

namespace sojourn::service {

/// Reads in the file what is under way, so a restart goes on where the last daemon stopped.
/// Thread-safe.
class privacy_worker {
public:
  explicit privacy_worker(actors::services& services) : services_{services} {}

  /// There may be something to do. Repeating it is harmless.
  void look();

private:
  /// Whether there is more to do, a little later.
  bool work(const std::stop_token& stop);
  bool finish_rows(storage::erasure_id id, const std::stop_token& stop);
  bool finish_link(const std::string& visitor, const std::stop_token& stop);

  actors::services& services_;
  task_runner runner_; ///< last: its thread ends before what it uses
};

} // namespace sojourn::service
