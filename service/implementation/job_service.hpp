// Implements jobs.
#pragma once

#include "service/background/job_worker.hpp"
#include "service/implementation/service_base.hpp"
#include "service/jobs.hpp"
#include "storage/jobs.hpp"

namespace sojourn::service {

class job_service final : public job_api, private service_base {
public:
  job_service(actors::services& services, work_queues& queues, job_worker& worker)
      : service_base{services, queues}, worker_{worker} {}

  void begin(bulk_request request, completion<written> done) override;
  void list(page_request at, completion<page> done) override;
  void get(std::string id, completion<json> done) override;
  void errors(std::string id, page_request at, completion<page> done) override;
  void change(std::string id, job_change how, caller by, completion<json> done) override;
  void undo(std::string id, caller by, idempotency idem, completion<written> done) override;

private:
  void begin_job(storage::new_job job, idempotency idem, completion<written> done);
  /// Completes what a migration means, and checks it.
  result<void> prepare_migration(storage::new_job& job);
  /// Who would move and who would stay, by step.
  result<json> count_migration(const storage::new_job& job);

  job_worker& worker_;
};

} // namespace sojourn::service
