// Implements runs.
#pragma once

#include "service/background/enroller.hpp"
#include "service/implementation/service_base.hpp"
#include "service/runs.hpp"

namespace sojourn::service {

class run_service final : public run_api, private service_base {
public:
  run_service(actors::services& services, work_queues& queues, enroller& enroller)
      : service_base{services, queues}, enroller_{enroller} {}

  void start(std::string campaign, json data, caller by, idempotency idem,
             completion<written> done) override;
  void list(std::string campaign, page_request at, completion<page> done) override;
  void get(std::string id, completion<json> done) override;
  void cancel(std::string id, caller by, completion<json> done) override;
  void backfill(std::string campaign, backfill_request what, caller by,
                completion<json> done) override;
  void schedule(std::string campaign, completion<json> done) override;

private:
  enroller& enroller_;
};

} // namespace sojourn::service
