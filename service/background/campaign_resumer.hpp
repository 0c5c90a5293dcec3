// Wakes what a campaign's pause or end has left waiting.
#pragma once

#include "service/background/enroller.hpp"
#include "service/background/work_queues.hpp"

#include <string>

namespace sojourn::service {

/// Wakes the parked instances of a campaign that goes on or has ended, and begins the starts and
/// runs that waited for it. Thread-safe.
class campaign_resumer {
public:
  campaign_resumer(actors::services& services, enroller& runs, work_queues& queues)
      : services_{services}, runs_{runs}, queues_{queues} {}

  /// Does so as a task, before a virtual clock that is moved afterwards.
  void resume(const std::string& campaign);
  /// The same for a campaign that the budget lets go on: under a virtual clock it waits for it.
  void resume_paid(const std::string& campaign);

private:
  /// Until `stop` is asked for.
  void wake(const std::string& campaign, const std::stop_token& stop);

  actors::services& services_;
  enroller& runs_;
  work_queues& queues_;
  task_runner wakers_; ///< last: its thread ends before what it uses
};

} // namespace sojourn::service
