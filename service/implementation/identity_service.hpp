// Implements identities.
#pragma once

#include "service/background/privacy_worker.hpp"
#include "service/identities.hpp"
#include "service/implementation/service_base.hpp"

namespace sojourn::service {

class identity_service final : public identity_api, private service_base {
public:
  identity_service(actors::services& services, work_queues& queues, privacy_worker& privacy)
      : service_base{services, queues}, privacy_{privacy} {}

  void link(std::string visitor, std::string customer, caller by,
            completion<written> done) override;
  void get(std::string visitor, completion<json> done) override;
  void list(std::string customer, page_request at, completion<page> done) override;

private:
  privacy_worker& privacy_;
};

} // namespace sojourn::service
