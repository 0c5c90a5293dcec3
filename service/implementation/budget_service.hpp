// Implements budget.
#pragma once

#include "service/background/scheduler.hpp"
#include "service/budget.hpp"
#include "service/implementation/service_base.hpp"

namespace sojourn::service {

class budget_service final : public budget_api, private service_base {
public:
  budget_service(actors::services& services, work_queues& queues, scheduler& scheduler)
      : service_base{services, queues}, scheduler_{scheduler} {}

  void get(completion<written> done) override;
  void put(json document, preconditions only_if, caller by, completion<written> done) override;
  void deposit(deposit_request request, completion<written> done) override;
  void periods(std::string per, page_request at, completion<page> done) override;
  void estimate(std::string campaign, completion<json> done) override;
  void statement(std::string campaign, std::optional<instant> from, std::optional<instant> to,
                 completion<json> done) override;

private:
  scheduler& scheduler_;
};

} // namespace sojourn::service
