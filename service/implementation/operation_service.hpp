// Implements operation.
#pragma once

#include "base/histogram.hpp"
#include "service/background/backup_keeper.hpp"
#include "service/background/retention_worker.hpp"
#include "service/background/scheduler.hpp"
#include "service/implementation/metrics_text.hpp"
#include "service/implementation/service_base.hpp"
#include "service/operation.hpp"
#include "storage/reader.hpp"

namespace sojourn::service {

class operation_service final : public operation_api, private service_base {
public:
  operation_service(actors::services& services, work_queues& queues, scheduler& scheduler,
                    const retention_worker& forgetting, backup_keeper& backups,
                    std::shared_ptr<const histogram> commits)
      : service_base{services, queues}, scheduler_{scheduler},
        forgetting_{forgetting}, backups_{backups}, commits_{std::move(commits)} {}

  void ready(completion<json> done) override;
  void metrics(completion<std::string> done) override;
  void storage_status(completion<json> done) override;
  void verify(completion<json> done) override;
  void backup(caller by, completion<json> done) override;
  void export_everything(caller by, completion<json> done) override;
  void backups(completion<page> done) override;

private:
  /// The current figures. Throws storage::read_failure.
  [[nodiscard]] measured measure(json channels);
  [[nodiscard]] backup_figures measure_backups() const;
  [[nodiscard]] json backup_plan() const;

  scheduler& scheduler_;
  const retention_worker& forgetting_;
  backup_keeper& backups_;
  std::shared_ptr<const histogram> commits_;
};

} // namespace sojourn::service
