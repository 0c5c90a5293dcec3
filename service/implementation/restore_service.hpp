// Implements restore.
#pragma once

#include "service/background/restore_worker.hpp"
#include "service/implementation/service_base.hpp"
#include "service/restore.hpp"

namespace sojourn::service {

class restore_service final : public restore_api, private service_base {
public:
  restore_service(actors::services& services, work_queues& queues, restore_worker& worker)
      : service_base{services, queues}, worker_{worker} {}

  void get(completion<json> done) override;
  void overdue(std::string campaign, page_request at, completion<page> done) override;
  void decide(std::string campaign, std::string answer, caller by, completion<json> done) override;

private:
  /// What is asked, as get() gives it.
  [[nodiscard]] json describe();

  restore_worker& worker_;
};

} // namespace sojourn::service
