// Implements clock.
#pragma once

#include "service/background/backup_keeper.hpp"
#include "service/background/retention_worker.hpp"
#include "service/background/scheduler.hpp"
#include "service/background/score_keeper.hpp"
#include "service/clock.hpp"
#include "service/implementation/service_base.hpp"
#include "service/virtual_clock.hpp"

namespace sojourn::service {

class clock_service final : public clock_api, private service_base {
public:
  clock_service(actors::services& services, work_queues& queues, scheduler& scheduler,
                retention_worker& forgetting, score_keeper& scores, backup_keeper& backups,
                virtual_clock* movable)
      : service_base{services, queues}, scheduler_{scheduler},
        forgetting_{forgetting}, scores_{scores}, backups_{backups}, movable_{movable} {}

  void get(completion<json> done) override;
  void move(clock_request request, caller by, completion<json> done) override;

private:
  result<json> move_clock_to(instant target, const std::string& who, std::stop_token stop);
  /// Begins the runs that are due now, and waits until nothing moves any more.
  result<void> settle_schedules(std::stop_token stop);
  result<void> wait_until_quiet(std::stop_token stop);

  scheduler& scheduler_;
  retention_worker& forgetting_;
  score_keeper& scores_;
  backup_keeper& backups_;
  virtual_clock* movable_;
};

} // namespace sojourn::service
