// Implements privacy.
#pragma once

#include "service/background/privacy_worker.hpp"
#include "service/implementation/service_base.hpp"
#include "service/privacy.hpp"

namespace sojourn::service {

class privacy_service final : public privacy_api, private service_base {
public:
  privacy_service(actors::services& services, work_queues& queues, privacy_worker& privacy)
      : service_base{services, queues}, privacy_{privacy} {}

  void erase(erase_request request, completion<written> done) override;
  void export_person(std::string customer, caller by, completion<json> done) override;
  void get(std::string id, completion<json> done) override;
  void list(std::string subject, page_request at, completion<page> done) override;

private:
  privacy_worker& privacy_;
};

} // namespace sojourn::service
