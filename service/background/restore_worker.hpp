// Carries out what an operator says of a restored backup, and then lets the daemon go on.
#pragma once

#include "actors/services.hpp"
#include "service/background/campaign_resumer.hpp"
#include "service/background/scheduler.hpp"
#include "service/background/work_queues.hpp"
#include "storage/restore.hpp"

#include <stop_token>

namespace sojourn::service {

/// Answers are stored, and what they have done is seen in the data, so a restart goes on where the
/// last daemon stopped. Works as a task, before a virtual clock that is moved afterwards.
/// Thread-safe.
class restore_worker {
public:
  restore_worker(actors::services& services, campaign_resumer& resumer, scheduler& scheduler,
                 work_queues& queues)
      : services_{services}, resumer_{resumer}, scheduler_{scheduler}, queues_{queues} {}

  /// There may be an answer. Repeating it is harmless.
  void look();

private:
  void work(const std::stop_token& stop);
  /// False when it stopped before its end, which was logged.
  bool finish(const storage::restored_campaign& what, const std::stop_token& stop);
  bool settle_all(const storage::restored_campaign& what, const std::stop_token& stop);
  /// Goes through all that fell due for an instance, as if what it sent had been accepted then.
  result<void> settle(instance_id id, const storage::restored_campaign& what, instant until,
                      const std::stop_token& stop);
  /// Whether anything was left to do for it.
  result<bool> take_turn(instance_id id, const storage::restored_campaign& what, instant until);
  void go_on(const std::vector<std::string>& campaigns);

  actors::services& services_;
  campaign_resumer& resumer_;
  scheduler& scheduler_;
  work_queues& queues_;
};

} // namespace sojourn::service
