// Implements retention.
#pragma once

#include "service/background/retention_worker.hpp"
#include "service/implementation/service_base.hpp"
#include "service/retention.hpp"

namespace sojourn::service {

class retention_service final : public retention_api, private service_base {
public:
  retention_service(actors::services& services, work_queues& queues, retention_worker& worker)
      : service_base{services, queues}, worker_{worker} {}

  void get(completion<written> done) override;
  void put(json document, preconditions only_if, caller by, completion<written> done) override;

private:
  retention_worker& worker_;
};

} // namespace sojourn::service
