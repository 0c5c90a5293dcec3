// Implements score.
#pragma once

#include "service/implementation/service_base.hpp"
#include "service/score.hpp"

namespace sojourn::service {

class score_service final : public score_api, private service_base {
public:
  score_service(actors::services& services, work_queues& queues) : service_base{services, queues} {}

  void get(completion<json> done) override;
  void history(page_request at, completion<page> done) override;
  void best_hours(std::string segment, std::string zone, completion<json> done) override;
};

} // namespace sojourn::service
